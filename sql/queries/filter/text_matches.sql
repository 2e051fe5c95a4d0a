-- Purpose: a text that fits a pattern; part of a filter in keyed.sql.
-- Placeholders: "column" in braces, the column of the list and "value" in braces, the parameter of type text.
-- Tabs and line breaks are spaces, as they are shown.
translate(listed.{column}, E'\t\n\r', '   ') ~* {value}::text
