-- Purpose: rows of which some text fits a pattern; part of a filter in keyed.sql.
-- Placeholder: "value" in braces, the parameter with the pattern, text; its ^ and $ are the ends of a line.
-- Each text of the row is a line; tabs and line breaks in it are spaces, as they are shown.
translate(listed.searchable, E'\x1f\t\n\r', E'\n   ') ~* {value}::text
