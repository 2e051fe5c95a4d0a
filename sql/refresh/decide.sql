-- Purpose: records a person's decision who brought somebody in: the ledger row gets the scout, and the audit gets the row as it was and
--          as it became, in the same statement. Nothing is written where the evidence is not what the one who decides was shown.
-- Parameters: $1 uuid person; $2 int4 scout; $3 text reason; $4 text, the evidence_fingerprint of ops.v_scout_attribution_person as it
--             was shown.
-- Columns (one row): outcome text: RECORDED, or, where nothing was written: NO_REASON, NOBODY (nobody has this key), CHANGED (the
--          evidence, or the ledger row, is another than was shown), NOT_NAMED (no evidence names this scout); old_scout_id int4;
--          recorded_at timestamptz.
-- Placeholder: "verdict" in braces, the text of decision_verdict.sql.
-- Run: after lock_decision.sql, in the same transaction. For a person without a ledger row: decide_create.sql.
-- Printed for psql too, with the parameters filled in: each stands once, at the top, and lines are short.
-- Why so: the audit row is made of what the changed row returns; see identity_links.sql. It belongs to no run, so that no check of a
--         run counts it.

with
{verdict},
before as materialized (
    select
        ledger.person_key,
        ledger.attributed_scout_id as scout_id,
        ledger.attribution_rule as rule,
        ledger.confidence_level::text as confidence,
        ledger.evidence_json as evidence,
        verdict.scout_id as new_scout_id,
        verdict.reason,
        verdict.decision
    from verdict
    join observational.lead_ledger as ledger
        on ledger.person_key = verdict.person_key
    where verdict.outcome = 'RECORDED'
),
changed as (
    update observational.lead_ledger as ledger
    set attributed_scout_id = before.new_scout_id,
        attribution_rule = 'HUMAN_DECISION',
        confidence_level = 'high',
        decision_status = 'assigned',
        evidence_json = case coalesce(jsonb_typeof(before.evidence), 'null')
            when 'null' then before.decision
            when 'object' then before.evidence || before.decision
            else jsonb_build_object('previous', before.evidence)
                || before.decision
        end,
        updated_at = now()
    from before
    where ledger.person_key = before.person_key
    returning
        ledger.person_key,
        ledger.attributed_source,
        ledger.attributed_scout_id,
        ledger.attribution_rule,
        ledger.confidence_level::text as confidence,
        ledger.evidence_json,
        ledger.updated_at,
        before.scout_id as old_scout_id,
        before.rule as old_rule,
        before.confidence as old_confidence,
        before.evidence as old_evidence,
        before.reason
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
        changed.person_key,
        changed.old_scout_id,
        changed.attributed_scout_id,
        changed.old_rule,
        changed.attribution_rule,
        changed.old_confidence,
        changed.confidence,
        changed.attributed_source,
        changed.old_evidence,
        changed.evidence_json,
        'HUMAN_DECISION',
        clock_timestamp(),
        null::integer,
        changed.reason
    from changed
    returning person_key
)
select
    case
        when verdict.outcome <> 'RECORDED' then verdict.outcome
        when audited.person_key is not null then 'RECORDED'
        else 'CHANGED'
    end as outcome,
    changed.old_scout_id,
    changed.updated_at as recorded_at
from verdict
left join changed
    on true
left join audited
    on audited.person_key = changed.person_key
order by 1
limit 1;
