-- Purpose: everything about one person in one row, for the detail screen.
-- Columns: the registry's (person_key uuid, created_at, updated_at timestamptz, confidence_level text, primary_full_name,
--          primary_phone, primary_document, primary_license text), the ledger's (ledger_exists boolean, attributed_source text,
--          attributed_scout_id int4, attribution_rule text, attribution_score numeric, attribution_confidence text,
--          decision_status text, ledger_updated_at timestamptz), the facts (category, category_label text, null if satisfactory;
--          is_satisfactory, in_conflict boolean, conflict_kind text, event_count, events_with_scout, migrations_with_scout,
--          registrations_with_scout, malformed_scout_values int8, first_event_date, last_event_date date, changed_at timestamptz)
--          and the canonical scout (scout_id int4, scout_name text, scout_source_table, scout_source_pk text,
--          scout_attribution_date date, scout_priority int4; null where nothing names a scout); then evidence_fingerprint text: 32
--          hexadecimal digits that are others as soon as any evidence of the person or its ledger row is another. Who decides by
--          what was shown is held to it. It depends on no setting of the session.
-- Read by: the person screen, `show person`. Made to be asked with `person_key = …`.

create or replace view ops.v_scout_attribution_person as
select
    registry.person_key,
    registry.created_at,
    registry.updated_at,
    registry.confidence_level::text as confidence_level,
    registry.primary_full_name::text as primary_full_name,
    registry.primary_phone::text as primary_phone,
    registry.primary_document::text as primary_document,
    registry.primary_license::text as primary_license,
    ledger.person_key is not null as ledger_exists,
    ledger.attributed_source::text as attributed_source,
    ledger.attributed_scout_id,
    ledger.attribution_rule::text as attribution_rule,
    ledger.attribution_score::numeric as attribution_score,
    ledger.confidence_level::text as attribution_confidence,
    ledger.decision_status::text as decision_status,
    ledger.updated_at as ledger_updated_at,
    facts.category,
    case facts.category
        when 'A'::text then 'EVENTOS_SIN_SCOUT'::text
        when 'B'::text then 'LEDGER_SIN_SCOUT'::text
        when 'C'::text then 'LEGACY'::text
        when 'D'::text then 'SCOUT_EN_EVENTOS_NO_PROPAGADO'::text
        when 'E'::text then 'SCOUT_SOLO_EN_ORIGEN'::text
    end as category_label,
    facts.is_satisfactory,
    facts.in_conflict,
    facts.conflict_kind,
    facts.event_count,
    facts.events_with_scout,
    coalesce(cardinality(facts.migration_scouts), 0)::bigint as migrations_with_scout,
    coalesce(cardinality(facts.registration_scouts), 0)::bigint as registrations_with_scout,
    facts.malformed_scout_values,
    facts.first_event_date,
    facts.last_event_date,
    facts.changed_at,
    canonical.scout_id,
    scout.raw_name as scout_name,
    canonical.source_table as scout_source_table,
    canonical.source_pk as scout_source_pk,
    canonical.attribution_date as scout_attribution_date,
    canonical.priority as scout_priority,
    md5(concat_ws(
        e'\n',
        jsonb_build_array(
            ledger.attributed_source, ledger.attributed_scout_id, ledger.attribution_rule, ledger.attribution_score,
            ledger.confidence_level::text, ledger.decision_status::text, ledger.updated_at at time zone 'UTC'::text
        )::text,
        (
            select string_agg(named.line, e'\n' order by named.line collate "C")
            from (
                select
                    jsonb_build_array(
                        evidence.priority, evidence.scout_id, evidence.source_table, evidence.source_pk, evidence.attribution_date,
                        evidence.created_at at time zone 'UTC'::text, evidence.origin_tag, evidence.acquisition_method,
                        evidence.driver_id, evidence.driver_license, evidence.driver_phone
                    )::text as line
                from ops.v_scout_attribution_raw as evidence
                where evidence.person_key = registry.person_key
            ) as named
        )
    )) as evidence_fingerprint
from canon.identity_registry as registry
join ops.v_scout_attribution_person_facts as facts
    on facts.person_key = registry.person_key
left join observational.lead_ledger as ledger
    on ledger.person_key = registry.person_key
left join ops.v_scout_attribution as canonical
    on canonical.person_key = registry.person_key
left join ops.v_dim_scouts as scout
    on scout.scout_id = canonical.scout_id;

comment on view ops.v_scout_attribution_person is
    'scoutwatch: one row a person with its registry and ledger columns, its facts and its canonical scout.';
