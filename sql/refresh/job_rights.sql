-- Purpose: the rights that the job needs; stands in missing_rights.sql.
-- Parameters: $1 boolean, whether missing ledger rows are created.
-- Columns: wanted_right text; object text, a table or view with its schema; wanted_columns text, with blanks between.

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
