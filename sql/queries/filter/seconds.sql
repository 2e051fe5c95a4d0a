-- Purpose: a length of time that is stored in seconds; part of a filter in keyed.sql.
-- Placeholders: "column" in braces, the column of the list, "operator", "value" and "unit" in braces, the sign, the
--               parameter with a number of units, and the one with the seconds of a unit, both bigint.
-- It is counted in whole units, as ages are shown.
floor(listed.{column} / {unit}::bigint) {operator} {value}::bigint
