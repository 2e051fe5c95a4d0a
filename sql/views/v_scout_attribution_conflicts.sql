-- Purpose: the persons for whom the evidence names two or more scouts. A program never resolves one.
-- Columns: the contract's eight, then kind text (OPEN: the ledger has decided nothing; CONTRADICTS_LEDGER: it has),
--          ledger_scout_id int4, newest_evidence_at timestamptz (newest change of any row of the person),
--          person_created_at timestamptz, primary_full_name text.
--          distinct_scout_count counts scouts, scout_ids lists them in ascending order, sources names the tables of the
--          evidence, total_sources counts its rows; first_event_date and last_event_date are those of the evidence.
-- Read by: the conflicts screen, /api/v1/scouts/attribution/conflicts, verify.
-- Why so: the lists are scalar subqueries over the person's events, so that under a limit they are computed for the rows shown
--         and not for all. What links contribute is in the facts, except where three or more linked rows disagree; only then
--         is the raw evidence asked.

create or replace view ops.v_scout_attribution_conflicts as
select
    facts.person_key,
    cardinality((
        select array_agg(distinct named.scout_id order by named.scout_id)
        from (
            select facts.ledger_scout_id as scout_id
            union all
            select facts.link_scout_min
            union all
            select facts.link_scout_max
            union all
            select ops.scoutwatch_event_scout(event.scout_id, event.payload_json)
            from observational.lead_events as event
            where event.person_key = facts.person_key
            union all
            select evidence.scout_id
            from ops.v_scout_attribution_raw as evidence
            where evidence.person_key = facts.person_key
                and evidence.priority in (3, 4)
                and facts.migrations_with_scout + facts.registrations_with_scout > 2
                and facts.link_scout_min < facts.link_scout_max
        ) as named
        where named.scout_id is not null
    ))::bigint as distinct_scout_count,
    (
        select array_agg(distinct named.scout_id order by named.scout_id)
        from (
            select facts.ledger_scout_id as scout_id
            union all
            select facts.link_scout_min
            union all
            select facts.link_scout_max
            union all
            select ops.scoutwatch_event_scout(event.scout_id, event.payload_json)
            from observational.lead_events as event
            where event.person_key = facts.person_key
            union all
            select evidence.scout_id
            from ops.v_scout_attribution_raw as evidence
            where evidence.person_key = facts.person_key
                and evidence.priority in (3, 4)
                and facts.migrations_with_scout + facts.registrations_with_scout > 2
                and facts.link_scout_min < facts.link_scout_max
        ) as named
        where named.scout_id is not null
    ) as scout_ids,
    (
        select array_agg(distinct named.source_table order by named.source_table)
        from (
            select 'observational.lead_ledger'::text as source_table
            where facts.ledger_scout_id is not null
            union all
            select 'public.module_ct_migrations'::text
            where facts.migrations_with_scout > 0
            union all
            select 'public.module_ct_scouting_daily'::text
            where facts.registrations_with_scout > 0
            union all
            select event.source_table::text
            from observational.lead_events as event
            where event.person_key = facts.person_key
                and ops.scoutwatch_event_scout(event.scout_id, event.payload_json) is not null
        ) as named
    ) as sources,
    array_remove(
        array[
            case when facts.migrations_with_scout > 0 then 'migration'::text end,
            case when facts.registrations_with_scout > 0 then 'scout_registration'::text end
        ],
        null::text
    ) as origin_tags,
    facts.first_evidence_date as first_event_date,
    facts.last_evidence_date as last_event_date,
    (facts.ledger_scout_id is not null)::integer
        + facts.events_with_scout + facts.migrations_with_scout + facts.registrations_with_scout as total_sources,
    facts.conflict_kind as kind,
    facts.ledger_scout_id,
    facts.changed_at as newest_evidence_at,
    facts.created_at as person_created_at,
    facts.primary_full_name
from ops.v_scout_attribution_person_facts as facts
where facts.in_conflict;

comment on view ops.v_scout_attribution_conflicts is
    'scoutwatch: persons for whom the evidence names several scouts; OPEN where the ledger decided nothing, else CONTRADICTS_LEDGER.';
