-- Purpose: check 1: v_scout_attribution has one row a person.
-- Parameters: none.
-- Columns (one row): verdict text (OK, WARN, ERROR, SKIP), detail text.

select
    case when counted.persons = 0 then 'SKIP' when counted.rows = counted.persons then 'OK' else 'ERROR' end as verdict,
    case
        when counted.persons = 0 then 'no person has a scout'
        else format('%s rows for %s persons', counted.rows, counted.persons)
    end as detail
from (
    select count(*) as rows, count(distinct attribution.person_key) as persons
    from ops.v_scout_attribution as attribution
) as counted
order by 1
limit 1;
