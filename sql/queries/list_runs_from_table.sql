-- Purpose: the list of runs on a database without our view of them; the body of page.sql.
-- Parameters: $1 boolean, whether a row's texts are looked at; $2 text, what the list is ordered by.
-- Columns: as list_runs.sql; trigger, host and has_living_runner are null.
select
    run.id::bigint as run_id,
    coalesce(left(run.job_type::text, 4096), 'unknown') as job_type,
    run.status::text as status,
    run.started_at::timestamptz as started_at,
    run.completed_at::timestamptz as completed_at,
    taken.seconds::float8 as duration_seconds,
    null::text as trigger,
    null::text as host,
    left(run.error_message::text, 4096) as error_message,
    case
        when pg_column_size(run.stats) <= 32768
            then case when octet_length(run.stats::text) <= 65536 then run.stats::json end
    end as stats,
    null::boolean as has_living_runner,
    lpad((run.id::bigint + 2147483648)::text, 10, '0') as row_key,
    case $2
        when 'started' then to_char(run.started_at, 'YYYY-MM-DD HH24:MI:SS.US')
        when 'duration' then lpad((greatest(taken.seconds, 0) * 1000)::bigint::text, 19, '0')
        when 'status' then run.status::text
        when 'job' then run.job_type::text
    end as sort_text,
    case when $1::boolean then left(concat_ws(
        chr(31),
        run.id,
        run.job_type,
        run.status,
        to_char(run.started_at, 'YYYY-MM-DD HH24:MI'),
        run.error_message
    ), 16384) end as searchable,
    null::text as searchable_names
from ops.ingestion_runs as run
cross join lateral (
    select extract(
        epoch from coalesce(run.completed_at, case when run.status::text = 'RUNNING' then now() end) - run.started_at
    ) as seconds
) as taken
