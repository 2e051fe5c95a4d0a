-- Purpose: a text that is equal to another but for case and accents; part of a filter in keyed.sql.
-- Placeholders: "column" in braces, the column of the list and "value" in braces, the parameter of type text.
-- Tabs and line breaks are spaces, as they are shown.
case
    when octet_length(listed.{column}) > length(listed.{column}) then translate(
        lower(translate(listed.{column}, E'\t\n\r', '   ')),
        case
            when lower('Ñ') = 'ñ' then 'áàâäãåéèêëíìîïóòôöõúùûüñç'
            else 'áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇ'
        end,
        'aaaaaaeeeeiiiiooooouuuuncaaaaaaeeeeiiiiooooouuuunc'
    )
    else lower(translate(listed.{column}, E'\t\n\r', '   '))
end collate "C" = translate(
    lower({value}::text),
    'áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇ',
    'aaaaaaeeeeiiiiooooouuuuncaaaaaaeeeeiiiiooooouuuunc'
) collate "C"
