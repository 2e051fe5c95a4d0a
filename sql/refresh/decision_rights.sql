-- Purpose: the rights that a person needs to record a decision; stands in missing_rights.sql.
-- Parameters: $1 boolean, whether the ledger row has to be made.
-- Columns: wanted_right text; object text, a table or view with its schema; wanted_columns text, with blanks between.

select *
from (
    values
        ('select', 'ops.v_scout_attribution_person', 'person_key ledger_exists evidence_fingerprint'),
        ('select', 'ops.v_scout_attribution_raw', 'person_key scout_id'),
        ('select', 'observational.lead_ledger', 'person_key attributed_source attributed_scout_id attribution_rule '
            'confidence_level evidence_json updated_at'),
        ('update', 'observational.lead_ledger', 'attributed_scout_id attribution_rule confidence_level evidence_json '
            'decision_status updated_at'),
        ('select', 'ops.lead_ledger_scout_backfill_audit', 'person_key'),
        ('insert', 'ops.lead_ledger_scout_backfill_audit', 'person_key old_attributed_scout_id new_attributed_scout_id '
            'attribution_rule_old attribution_rule_new attribution_confidence_old attribution_confidence_new '
            'attribution_source evidence_json_old evidence_json_new backfill_method backfill_timestamp ingestion_run_id notes')
) as listed (wanted_right, object, wanted_columns)
union all
select
    'insert', 'observational.lead_ledger',
    'person_key attributed_scout_id attribution_rule attribution_score confidence_level decision_status evidence_json '
        'updated_at'
where $1::boolean
