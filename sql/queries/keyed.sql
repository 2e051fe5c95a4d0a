-- Purpose: what every list needs beside its own columns; stands inside page.sql and the totals.
-- Placeholders: "list" in braces, the text of a list_*.sql; "matches" in braces, the filter, made of filter/*.sql, whose values
--             are parameters behind those of the list.
-- Parameters: $1 boolean, whether the filter looks at a row's texts; $2 text, what the list is ordered by. A list leaves
--             `searchable` and `searchable_names` null where $1 is false.
-- Columns: all of the list's, then sort_key text (collated "C", never null) and matches boolean.
-- Why so: names are ordered without accents. That costs fifty comparisons a letter, so only names go through it. In a database
--         with the collation C, lower() leaves capitals with accents alone; then both are listed.
select
    listed.*,
    case
        when $2::text = 'name' then translate(
            lower(left(coalesce(listed.sort_text, ''), 200)),
            case
                when lower('Ñ') = 'ñ' then 'áàâäãåéèêëíìîïóòôöõúùûüñç'
                else 'áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇ'
            end,
            'aaaaaaeeeeiiiiooooouuuuncaaaaaaeeeeiiiiooooouuuunc'
        )
        else left(coalesce(listed.sort_text, ''), 200)
    end collate "C" as sort_key,
    {matches}
    as matches
from (
{list}
) as listed
