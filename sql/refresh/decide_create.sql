-- Purpose: as decide.sql, for a person without a ledger row, who gets one.
-- Parameters and columns: those of decide.sql; old_scout_id is null.
-- Run: after lock_decision.sql, in the same transaction. Two that decide at once meet at the key of the ledger: the second finds CHANGED.
-- Needs insert on observational.lead_ledger, which `schema grant --operator` does not give; that is why it is a statement of its own.
-- Printed for psql too.

with given as not materialized (
    select
        $1::uuid as person_key,
        $2::integer as scout_id,
        $3::text as reason,
        $4::text as fingerprint
),
verdict as materialized (
    select
        case
            when btrim(given.reason) = '' then 'NO_REASON'
            when person.person_key is null then 'NOBODY'
            when person.ledger_exists
                or person.evidence_fingerprint is distinct from
                given.fingerprint then 'CHANGED'
            when not exists (
                select
                from ops.v_scout_attribution_raw as named
                where named.person_key = given.person_key
                    and named.scout_id = given.scout_id
            ) then 'NOT_NAMED'
            else 'RECORDED'
        end as outcome
    from given
    left join ops.v_scout_attribution_person as person
        on person.person_key = given.person_key
),
created as (
    insert into observational.lead_ledger (
        person_key, attributed_scout_id, attribution_rule,
        attribution_score, confidence_level, decision_status,
        evidence_json, updated_at
    )
    select
        given.person_key,
        given.scout_id,
        'HUMAN_DECISION',
        100.00,
        'high',
        'assigned',
        jsonb_build_object('decision', jsonb_build_object(
            'scout_id', given.scout_id,
            'reason', btrim(given.reason),
            'decided_by', session_user,
            'application', current_setting('application_name'),
            'at', now(),
            'evidence_fingerprint', given.fingerprint
        )),
        now()
    from given
    join verdict
        on verdict.outcome = 'RECORDED'
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
