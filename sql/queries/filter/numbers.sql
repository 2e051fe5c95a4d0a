-- Purpose: several whole numbers, one of which fits; part of a filter in keyed.sql.
-- Placeholders: "column" in braces, the column of the list, "operator" and "value" in braces, the sign and the parameter of type bigint.
exists (
    select true
    from unnest(listed.{column}) as part (number)
    where part.number {operator} {value}::bigint
)
