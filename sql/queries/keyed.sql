-- Purpose: what every list needs beside its own columns; stands inside page.sql and the totals.
-- Placeholder: "list" in braces, the text of a list_*.sql.
-- Parameters: $1 text, what a row has to contain, null for anything. A list leaves `searchable` null then.
-- Columns: all of the list's, then sort_key text (collated "C", never null) and matches boolean.
-- Why so: lower() alone would leave accented capitals alone in a database with the collation C, and a person who types
--         munoz means Muñoz too.
select
    listed.*,
    translate(
        lower(left(coalesce(listed.sort_text, ''), 200)),
        'áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇ',
        'aaaaaaeeeeiiiiooooouuuuncaaaaaaeeeeiiiiooooouuuunc'
    ) collate "C" as sort_key,
    case
        when $1::text is null then true
        else strpos(
            translate(
                lower(listed.searchable),
                'áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇ',
                'aaaaaaeeeeiiiiooooouuuuncaaaaaaeeeeiiiiooooouuuunc'
            ) collate "C",
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
