-- Purpose: one batch of the step lead_ledger: gives ledger rows the one scout that the events name and nothing contradicts, and writes
--          down each row as it was and as it became, in the same statement.
-- Parameters: $1 uuid[] persons; $2 int4 run; $3 int4, the last priority of evidence that is read again (4: all; 2: the ledger and the
--             events, where finding the links of persons takes long; see can_reread_links.sql).
-- Columns (one row, int8): changed, audited (audit rows), overtaken (persons whose evidence or ledger row is another by now).
-- Run: after lock_lead_ledger.sql. The evidence of the batch's persons is read again here, under the lock.
-- Why so: the audit rows are made of what the changed rows return; see identity_links.sql. What the audit table has no column for, and
--         an undo by hand needs, is kept in the evidence.

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
undecided as materialized (
    select
        ledger.person_key,
        ledger.attributed_source,
        ledger.attribution_rule,
        ledger.confidence_level::text as confidence_level,
        ledger.evidence_json,
        evidence.scout_id,
        jsonb_build_object(
            'scout_attribution_refresh',
            jsonb_build_object(
                'run_id', $2::integer, 'rule', 'BACKFILL_SINGLE_SCOUT_FROM_EVENTS', 'scout_id', evidence.scout_id,
                'events', evidence.events, 'newest_event_date', evidence.newest_event_date,
                'old_attributed_source', ledger.attributed_source, 'old_decision_status', ledger.decision_status
            )
        ) as new_evidence
    from observational.lead_ledger as ledger
    join evidence
        on evidence.person_key = ledger.person_key
    where ledger.attributed_scout_id is null
        and ledger.decision_status::text <> 'conflict'
),
changed as (
    update observational.lead_ledger as ledger
    set attributed_scout_id = undecided.scout_id,
        attributed_source = coalesce(ledger.attributed_source, 'lead_events'),
        attribution_rule = coalesce(ledger.attribution_rule, 'BACKFILL_SINGLE_SCOUT_FROM_EVENTS'),
        confidence_level = 'high',
        decision_status = 'assigned',
        -- What was there stays; what is no object is kept beside ours.
        evidence_json = case
            when undecided.evidence_json is null or jsonb_typeof(undecided.evidence_json) = 'null' then undecided.new_evidence
            when jsonb_typeof(undecided.evidence_json) = 'object' then undecided.evidence_json || undecided.new_evidence
            else jsonb_build_object('previous', undecided.evidence_json) || undecided.new_evidence
        end,
        updated_at = now()
    from undecided
    where ledger.person_key = undecided.person_key
        and ledger.attributed_scout_id is null
        and ledger.decision_status::text <> 'conflict'
    returning
        ledger.person_key,
        ledger.attributed_source,
        ledger.attributed_scout_id,
        undecided.attribution_rule as old_rule,
        ledger.attribution_rule,
        undecided.confidence_level as old_confidence_level,
        ledger.confidence_level::text as confidence_level,
        undecided.evidence_json as old_evidence_json,
        ledger.evidence_json
),
audited as (
    insert into ops.lead_ledger_scout_backfill_audit (
        person_key, old_attributed_scout_id, new_attributed_scout_id, attribution_rule_old, attribution_rule_new,
        attribution_confidence_old, attribution_confidence_new, attribution_source, evidence_json_old, evidence_json_new,
        backfill_method, backfill_timestamp, ingestion_run_id, notes
    )
    select
        changed.person_key,
        null::integer,
        changed.attributed_scout_id,
        changed.old_rule,
        changed.attribution_rule,
        changed.old_confidence_level,
        changed.confidence_level,
        changed.attributed_source,
        changed.old_evidence_json,
        changed.evidence_json,
        'BACKFILL_SINGLE_SCOUT_FROM_EVENTS',
        clock_timestamp(),
        $2::integer,
        null::text
    from changed
    returning person_key
)
select
    (select count(*) from changed) as changed,
    (select count(*) from audited) as audited,
    cardinality($1::uuid[]) - (select count(*) from changed) as overtaken
order by 1
limit 1;
