-- Purpose: check 7: satisfactory + missing = total, where each of the three is counted by itself.
-- Parameters: none.
-- Columns (one row): verdict text, detail text.

select
    case
        when counted.satisfactory + counted.missing = counted.total
            and counted.total = counted.shown_total
            and counted.satisfactory = counted.shown_satisfactory
            then 'OK'
        else 'ERROR'
    end as verdict,
    format(
        '%s satisfactory + %s missing = %s persons; shown: %s of %s', counted.satisfactory, counted.missing, counted.total,
        counted.shown_satisfactory, counted.shown_total
    ) as detail
from (
    select
        (select count(*) from ops.v_scout_attribution_person_facts as facts) as total,
        (select count(*) from ops.v_scout_attribution_person_facts as facts where facts.ledger_scout_id is not null) as satisfactory,
        (select count(*) from ops.v_persons_without_scout_categorized as missing) as missing,
        snapshot.total_persons as shown_total,
        snapshot.persons_with_scout_satisfactory as shown_satisfactory
    from ops.v_scout_attribution_metrics_snapshot as snapshot
) as counted
order by 1
limit 1;
