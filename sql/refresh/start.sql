-- Purpose: begins a run: runs that nobody runs any more are closed as FAILED, and this one is written down as RUNNING.
-- Parameters: $1 text trigger; $2 text host; $3 int4 number of the runner's process; $4 uuid nonce.
-- Columns (one row): run_id int4 (null where another run is RUNNING all the same), started_at timestamptz, requested_by text,
--          orphans int4[] (the runs that were closed).
-- Run: in a transaction of the session that holds the job's lock: whoever holds it knows that every RUNNING row is an orphan.
-- Leaves behind: a row of ops.ingestion_runs and one of ops.scoutwatch_runs.

with orphan as (
    update ops.ingestion_runs as run
    set status = 'FAILED',
        completed_at = clock_timestamp(),
        error_message = 'orphaned: its runner has gone'
            || coalesce(
                (
                    select format(
                        ' (%s, last sign of life %s)', ours.requested_by,
                        to_char(ours.heartbeat_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"')
                    )
                    from ops.scoutwatch_runs as ours
                    where ours.run_id = run.id
                ),
                ''
            )
    where run.job_type = 'scout_attribution_refresh'
        and run.status = 'RUNNING'
    returning run.id
),
closed as (
    select coalesce(array_agg(orphan.id order by orphan.id), '{}') as orphans
    from orphan
),
begun as (
    insert into ops.ingestion_runs (started_at, status, job_type, stats)
    select
        clock_timestamp(),
        'RUNNING',
        'scout_attribution_refresh',
        json_build_object('trigger', $1::text, 'host', $2::text, 'steps', json_build_array())
    from closed
    on conflict (job_type) where status = 'RUNNING' and job_type = 'scout_attribution_refresh' do nothing
    returning id, started_at
),
told as (
    insert into ops.scoutwatch_runs (run_id, trigger, requested_by, host, backend_pid, nonce, heartbeat_at, updated_at)
    select
        begun.id,
        $1::text,
        format('%s@%s pid %s', session_user, $2::text, $3::integer),
        $2::text,
        pg_catalog.pg_backend_pid(),
        $4::uuid,
        begun.started_at,
        begun.started_at
    from begun
    returning run_id, requested_by
)
select begun.id as run_id, begun.started_at, told.requested_by, closed.orphans
from closed
left join begun
    on true
left join told
    on told.run_id = begun.id
order by 1
limit 1;
