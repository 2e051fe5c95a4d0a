-- Purpose: what every list needs beside its own columns; stands inside page.sql and the totals.
-- Placeholder: "list" in braces, the text of a list_*.sql.
-- Parameters: $1 text, what a row has to contain, null for anything; $2 text, what the list is ordered by. A list leaves
--             `searchable` and `searchable_names` null where $1 is null.
-- Columns: all of the list's, then sort_key text (collated "C", never null) and matches boolean.
-- Why so: a person who types munoz means Muñoz too, so names are compared without accents as well, and ordered without them.
--         That costs fifty comparisons a letter, so only what has accents goes through it: a text with as many bytes as letters
--         has none. In a database with the collation C, lower() leaves capitals with accents alone; then both are listed.
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
    case
        when $1::text is null then true
        when strpos(lower(listed.searchable) collate "C", lower($1) collate "C") > 0 then true
        when octet_length(listed.searchable_names) > length(listed.searchable_names) then strpos(
            translate(
                lower(listed.searchable_names),
                case
                    when lower('Ñ') = 'ñ' then 'áàâäãåéèêëíìîïóòôöõúùûüñç'
                    else 'áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇ'
                end,
                'aaaaaaeeeeiiiiooooouuuuncaaaaaaeeeeiiiiooooouuuunc'
            ) collate "C",
            translate(
                lower($1),
                'áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇ',
                'aaaaaaeeeeiiiiooooouuuuncaaaaaaeeeeiiiiooooouuuunc'
            ) collate "C"
        ) > 0
        -- What was typed may have accents that the name has not.
        else strpos(
            lower(listed.searchable_names) collate "C",
            translate(
                lower($1),
                'áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇ',
                'aaaaaaeeeeiiiiooooouuuuncaaaaaaeeeeiiiiooooouuuunc'
            ) collate "C"
        ) > 0
    end as matches
from (
{list}
) as listed
