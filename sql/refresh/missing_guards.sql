-- Purpose: which guards of the data are missing or switched off: the index that keeps runs apart, and the triggers that keep the audit
--          tables and closed days as they are.
-- Parameters: none.
-- Columns: guard text (what is missing), remedy text (what its owner runs).
-- Needs no right on any table. Run: after missing_objects.sql has found nothing missing.

select
    'the index scoutwatch_one_active_refresh on ops.ingestion_runs' as guard,
    'create unique index scoutwatch_one_active_refresh on ops.ingestion_runs (job_type) where status = ''RUNNING'' and job_type = '
        '''scout_attribution_refresh''' as remedy
where not exists (
    select
    from pg_catalog.pg_index as place
    join pg_catalog.pg_class as class
        on class.oid = place.indexrelid
    join pg_catalog.pg_class as runs
        on runs.oid = place.indrelid
        and runs.relname = 'ingestion_runs'
    join pg_catalog.pg_namespace as schema
        on schema.oid = runs.relnamespace
        and schema.nspname = 'ops'
    where class.relname = 'scoutwatch_one_active_refresh'
        and place.indisunique
        and place.indisvalid
        and place.indpred is not null
)
union all
select
    format('the trigger %s on %s', wanted.guard, wanted.object)
        || case when guard.tgname is not null then ' (not enabled always)' else '' end as guard,
    case
        when guard.tgname is not null then format('alter table %s enable always trigger %s', wanted.object, wanted.guard)
        else format(
            'create trigger %s before %s on %s for each %s execute function %s(); alter table %s enable always trigger %s',
            wanted.guard, wanted.event, wanted.object, wanted.level, wanted.function, wanted.object, wanted.guard
        )
    end as remedy
from (
    select audit.object, trigger.guard, trigger.event, trigger.level, 'ops.scoutwatch_refuse_change' as function
    from (
        values
            ('ops.identity_links_backfill_audit'),
            ('ops.lead_events_scout_backfill_audit'),
            ('ops.lead_ledger_scout_backfill_audit')
    ) as audit (object)
    cross join (
        values
            ('scoutwatch_refuse_row_change', 'update or delete', 'row'),
            ('scoutwatch_refuse_truncate', 'truncate', 'statement')
    ) as trigger (guard, event, level)
    union all
    values
        (
            'ops.scout_attribution_daily_history', 'scoutwatch_keep_closed_day', 'update or delete', 'row',
            'ops.scoutwatch_keep_closed_day'
        ),
        (
            'ops.scout_attribution_daily_history', 'scoutwatch_keep_history', 'truncate', 'statement',
            'ops.scoutwatch_keep_closed_day'
        )
) as wanted (object, guard, event, level, function)
join pg_catalog.pg_namespace as schema
    on schema.nspname = split_part(wanted.object, '.', 1)
join pg_catalog.pg_class as class
    on class.relnamespace = schema.oid
    and class.relname = split_part(wanted.object, '.', 2)
left join pg_catalog.pg_trigger as guard
    on guard.tgrelid = class.oid
    and guard.tgname = wanted.guard
    and not guard.tgisinternal
where guard.tgenabled is distinct from 'A'
order by 1
limit 100;
