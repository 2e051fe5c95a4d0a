-- Purpose: check 2: registrations with a scout have links.
-- Parameters: none.
-- Columns (one row): verdict text, detail text.

select
    case
        when counted.registrations = 0 then 'SKIP'
        when counted.linked = 0 then 'ERROR'
        else 'OK'
    end as verdict,
    case
        when counted.registrations = 0 then 'no registration names a scout'
        else format(
            '%s of %s registrations with a scout have a link (%s %%)', counted.linked, counted.registrations,
            round(100.0 * counted.linked / counted.registrations, 1)
        )
    end as detail
from (
    select count(*) as registrations, count(evidence.person_key) as linked
    from ops.v_scout_attribution_raw as evidence
    where evidence.priority = 4
) as counted
order by 1
limit 1;
