-- Purpose: the time from a day, or a time without a zone, to now in UTC; part of a filter in keyed.sql.
-- Placeholders: "column" in braces, the column of the list, "operator", "value" and "unit" in braces, the sign, the
--               parameter with a number of units, and the one with the seconds of a unit, both bigint.
-- It is counted in whole units, as ages are shown.
(
    isfinite(listed.{column})
    and floor(
        (extract(epoch from now()) - extract(epoch from listed.{column}::timestamp))::float8 / {unit}::bigint
    ) {operator} {value}::bigint
)
