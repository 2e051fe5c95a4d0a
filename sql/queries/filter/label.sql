-- Purpose: a word of the database; part of a filter in keyed.sql.
-- Placeholders: "column" in braces, the column of the list and "value" in braces, the parameter of type text, in capitals.
upper(listed.{column}) = {value}::text
