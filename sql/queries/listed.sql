-- Purpose: a list as a person reads it in psql: all rows that the filter lets through, in their order. The program itself reads
--          pages of it, with page.sql.
-- Placeholder: "keyed" in braces, the text of keyed.sql with a list in it.
-- Parameters: $1 to $3 as in page.sql; $9 bigint, the most rows; $10... the list's own conditions, then the values of the filter.
-- Columns: the list's columns, then what it is found, ordered and filtered by.
select keyed.*
from (
{keyed}
) as keyed
where keyed.matches
order by
    case when $3::boolean then keyed.sort_key end desc,
    case when $3 then keyed.row_key collate "C" end desc,
    case when not $3 then keyed.sort_key end,
    case when not $3 then keyed.row_key collate "C" end
limit $9::bigint
