-- Purpose: check 6: the categories partition the missing persons.
-- Parameters: none.
-- Columns (one row): verdict text, detail text.

select
    case
        when listed.rows <> listed.persons or listed.uncategorized > 0 or listed.rows <> counted.missing then 'ERROR'
        else 'OK'
    end as verdict,
    format(
        '%s rows, %s persons, %s without a category; A %s + B %s + C %s + D %s + E %s; %s persons are missing',
        listed.rows, listed.persons, listed.uncategorized, listed.a, listed.b, listed.c, listed.d, listed.e, counted.missing
    ) as detail
from (
    select
        count(*) as rows,
        count(distinct person.person_key) as persons,
        count(*) filter (where person.category is null or person.category not in ('A', 'B', 'C', 'D', 'E')) as uncategorized,
        count(*) filter (where person.category = 'A') as a,
        count(*) filter (where person.category = 'B') as b,
        count(*) filter (where person.category = 'C') as c,
        count(*) filter (where person.category = 'D') as d,
        count(*) filter (where person.category = 'E') as e
    from ops.v_persons_without_scout_categorized as person
) as listed
cross join (
    select snapshot.persons_missing_scout as missing
    from ops.v_scout_attribution_metrics_snapshot as snapshot
) as counted
order by 1
limit 1;
