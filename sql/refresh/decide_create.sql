-- Purpose: as decide.sql, for a person without a ledger row, who gets one.
-- Parameters, columns and placeholder: those of decide.sql; old_scout_id is null.
-- Run: after lock_decision.sql, in the same transaction. Two that decide at once meet at the key of the ledger: the second finds CHANGED.
-- Needs insert on observational.lead_ledger, which `schema grant --operator` does not give; that is why it is a statement of its own.
-- Printed for psql too.

with
{verdict},
created as (
    insert into observational.lead_ledger (
        person_key, attributed_scout_id, attribution_rule,
        attribution_score, confidence_level, decision_status,
        evidence_json, updated_at
    )
    select
        verdict.person_key,
        verdict.scout_id,
        'HUMAN_DECISION',
        100.00,
        'high',
        'assigned',
        verdict.decision,
        now()
    from verdict
    where verdict.outcome = 'RECORDED'
    on conflict (person_key) do nothing
    returning
        person_key, attributed_scout_id, attribution_rule,
        confidence_level::text as confidence, evidence_json, updated_at
),
audited as (
    insert into ops.lead_ledger_scout_backfill_audit (
        person_key, old_attributed_scout_id, new_attributed_scout_id,
        attribution_rule_old, attribution_rule_new,
        attribution_confidence_old, attribution_confidence_new,
        attribution_source, evidence_json_old, evidence_json_new,
        backfill_method, backfill_timestamp, ingestion_run_id, notes
    )
    select
        created.person_key,
        null::integer,
        created.attributed_scout_id,
        null::text,
        created.attribution_rule,
        null::text,
        created.confidence,
        null::text,
        null::jsonb,
        created.evidence_json,
        'HUMAN_DECISION',
        clock_timestamp(),
        null::integer,
        created.evidence_json #>> '{decision,reason}'
    from created
    returning person_key
)
select
    case
        when verdict.outcome <> 'RECORDED' then verdict.outcome
        when audited.person_key is not null then 'RECORDED'
        else 'CHANGED'
    end as outcome,
    null::integer as old_scout_id,
    created.updated_at as recorded_at
from verdict
left join created
    on true
left join audited
    on audited.person_key = created.person_key
order by 1
limit 1;
