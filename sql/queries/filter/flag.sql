-- Purpose: yes or no; part of a filter in keyed.sql.
-- Placeholders: "column" in braces, the column of the list and "value" in braces, the parameter of type boolean.
listed.{column} = {value}::boolean
