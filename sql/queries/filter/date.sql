-- Purpose: a day; that of a time without a zone; part of a filter in keyed.sql.
-- Placeholders: "column" in braces, the column of the list, "operator" and "value" in braces, the sign and the parameter of type date.
(isfinite(listed.{column}) and listed.{column}::date {operator} {value}::date)
