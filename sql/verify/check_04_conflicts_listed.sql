-- Purpose: check 4: all conflicts are listed, and every listed one names two scouts or more.
-- Parameters: none.
-- Columns (one row): verdict text, detail text.

select
    case
        when listed.too_few > 0 or listed.conflicts <> figures.conflicts_open + figures.conflicts_contradicting then 'ERROR'
        else 'OK'
    end as verdict,
    format(
        '%s conflicts are listed, %s counted; %s of them name fewer than two scouts',
        listed.conflicts, figures.conflicts_open + figures.conflicts_contradicting, listed.too_few
    ) as detail
from (
    select
        count(*) as conflicts,
        count(*) filter (where conflict.distinct_scout_count < 2 or cardinality(conflict.scout_ids) < 2) as too_few
    from ops.v_scout_attribution_conflicts as conflict
) as listed
cross join ops.v_scout_attribution_figures as figures
order by 1
limit 1;
