-- Purpose: one page of a list, found by the row it begins at (keyset), and how many rows there are.
-- Placeholders: "keyed" in braces, the text of keyed.sql with a list in it; `keyed.*` and `listed.*` are the named columns of the
--          list. "storage" in braces: materialized, or not materialized for a list with columns that cost a query a row. Such
--          a list is better read twice, first without those columns, than computed in full.
-- Parameters:
--   $1 boolean   whether the filter looks at a row's texts
--   $2 text      what the list is ordered by
--   $3 boolean   whether the order is descending
--   $4 boolean   whether the page is read from its end: the rows arrive last first
--   $5 text      sort_key of the cursor, null without one
--   $6 text      row_key of the cursor
--   $7 boolean   whether the cursor's own row belongs to the page
--   $8 bigint    rows left out
--   $9 bigint    the most rows
--   $10...       the list's own conditions, then the values of the filter
-- Columns: total bigint (rows of the list), matching bigint (those that the filter lets through), ahead bigint (matching rows in front of
--          the cursor in the list's order), has_cursor boolean (whether the cursor's row is among the matching), then the
--          list's columns, row_key text, sort_key text. An empty page is one row whose row_key is null.
with keyed as {storage} (
{keyed}
),
key as materialized (
    select
        keyed.sort_key,
        keyed.row_key collate "C" as row_key,
        coalesce(keyed.matches, false) as matches
    from keyed
),
counts as (
    select
        count(*)::bigint as total,
        count(*) filter (where key.matches)::bigint as matching,
        count(*) filter (
            where key.matches
                and case
                    when $3::boolean then (key.sort_key, key.row_key) > ($5::text, $6::text)
                    else (key.sort_key, key.row_key) < ($5, $6)
                end
        )::bigint as ahead,
        coalesce(bool_or(key.matches and key.sort_key = $5 and key.row_key = $6), false) as has_cursor
    from key
),
chosen as materialized (
    select key.row_key
    from key
    where key.matches
        and case
            when $5 is null then true
            when $7::boolean and key.sort_key = $5 and key.row_key = $6 then true
            when $3 <> $4::boolean then (key.sort_key, key.row_key) < ($5, $6)
            else (key.sort_key, key.row_key) > ($5, $6)
        end
    order by
        case when $3 <> $4 then key.sort_key end desc,
        case when $3 <> $4 then key.row_key end desc,
        case when $3 = $4 then key.sort_key end,
        case when $3 = $4 then key.row_key end
    limit $9::bigint
    offset $8::bigint
),
page as materialized (
    select keyed.*
    from chosen
    join keyed
        on keyed.row_key collate "C" = chosen.row_key
)
select
    counts.total,
    counts.matching,
    counts.ahead,
    counts.has_cursor,
    page.*
from counts
left join page
    on true
order by
    case when $3 <> $4 then page.sort_key end desc,
    case when $3 <> $4 then page.row_key collate "C" end desc,
    case when $3 = $4 then page.sort_key end,
    case when $3 = $4 then page.row_key collate "C" end
limit greatest($9, 1)
