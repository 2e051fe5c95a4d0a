-- Purpose: an amount; part of a filter in keyed.sql.
-- Placeholders: "column" in braces, the column of the list, "operator" and "value" in braces, the sign and the parameter of type numeric.
listed.{column} {operator} {value}::numeric
