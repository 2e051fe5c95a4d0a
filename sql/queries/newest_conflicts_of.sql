-- Purpose: the newest conflicts of given persons; those that the ledger has not decided come first.
-- Parameters: $1 bigint, the most rows; $2 uuid[], the persons.
-- Columns: as list_conflicts.sql without the three that only a list needs.
-- Why so: our snapshot view knows the newest persons in conflict from the pass that counts them; only their evidence is read here.
--         Where it does not know them, newest_conflicts.sql looks for them.
select
    conflict.person_key,
    conflict.distinct_scout_count::bigint as distinct_scout_count,
    array_remove(conflict.scout_ids::integer[], null) as scout_ids,
    array_remove(conflict.sources::text[], null) as sources,
    array_remove(conflict.origin_tags::text[], null) as origin_tags,
    conflict.first_event_date::date as first_event_date,
    conflict.last_event_date::date as last_event_date,
    conflict.total_sources::bigint as total_sources,
    conflict.kind::text as kind
from (select null::text as kind) as absent
cross join lateral (
    select
        person_key,
        distinct_scout_count,
        scout_ids,
        sources,
        origin_tags,
        first_event_date,
        last_event_date,
        total_sources,
        kind
    from ops.v_scout_attribution_conflicts
    where person_key = any($2::uuid[])
) as conflict
order by
    (conflict.kind is distinct from 'CONTRADICTS_LEDGER') desc,
    conflict.last_event_date desc nulls last,
    conflict.person_key
limit $1
