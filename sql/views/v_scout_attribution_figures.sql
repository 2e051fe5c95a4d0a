-- Purpose: all counts over the persons, at this moment, in one row: the snapshot, today's row of the daily view and the row that
--          the refresh job stores in the history are read from here, so that they cannot differ.
-- Columns: total_persons, satisfactory, backlog_a … backlog_e, conflicts_open, conflicts_contradicting, malformed_scout_values
--          (of all events, those without a person too), by_source_scouting_daily, by_source_cabinet_leads int8 (satisfactory
--          persons with such a row that names a scout; a person may count in both), changed_at timestamptz (newest change of
--          any row that the figures rest on), backlog_a_oldest … backlog_e_oldest timestamptz (when the category's oldest
--          person was created).
-- Read by: v_scout_attribution_metrics_snapshot, v_scout_attribution_metrics_daily, the refresh job.
-- Cost: one pass over the facts, and one over the events for malformed values. Persons are first counted by category, then the
--       few counts are laid out in columns. They are counted by the category's rank (6 satisfactory, 5 D, 4 A, 3 E, 2 B, 1 C).

create or replace view ops.v_scout_attribution_figures as
select
    coalesce(sum(counted.persons), 0)::bigint as total_persons,
    coalesce(sum(counted.persons) filter (where counted.category_rank = 6), 0)::bigint as satisfactory,
    coalesce(sum(counted.persons) filter (where counted.category_rank = 4), 0)::bigint as backlog_a,
    coalesce(sum(counted.persons) filter (where counted.category_rank = 2), 0)::bigint as backlog_b,
    coalesce(sum(counted.persons) filter (where counted.category_rank = 1), 0)::bigint as backlog_c,
    coalesce(sum(counted.persons) filter (where counted.category_rank = 5), 0)::bigint as backlog_d,
    coalesce(sum(counted.persons) filter (where counted.category_rank = 3), 0)::bigint as backlog_e,
    coalesce(sum(counted.persons) filter (where counted.in_conflict and counted.category_rank < 6), 0)::bigint
        as conflicts_open,
    coalesce(sum(counted.persons) filter (where counted.in_conflict and counted.category_rank = 6), 0)::bigint
        as conflicts_contradicting,
    (
        select count(*)
        from observational.lead_events as event
        where ops.scoutwatch_payload_scout_is_malformed(event.payload_json)
    ) as malformed_scout_values,
    coalesce(sum(counted.with_registration) filter (where counted.category_rank = 6), 0)::bigint as by_source_scouting_daily,
    coalesce(sum(counted.with_cabinet_event) filter (where counted.category_rank = 6), 0)::bigint as by_source_cabinet_leads,
    max(counted.changed_at) as changed_at,
    min(counted.oldest) filter (where counted.category_rank = 4) as backlog_a_oldest,
    min(counted.oldest) filter (where counted.category_rank = 2) as backlog_b_oldest,
    min(counted.oldest) filter (where counted.category_rank = 1) as backlog_c_oldest,
    min(counted.oldest) filter (where counted.category_rank = 5) as backlog_d_oldest,
    min(counted.oldest) filter (where counted.category_rank = 3) as backlog_e_oldest
from (
    select
        facts.category_rank,
        facts.in_conflict,
        count(*) as persons,
        count(*) filter (where facts.registration_scouts is not null) as with_registration,
        count(*) filter (where facts.cabinet_events_with_scout > 0) as with_cabinet_event,
        min(facts.created_at) as oldest,
        max(facts.changed_at) as changed_at
    from ops.v_scout_attribution_person_facts as facts
    group by facts.category_rank, facts.in_conflict
) as counted;

comment on view ops.v_scout_attribution_figures is
    'scoutwatch: all counts over the persons at this moment, in one row; snapshot, daily view and history are read from it.';
