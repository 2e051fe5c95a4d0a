-- Purpose: whether there are texts or numbers at all; part of a filter in keyed.sql.
-- Placeholders: "column" in braces, the column of the list.
cardinality(listed.{column}) > 0
