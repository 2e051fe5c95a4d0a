-- Purpose: rows that contain a word, upper and lower case being the same; part of a filter in keyed.sql.
-- Placeholder: "value" in braces, the parameter with the word, text.
-- Why so: a person who types munoz means Muñoz too, so names are compared without accents as well. That costs fifty
--         comparisons a letter, so only what has accents goes through it: a text with as many bytes as letters has none. In a
--         database with the collation C, lower() leaves capitals with accents alone; then both are listed.
case
    when strpos(lower(listed.searchable) collate "C", lower({value}::text) collate "C") > 0 then true
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
            lower({value}),
            'áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇ',
            'aaaaaaeeeeiiiiooooouuuuncaaaaaaeeeeiiiiooooouuuunc'
        ) collate "C"
    ) > 0
    -- What was typed may have accents that the name has not.
    else strpos(
        lower(listed.searchable_names) collate "C",
        translate(
            lower({value}),
            'áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇ',
            'aaaaaaeeeeiiiiooooouuuuncaaaaaaeeeeiiiiooooouuuunc'
        ) collate "C"
    ) > 0
end
