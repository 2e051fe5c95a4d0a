-- Purpose: one person as the registry, the ledger and the facts see them. Missing on a database with only CT4's older views.
-- Parameters: $1 uuid, the person.
-- Columns (at most one row): full_name text, phone text, document text, license text, confidence text, created_at timestamptz,
--          updated_at timestamptz, category text, in_conflict boolean, conflict_kind text, event_count bigint, ledger_exists
--          boolean, ledger_scout_id integer, ledger_source text, ledger_rule text, ledger_score numeric, ledger_confidence
--          text, ledger_decision text, ledger_updated_at timestamptz, evidence_fingerprint text (null where the view is
--          older than that).
select
    left(person.primary_full_name::text, 4096) as full_name,
    left(person.primary_phone::text, 4096) as phone,
    left(person.primary_document::text, 4096) as document,
    left(person.primary_license::text, 4096) as license,
    person.confidence_level::text as confidence,
    person.created_at::timestamptz as created_at,
    person.updated_at::timestamptz as updated_at,
    person.category::text as category,
    coalesce(person.in_conflict, false)::boolean as in_conflict,
    person.conflict_kind::text as conflict_kind,
    coalesce(person.event_count, 0)::bigint as event_count,
    person.ledger_exists::boolean as ledger_exists,
    person.attributed_scout_id::integer as ledger_scout_id,
    left(person.attributed_source::text, 4096) as ledger_source,
    left(person.attribution_rule::text, 4096) as ledger_rule,
    case when abs(person.attribution_score) < 1000000000000 then round(person.attribution_score, 4) end as ledger_score,
    person.attribution_confidence::text as ledger_confidence,
    person.decision_status::text as ledger_decision,
    person.ledger_updated_at::timestamptz as ledger_updated_at,
    person.evidence_fingerprint
from (select null::text as evidence_fingerprint) as absent
cross join lateral (
    select
        person_key,
        primary_full_name,
        primary_phone,
        primary_document,
        primary_license,
        confidence_level,
        created_at,
        updated_at,
        category,
        in_conflict,
        conflict_kind,
        event_count,
        ledger_exists,
        attributed_scout_id,
        attributed_source,
        attribution_rule,
        attribution_score,
        attribution_confidence,
        decision_status,
        ledger_updated_at,
        evidence_fingerprint
    from ops.v_scout_attribution_person
    where person_key = $1
) as person
order by person.person_key
limit 1
