-- Purpose: the newest runs of every job, or of one.
-- Parameters: $1 bigint, the most rows; $2 text, the job, null for all.
-- Columns: as list_runs.sql without the three that only a list needs.
-- Where the view is missing: newest_runs_from_table.sql.
select
    run.run_id::bigint as run_id,
    coalesce(left(run.job_type::text, 4096), 'unknown') as job_type,
    run.status::text as status,
    run.started_at::timestamptz as started_at,
    run.completed_at::timestamptz as completed_at,
    coalesce(
        run.duration_seconds,
        case when run.status::text = 'RUNNING' then extract(epoch from now() - run.started_at) end
    )::float8 as duration_seconds,
    left(run.trigger::text, 4096) as trigger,
    left(run.host::text, 4096) as host,
    left(run.error_message::text, 4096) as error_message,
    case when octet_length(run.stats::text) <= 65536 then run.stats::json end as stats,
    run.has_living_runner::boolean as has_living_runner
from ops.v_scout_attribution_runs as run
where $2::text is null
    or run.job_type::text = $2
order by run.started_at desc, run.run_id desc
limit $1
