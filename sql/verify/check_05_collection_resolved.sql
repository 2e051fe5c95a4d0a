-- Purpose: check 5: the collection view returns rows, and what share of the claims has a scout.
-- Parameters: none.
-- Columns (one row): verdict text, detail text.

select
    case when counted.claims = 0 then 'SKIP' when counted.resolved = 0 then 'WARN' else 'OK' end as verdict,
    case
        when counted.claims = 0 then 'there are no claims'
        else format(
            '%s of %s claims have a scout (%s %%)', counted.resolved, counted.claims,
            round(100.0 * counted.resolved / counted.claims, 1)
        )
    end as detail
from (
    select count(*) as claims, count(*) filter (where claim.is_scout_resolved) as resolved
    from ops.v_yango_collection_with_scout as claim
) as counted
order by 1
limit 1;
