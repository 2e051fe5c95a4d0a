-- Purpose: the persons for whom the evidence names two or more scouts. A program never resolves one.
-- Columns: the contract's eight, then kind text (OPEN: the ledger has decided nothing; CONTRADICTS_LEDGER: it has),
--          ledger_scout_id int4, person_created_at timestamptz, primary_full_name text.
--          distinct_scout_count counts scouts, scout_ids lists them in ascending order, sources names the tables of the
--          evidence, total_sources counts its rows; first_event_date and last_event_date are those of the evidence.
-- Read by: the conflicts screen, /api/v1/scouts/attribution/conflicts, verify.
-- Why so: the lists are scalar subqueries over the person's events, so that under a limit they are computed for the rows shown
--         and not for all; what links contribute is in the facts. The key is that of the evidence, so that
--         `person_key = any (…)` reads the rows of those persons and no others.

create or replace view ops.v_scout_attribution_conflicts as
select
    facts.evidence_person_key as person_key,
    cardinality((
        select array_agg(distinct named.scout_id order by named.scout_id)
        from (
            select facts.ledger_scout_id as scout_id
            union all
            select unnest(facts.migration_scouts)
            union all
            select unnest(facts.registration_scouts)
            union all
            select ops.scoutwatch_event_scout(event.scout_id, event.payload_json)
            from observational.lead_events as event
            where event.person_key = facts.person_key
        ) as named
        where named.scout_id is not null
    ))::bigint as distinct_scout_count,
    (
        select array_agg(distinct named.scout_id order by named.scout_id)
        from (
            select facts.ledger_scout_id as scout_id
            union all
            select unnest(facts.migration_scouts)
            union all
            select unnest(facts.registration_scouts)
            union all
            select ops.scoutwatch_event_scout(event.scout_id, event.payload_json)
            from observational.lead_events as event
            where event.person_key = facts.person_key
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
            where facts.migration_scouts is not null
            union all
            select 'public.module_ct_scouting_daily'::text
            where facts.registration_scouts is not null
            union all
            select event.source_table::text
            from observational.lead_events as event
            where event.person_key = facts.person_key
                and ops.scoutwatch_event_scout(event.scout_id, event.payload_json) is not null
        ) as named
    ) as sources,
    array_remove(
        array[
            case when facts.migration_scouts is not null then 'migration'::text end,
            case when facts.registration_scouts is not null then 'scout_registration'::text end
        ],
        null::text
    ) as origin_tags,
    facts.first_evidence_date as first_event_date,
    facts.last_evidence_date as last_event_date,
    facts.evidence_count as total_sources,
    facts.conflict_kind as kind,
    facts.ledger_scout_id,
    facts.created_at as person_created_at,
    facts.primary_full_name
from ops.v_scout_attribution_person_facts as facts
where facts.in_conflict;

comment on view ops.v_scout_attribution_conflicts is
    'scoutwatch: persons for whom evidence names several scouts; OPEN where the ledger decided nothing, else CONTRADICTS_LEDGER.';
