-- Purpose: which rights the job needs and the role does not have.
-- Parameters: $1 boolean, whether missing ledger rows are created.
-- Columns: missing_right text: `update (scout_id) on observational.lead_events`, `select on ops.v_scout_attribution_raw`.
-- Needs no right on any table. Run: after missing_objects.sql has found nothing missing.

with wanted as (
    select *
    from (
        values
            ('select', 'canon.identity_registry', 'person_key'),
            ('insert', 'canon.identity_registry', 'person_key created_at updated_at confidence_level primary_phone primary_license '
                'primary_full_name'),
            ('select', 'canon.identity_links', 'person_key source_table source_pk match_score confidence_level evidence run_id'),
            ('insert', 'canon.identity_links', 'person_key source_table source_pk snapshot_date match_rule match_score '
                'confidence_level evidence linked_at run_id'),
            ('select', 'observational.lead_events', 'id source_table source_pk person_key scout_id payload_json'),
            ('update', 'observational.lead_events', 'scout_id'),
            ('select', 'observational.lead_ledger', 'person_key attributed_source attributed_scout_id attribution_rule '
                'confidence_level evidence_json decision_status'),
            ('update', 'observational.lead_ledger', 'attributed_source attributed_scout_id attribution_rule confidence_level '
                'evidence_json decision_status updated_at'),
            ('select', 'ops.ingestion_runs', 'id started_at completed_at status stats job_type'),
            ('insert', 'ops.ingestion_runs', 'started_at status job_type stats'),
            ('update', 'ops.ingestion_runs', 'status completed_at error_message stats'),
            ('select', 'ops.scoutwatch_schema_versions', 'version'),
            ('select', 'ops.scoutwatch_runs', 'run_id requested_by backend_pid nonce heartbeat_at cancel_requested_at '
                'cancel_requested_by'),
            ('insert', 'ops.scoutwatch_runs', 'run_id trigger requested_by host backend_pid nonce heartbeat_at updated_at'),
            ('update', 'ops.scoutwatch_runs', 'step step_number done estimate rate rejected heartbeat_at cancel_requested_at '
                'cancel_requested_by updated_at'),
            ('select', 'ops.scout_attribution_daily_history', 'metric_date is_final'),
            ('insert', 'ops.scout_attribution_daily_history', 'metric_date total_persons is_final run_id'),
            ('update', 'ops.scout_attribution_daily_history', 'total_persons is_final run_id'),
            ('select', 'ops.identity_links_backfill_audit', 'source_table source_pk action_type ingestion_run_id'),
            ('insert', 'ops.identity_links_backfill_audit', 'source_table action_type ingestion_run_id'),
            ('select', 'ops.lead_events_scout_backfill_audit', 'source_table source_pk action_type ingestion_run_id'),
            ('insert', 'ops.lead_events_scout_backfill_audit', 'source_table action_type ingestion_run_id'),
            ('select', 'ops.lead_ledger_scout_backfill_audit', 'person_key ingestion_run_id'),
            ('insert', 'ops.lead_ledger_scout_backfill_audit', 'person_key ingestion_run_id'),
            ('select', 'ops.v_scoutwatch_source_scouting_daily', 'id'),
            ('select', 'ops.v_scout_attribution_raw', 'person_key'),
            ('select', 'ops.v_scout_attribution_figures', 'total_persons'),
            ('select', 'ops.v_scout_attribution_runs', 'run_id'),
            ('select', 'ops.v_scout_attribution_link_candidates', 'registration_id'),
            ('select', 'ops.v_scout_attribution_event_candidates', 'event_id'),
            ('select', 'ops.v_scout_attribution_ledger_candidates', 'person_key')
    ) as listed (wanted_right, object, wanted_columns)
    union all
    select
        'insert', 'observational.lead_ledger',
        'person_key attributed_source attributed_scout_id attribution_rule attribution_score confidence_level evidence_json '
            'decision_status updated_at'
    where $1::boolean
),
missing as (
    select
        'usage on schema ' || schema_name.schema_name as missing_right,
        schema_name.schema_name || '.' as object
    from (values ('canon'), ('observational'), ('ops')) as schema_name (schema_name)
    where not pg_catalog.has_schema_privilege(schema_name.schema_name, 'USAGE')
    union all
    select
        wanted.wanted_right
            || case
                when wanted.wanted_right = 'select' then ''
                else ' (' || string_agg(wanted_column.name, ', ' order by wanted_column.position) || ')'
            end
            || ' on ' || wanted.object,
        wanted.object
    from wanted
    cross join lateral regexp_split_to_table(wanted.wanted_columns, ' ') with ordinality as wanted_column (name, position)
    join pg_catalog.pg_namespace as schema
        on schema.nspname = split_part(wanted.object, '.', 1)
    join pg_catalog.pg_class as class
        on class.relnamespace = schema.oid
        and class.relname = split_part(wanted.object, '.', 2)
    where not pg_catalog.has_column_privilege(class.oid, wanted_column.name, wanted.wanted_right)
    group by wanted.wanted_right, wanted.object
    union all
    -- An id that is given out by a sequence of its own, and not as an identity, asks for a right on that.
    select
        'usage on sequence ' || sequence_schema.nspname || '.' || sequence.relname,
        schema.nspname || '.' || class.relname
    from (select distinct wanted.object from wanted where wanted.wanted_right = 'insert') as filled
    join pg_catalog.pg_namespace as schema
        on schema.nspname = split_part(filled.object, '.', 1)
    join pg_catalog.pg_class as class
        on class.relnamespace = schema.oid
        and class.relname = split_part(filled.object, '.', 2)
    join pg_catalog.pg_depend as dependency
        on dependency.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and dependency.refobjid = class.oid
        and dependency.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and dependency.deptype = 'a'
    join pg_catalog.pg_class as sequence
        on sequence.oid = dependency.objid
        and sequence.relkind = 'S'
    join pg_catalog.pg_namespace as sequence_schema
        on sequence_schema.oid = sequence.relnamespace
    where case when sequence.relkind = 'S' then not pg_catalog.has_sequence_privilege(sequence.oid, 'USAGE') end
)
select missing.missing_right
from missing
order by missing.object, missing.missing_right
limit 100;
