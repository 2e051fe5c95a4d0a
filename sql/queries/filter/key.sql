-- Purpose: a key that begins with these digits; part of a filter in keyed.sql.
-- Placeholders: "column" in braces, the column of the list and "value" in braces, the parameter of type text.
starts_with(replace(listed.{column}::text, '-', ''), {value}::text)
