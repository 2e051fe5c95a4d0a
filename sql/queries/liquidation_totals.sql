-- Purpose: counts over all rows of the liquidation base that the list's filters and the text let through.
-- Placeholder: "keyed" in braces, the text of keyed.sql with list_liquidation.sql in it.
-- Parameters: $1, $2, $10 and $11 as there.
-- Columns (one row): rows bigint, scouts bigint, pending bigint, blocked_conflict bigint, blocked_identity bigint.
select
    count(*)::bigint as rows,
    count(distinct keyed.scout_id)::bigint as scouts,
    count(*) filter (where keyed.payment_status = 'PENDING')::bigint as pending,
    count(*) filter (where keyed.payment_status = 'BLOCKED' and keyed.block_reason = 'CONFLICT')::bigint as blocked_conflict,
    count(*) filter (where keyed.payment_status = 'BLOCKED' and keyed.block_reason = 'NO_IDENTITY')::bigint as blocked_identity
from (
{keyed}
) as keyed
where keyed.matches
order by rows
limit 1
