-- Purpose: all counts over the persons, at this moment, in one row: the snapshot, today's row of the daily view and the row that
--          the refresh job stores in the history are read from here, so that they cannot differ.
-- Columns: total_persons, satisfactory, backlog_a … backlog_e, conflicts_open, conflicts_contradicting, malformed_scout_values
--          (of all events, those without a person too), by_source_scouting_daily, by_source_cabinet_leads int8 (satisfactory
--          persons with such a row that names a scout; a person may count in both), changed_at timestamptz (newest change of
--          any row that the figures rest on), backlog_a_oldest … backlog_e_oldest timestamptz (when the category's oldest
--          person was created), newest_conflicts uuid[] (the twenty newest persons in conflict: open ones first, then by the
--          date of the newest evidence; empty where there is none).
-- Read by: v_scout_attribution_metrics_snapshot, v_scout_attribution_metrics_daily, the refresh job.
-- Cost: one pass over the facts, and one over the events for malformed values; only the columns that are asked for are computed.
--       Persons are counted by the rank of their category (6 satisfactory, 5 D, 4 A, 3 E, 2 B, 1 C).

create or replace view ops.v_scout_attribution_figures as
select
    counted.total_persons,
    counted.satisfactory,
    counted.backlog_a,
    counted.backlog_b,
    counted.backlog_c,
    counted.backlog_d,
    counted.backlog_e,
    counted.conflicts_open,
    counted.conflicts_contradicting,
    (
        select count(*)
        from observational.lead_events as event
        where ops.scoutwatch_payload_scout_is_malformed(event.payload_json)
    ) as malformed_scout_values,
    counted.by_source_scouting_daily,
    counted.by_source_cabinet_leads,
    counted.changed_at,
    counted.backlog_a_oldest,
    counted.backlog_b_oldest,
    counted.backlog_c_oldest,
    counted.backlog_d_oldest,
    counted.backlog_e_oldest,
    array(
        select conflict.person_key
        from unnest(counted.conflict_keys, counted.conflict_dates, counted.conflict_open)
            as conflict (person_key, newest, is_open)
        order by conflict.is_open desc, conflict.newest desc nulls last, conflict.person_key
        limit 20
    ) as newest_conflicts
from (
    select
        count(*) as total_persons,
        count(*) filter (where facts.category_rank = 6) as satisfactory,
        count(*) filter (where facts.category_rank = 4) as backlog_a,
        count(*) filter (where facts.category_rank = 2) as backlog_b,
        count(*) filter (where facts.category_rank = 1) as backlog_c,
        count(*) filter (where facts.category_rank = 5) as backlog_d,
        count(*) filter (where facts.category_rank = 3) as backlog_e,
        count(*) filter (where facts.in_conflict and facts.category_rank < 6) as conflicts_open,
        count(*) filter (where facts.in_conflict and facts.category_rank = 6) as conflicts_contradicting,
        count(*) filter (where facts.category_rank = 6 and facts.registration_scouts is not null) as by_source_scouting_daily,
        count(*) filter (where facts.category_rank = 6 and facts.cabinet_events_with_scout > 0) as by_source_cabinet_leads,
        max(facts.changed_at) as changed_at,
        min(facts.created_at) filter (where facts.category_rank = 4) as backlog_a_oldest,
        min(facts.created_at) filter (where facts.category_rank = 2) as backlog_b_oldest,
        min(facts.created_at) filter (where facts.category_rank = 1) as backlog_c_oldest,
        min(facts.created_at) filter (where facts.category_rank = 5) as backlog_d_oldest,
        min(facts.created_at) filter (where facts.category_rank = 3) as backlog_e_oldest,
        array_agg(facts.person_key) filter (where facts.in_conflict) as conflict_keys,
        array_agg(facts.last_evidence_date) filter (where facts.in_conflict) as conflict_dates,
        array_agg(facts.category_rank < 6) filter (where facts.in_conflict) as conflict_open
    from ops.v_scout_attribution_person_facts as facts
) as counted;

comment on view ops.v_scout_attribution_figures is
    'scoutwatch: all counts over the persons at this moment, in one row; snapshot, daily view and history are read from it.';
