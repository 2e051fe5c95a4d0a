-- Purpose: one batch of the step lead_ledger, where it is configured to create what is missing: makes a ledger row with the one scout that
--          the events name and nothing contradicts, and writes it down in the same statement.
-- Parameters: $1 uuid[] persons; $2 int4 run; $3 int4, the last priority of evidence that is read again; see lead_ledger.sql.
-- Columns (one row, int8): changed, audited (audit rows), overtaken (persons who have a ledger row, or other evidence, by now).
-- Needs insert on observational.lead_ledger, which `schema grant --operator` does not give.

with evidence as materialized (
    select
        named.person_key,
        min(named.scout_id) as scout_id,
        count(*) filter (where named.priority = 2) as events,
        max(named.attribution_date) filter (where named.priority = 2) as newest_event_date
    from ops.v_scout_attribution_raw as named
    where named.person_key = any($1::uuid[])
        and named.priority <= $3::integer
    group by named.person_key
    having min(named.scout_id) = max(named.scout_id)
        and count(*) filter (where named.priority = 2) > 0
),
created as (
    insert into observational.lead_ledger (
        person_key, attributed_source, attributed_scout_id, attribution_rule, attribution_score, confidence_level, evidence_json,
        decision_status, updated_at
    )
    select
        evidence.person_key,
        'lead_events',
        evidence.scout_id,
        'BACKFILL_SINGLE_SCOUT_FROM_EVENTS',
        90.00,
        'high',
        jsonb_build_object(
            'scout_attribution_refresh',
            jsonb_build_object(
                'run_id', $2::integer, 'rule', 'BACKFILL_SINGLE_SCOUT_FROM_EVENTS', 'scout_id', evidence.scout_id,
                'events', evidence.events, 'newest_event_date', evidence.newest_event_date
            )
        ),
        'assigned',
        now()
    from evidence
    where not exists (
        select
        from observational.lead_ledger as ledger
        where ledger.person_key = evidence.person_key
    )
    order by evidence.person_key
    on conflict (person_key) do nothing
    returning
        person_key, attributed_source, attributed_scout_id, attribution_rule, confidence_level::text as confidence_level, evidence_json
),
audited as (
    insert into ops.lead_ledger_scout_backfill_audit (
        person_key, old_attributed_scout_id, new_attributed_scout_id, attribution_rule_old, attribution_rule_new,
        attribution_confidence_old, attribution_confidence_new, attribution_source, evidence_json_old, evidence_json_new,
        backfill_method, backfill_timestamp, ingestion_run_id, notes
    )
    select
        created.person_key,
        null::integer,
        created.attributed_scout_id,
        null::text,
        created.attribution_rule,
        null::text,
        created.confidence_level,
        created.attributed_source,
        null::jsonb,
        created.evidence_json,
        'BACKFILL_SINGLE_SCOUT_FROM_EVENTS',
        clock_timestamp(),
        $2::integer,
        'ledger row created'
    from created
    returning person_key
)
select
    (select count(*) from created) as changed,
    (select count(*) from audited) as audited,
    cardinality($1::uuid[]) - (select count(*) from created) as overtaken
order by 1
limit 1;
