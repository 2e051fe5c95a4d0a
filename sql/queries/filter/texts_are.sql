-- Purpose: several texts, one of which is equal to another but for case; tables go by their short name too; part of a filter in keyed.sql.
-- Placeholders: "column" in braces, the column of the list and "value" in braces, the parameter of type text.
exists (
    select true
    from unnest(listed.{column}) as part (word)
    where lower({value}::text) in (lower(part.word), regexp_replace(lower(part.word), '^(.*[.])?(module_ct_)?', ''))
)
