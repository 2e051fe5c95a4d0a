-- Purpose: all counts over the persons, at this moment, in one row: the snapshot, today's row of the daily view and the row that
--          the refresh job stores in the history are read from here, so that they cannot differ.
-- Columns: total_persons, satisfactory, backlog_a … backlog_e, conflicts_open, conflicts_contradicting, malformed_scout_values
--          (of all events, those without a person too), by_source_scouting_daily, by_source_cabinet_leads int8 (satisfactory
--          persons with such a row that names a scout; a person may count in both), changed_at timestamptz (newest change of
--          any row that the figures rest on), backlog_a_oldest … backlog_e_oldest timestamptz (when the category's oldest
--          person was created).
-- Read by: v_scout_attribution_metrics_snapshot, v_scout_attribution_metrics_daily, the refresh job.
-- Cost: one pass over the facts. Persons are first counted by category, then the few counts are laid out in columns.

create or replace view ops.v_scout_attribution_figures as
select
    coalesce(sum(counted.persons), 0)::bigint as total_persons,
    coalesce(sum(counted.persons) filter (where counted.category is null), 0)::bigint as satisfactory,
    coalesce(sum(counted.persons) filter (where counted.category = 'A'::text), 0)::bigint as backlog_a,
    coalesce(sum(counted.persons) filter (where counted.category = 'B'::text), 0)::bigint as backlog_b,
    coalesce(sum(counted.persons) filter (where counted.category = 'C'::text), 0)::bigint as backlog_c,
    coalesce(sum(counted.persons) filter (where counted.category = 'D'::text), 0)::bigint as backlog_d,
    coalesce(sum(counted.persons) filter (where counted.category = 'E'::text), 0)::bigint as backlog_e,
    coalesce(sum(counted.persons) filter (where counted.in_conflict and counted.category is not null), 0)::bigint
        as conflicts_open,
    coalesce(sum(counted.persons) filter (where counted.in_conflict and counted.category is null), 0)::bigint
        as conflicts_contradicting,
    coalesce(sum(counted.malformed_scout_values), 0)::bigint + (
        select count(*)
        from observational.lead_events as event
        where event.person_key is null
            and ops.scoutwatch_payload_scout_is_malformed(event.payload_json)
    ) as malformed_scout_values,
    coalesce(sum(counted.with_registration) filter (where counted.category is null), 0)::bigint as by_source_scouting_daily,
    coalesce(sum(counted.with_cabinet_event) filter (where counted.category is null), 0)::bigint as by_source_cabinet_leads,
    max(counted.changed_at) as changed_at,
    min(counted.oldest) filter (where counted.category = 'A'::text) as backlog_a_oldest,
    min(counted.oldest) filter (where counted.category = 'B'::text) as backlog_b_oldest,
    min(counted.oldest) filter (where counted.category = 'C'::text) as backlog_c_oldest,
    min(counted.oldest) filter (where counted.category = 'D'::text) as backlog_d_oldest,
    min(counted.oldest) filter (where counted.category = 'E'::text) as backlog_e_oldest
from (
    select
        facts.category,
        facts.in_conflict,
        count(*) as persons,
        sum(facts.malformed_scout_values) as malformed_scout_values,
        count(*) filter (where facts.registrations_with_scout > 0) as with_registration,
        count(*) filter (where facts.cabinet_events_with_scout > 0) as with_cabinet_event,
        min(facts.created_at) as oldest,
        max(facts.changed_at) as changed_at
    from ops.v_scout_attribution_person_facts as facts
    group by facts.category, facts.in_conflict
) as counted;

comment on view ops.v_scout_attribution_figures is
    'scoutwatch: all counts over the persons at this moment, in one row; snapshot, daily view and history are read from it.';
