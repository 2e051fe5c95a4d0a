-- Purpose: which tables and views the job needs and does not find.
-- Parameters: none. Columns: object text, with its schema.
-- Needs no right on any table.

select wanted.object
from (
    values
        ('canon.identity_registry'),
        ('canon.identity_links'),
        ('observational.lead_events'),
        ('observational.lead_ledger'),
        ('ops.ingestion_runs'),
        ('ops.scoutwatch_schema_versions'),
        ('ops.scoutwatch_runs'),
        ('ops.scout_attribution_daily_history'),
        ('ops.identity_links_backfill_audit'),
        ('ops.lead_events_scout_backfill_audit'),
        ('ops.lead_ledger_scout_backfill_audit'),
        ('ops.v_scoutwatch_source_scouting_daily'),
        ('ops.v_scout_attribution_raw'),
        ('ops.v_scout_attribution_figures'),
        ('ops.v_scout_attribution_runs'),
        ('ops.v_scout_attribution_link_candidates'),
        ('ops.v_scout_attribution_event_candidates'),
        ('ops.v_scout_attribution_ledger_candidates')
) as wanted (object)
where not exists (
    select
    from pg_catalog.pg_class as class
    join pg_catalog.pg_namespace as schema
        on schema.oid = class.relnamespace
    where schema.nspname = split_part(wanted.object, '.', 1)
        and class.relname = split_part(wanted.object, '.', 2)
)
order by wanted.object
limit 100;
