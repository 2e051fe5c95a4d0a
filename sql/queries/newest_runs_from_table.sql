-- Purpose: the newest runs of every job, or of one, on a database without our view of them; whether a runner is alive is not
--          known there.
-- Parameters: $1 bigint, the most rows; $2 text, the job, null for all.
-- Columns: as newest_runs.sql; trigger, host, has_living_runner and all about the progress are null.
select
    run.id::bigint as run_id,
    coalesce(left(run.job_type::text, 4096), 'unknown') as job_type,
    run.status::text as status,
    run.started_at::timestamptz as started_at,
    run.completed_at::timestamptz as completed_at,
    extract(
        epoch from coalesce(run.completed_at, case when run.status::text = 'RUNNING' then now() end) - run.started_at
    )::float8 as duration_seconds,
    null::text as trigger,
    null::text as host,
    left(run.error_message::text, 4096) as error_message,
    case
        when pg_column_size(run.stats) <= 32768
            then case when octet_length(run.stats::text) <= 65536 then run.stats::json end
    end as stats,
    null::boolean as has_living_runner,
    null::text as step,
    null::integer as step_number,
    null::bigint as done,
    null::bigint as estimate,
    null::float8 as rate,
    null::bigint as rejected,
    null::text as requested_by,
    null::text as cancel_requested_by
from ops.ingestion_runs as run
where $2::text is null
    or run.job_type::text = $2
order by run.started_at desc, run.id desc
limit $1
