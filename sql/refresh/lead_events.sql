-- Purpose: one batch of the step lead_events: gives events the scout of their cabinet lead, and writes it down in the same statement.
-- Parameters, one element an event, as listed: $1 int4[] event_id, $2 int4[] scout_id, $3 text[] mapped_value, $4 text[] action; then
--             $5 int4 run, $6 text, the column of the lead.
-- Columns (one row, int8): changed, audited (audit rows UPDATED), ambiguous, unmapped (events left), overtaken (they have a scout by now).
-- Run: after lock_lead_events.sql.
-- Audited once, ever: NO_MAPPING and SKIPPED (several scouts fit).

with given as materialized (
    select *
    from unnest($1::integer[], $2::integer[], $3::text[], $4::text[]) as listed (event_id, scout_id, mapped_value, action)
),
standing as materialized (
    select
        given.*,
        event.source_table,
        event.source_pk,
        event.person_key,
        event.scout_id as old_scout_id
    from given
    join observational.lead_events as event
        on event.id = given.event_id
    where ops.scoutwatch_event_scout(event.scout_id, event.payload_json) is null
),
changed as (
    update observational.lead_events as event
    set scout_id = standing.scout_id
    from standing
    where event.id = standing.event_id
        and standing.action = 'UPDATE'
        and standing.scout_id > 0
    returning
        event.source_table,
        event.source_pk,
        event.person_key,
        standing.old_scout_id,
        event.scout_id,
        standing.mapped_value
),
audited as (
    insert into ops.lead_events_scout_backfill_audit (
        source_table, source_pk, person_key, old_scout_id, new_scout_id, mapping_method, mapping_confidence, evidence_json, action_type,
        error_message, backfill_timestamp, ingestion_run_id
    )
    select
        changed.source_table,
        changed.source_pk,
        changed.person_key,
        changed.old_scout_id,
        changed.scout_id,
        $6::text,
        'high',
        jsonb_build_object('column', $6::text, 'value', changed.mapped_value),
        'UPDATED',
        null::text,
        clock_timestamp(),
        $5::integer
    from changed
    union all
    select
        standing.source_table,
        standing.source_pk,
        standing.person_key,
        standing.old_scout_id,
        null::integer,
        $6::text,
        null::text,
        jsonb_build_object('column', $6::text, 'value', standing.mapped_value),
        case standing.action when 'SEVERAL' then 'SKIPPED' else 'NO_MAPPING' end,
        case standing.action when 'SEVERAL' then 'several scouts have this value' else 'no scout has this value' end,
        clock_timestamp(),
        $5::integer
    from standing
    where standing.action in ('SEVERAL', 'NO_MAPPING')
        and not exists (
            select
            from ops.lead_events_scout_backfill_audit as earlier
            where earlier.source_table = standing.source_table::text
                and earlier.source_pk = standing.source_pk::text
                and earlier.action_type = case standing.action when 'SEVERAL' then 'SKIPPED' else 'NO_MAPPING' end
        )
    returning action_type
)
select
    (select count(*) from changed) as changed,
    (select count(*) from audited where audited.action_type = 'UPDATED') as audited,
    (select count(*) from standing where standing.action = 'SEVERAL') as ambiguous,
    (select count(*) from standing where standing.action = 'NO_MAPPING') as unmapped,
    (select count(*) from given) - (select count(*) from standing) as overtaken
order by 1
limit 1;
