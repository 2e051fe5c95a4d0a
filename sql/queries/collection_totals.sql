-- Purpose: sums over all claims that the list's filters and the text let through.
-- Placeholder: "keyed" in braces, the text of keyed.sql with list_collection.sql in it.
-- Parameters: $1, $2 and $10 to $12 as there.
-- Columns (one row): claims bigint, with_scout bigint, expected numeric, paid numeric, misapplied numeric, unpaid numeric,
--          overdue numeric, without_scout numeric.
select
    count(*)::bigint as claims,
    count(*) filter (where keyed.is_scout_resolved)::bigint as with_scout,
    coalesce(sum(keyed.expected_amount), 0)::numeric as expected,
    coalesce(sum(keyed.expected_amount) filter (where keyed.payment_status = 'PAID'), 0)::numeric as paid,
    coalesce(sum(keyed.expected_amount) filter (where keyed.payment_status = 'PAID_MISAPPLIED'), 0)::numeric as misapplied,
    coalesce(sum(keyed.expected_amount) filter (where keyed.payment_status = 'UNPAID'), 0)::numeric as unpaid,
    coalesce(
        sum(keyed.expected_amount) filter (where keyed.payment_status = 'UNPAID' and keyed.days_overdue > 0),
        0
    )::numeric as overdue,
    coalesce(sum(keyed.expected_amount) filter (where not keyed.is_scout_resolved), 0)::numeric as without_scout
from (
{keyed}
) as keyed
where keyed.matches
order by claims
limit 1
