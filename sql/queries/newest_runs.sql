-- Purpose: the newest runs of every job, or of one.
-- Parameters: $1 bigint, the most rows; $2 text, the job, null for all.
-- Columns: as list_runs.sql without the three that only a list needs; then, for a running refresh and null in older schemas: step
--          text, step_number integer, done bigint, estimate bigint, rate float8, rejected bigint, requested_by text,
--          cancel_requested_by text.
-- Why so: stats of megabytes are told by their stored size, since unpacking those of twenty runs takes seconds.
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
    case
        when pg_column_size(run.stats) <= 32768
            then case when octet_length(run.stats::text) <= 65536 then run.stats::json end
    end as stats,
    run.has_living_runner::boolean as has_living_runner,
    run.step::text as step,
    run.step_number::integer as step_number,
    run.done::bigint as done,
    run.estimate::bigint as estimate,
    run.rate::float8 as rate,
    run.rejected::bigint as rejected,
    left(run.requested_by::text, 200) as requested_by,
    left(run.cancel_requested_by::text, 200) as cancel_requested_by
from (
    select
        null::text as step,
        null::integer as step_number,
        null::bigint as done,
        null::bigint as estimate,
        null::numeric as rate,
        null::bigint as rejected,
        null::text as requested_by,
        null::text as cancel_requested_by
) as absent
cross join lateral (
    select
        run_id,
        job_type,
        status,
        started_at,
        completed_at,
        duration_seconds,
        trigger,
        host,
        error_message,
        stats,
        has_living_runner,
        step,
        step_number,
        done,
        estimate,
        rate,
        rejected,
        requested_by,
        cancel_requested_by
    from ops.v_scout_attribution_runs
) as run
where $2::text is null
    or run.job_type::text = $2
order by run.started_at desc, run.run_id desc
limit $1
