-- Purpose: whether a value is known; part of a filter in keyed.sql.
-- Placeholders: "column" in braces, the column of the list.
listed.{column} is not null
