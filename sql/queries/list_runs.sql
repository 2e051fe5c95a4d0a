-- Purpose: the list of runs of every job; the body of page.sql.
-- Parameters: $1 boolean, whether a row's texts are looked at; $2 text, what the list is ordered by.
-- Columns: run_id bigint, job_type text, status text, started_at timestamptz, completed_at timestamptz, duration_seconds
--          double precision (so far, for a running one), trigger text, host text, error_message text, stats json (null where
--          longer than 64 KiB), has_living_runner boolean, row_key text, sort_text text, searchable text,
--          searchable_names text.
-- Why so: stats of megabytes are told by their stored size, since unpacking those of twenty runs takes seconds.
-- Where the view is missing: list_runs_from_table.sql.
select
    run.run_id::bigint as run_id,
    coalesce(left(run.job_type::text, 4096), 'unknown') as job_type,
    run.status::text as status,
    run.started_at::timestamptz as started_at,
    run.completed_at::timestamptz as completed_at,
    taken.seconds::float8 as duration_seconds,
    left(run.trigger::text, 4096) as trigger,
    left(run.host::text, 4096) as host,
    left(run.error_message::text, 4096) as error_message,
    case
        when pg_column_size(run.stats) <= 32768
            then case when octet_length(run.stats::text) <= 65536 then run.stats::json end
    end as stats,
    run.has_living_runner::boolean as has_living_runner,
    lpad((run.run_id::bigint + 2147483648)::text, 10, '0') as row_key,
    case $2
        when 'started' then to_char(run.started_at, 'YYYY-MM-DD HH24:MI:SS.US')
        when 'duration' then lpad((greatest(taken.seconds, 0) * 1000)::bigint::text, 19, '0')
        when 'status' then run.status::text
        when 'job' then run.job_type::text
    end as sort_text,
    case when $1::boolean then left(concat_ws(
        chr(31),
        run.run_id,
        run.job_type,
        run.status,
        to_char(run.started_at, 'YYYY-MM-DD HH24:MI'),
        run.trigger,
        run.host,
        run.error_message
    ), 16384) end as searchable,
    null::text as searchable_names
from ops.v_scout_attribution_runs as run
cross join lateral (
    select coalesce(
        run.duration_seconds,
        case when run.status::text = 'RUNNING' then extract(epoch from now() - run.started_at) end
    ) as seconds
) as taken
