-- Purpose: the runs of the jobs, for people who may not read ops.ingestion_runs.
-- Columns: run_id int4, job_type text, status text, started_at, completed_at timestamptz, duration_seconds numeric (null while it
--          runs), trigger text and host text (of our own runs as we wrote them, else from stats, null where it does not say),
--          error_message text, stats json, has_living_runner boolean: for a RUNNING scout_attribution_refresh, whether the session
--          of its runner holds the job's lock; else null, and on a standby, which does not know the locks of the primary.
--          Of our own runs, else null: requested_by text, step text, step_number int4, done, estimate int8, rate float8, rejected
--          int8 (of the step: rows dealt with, to deal with, a second, and left), heartbeat_at timestamptz (last sign of life),
--          cancel_requested_at timestamptz, cancel_requested_by text.
--          stats of any shape are shown. trigger and host are read out of an object of at most 64 kB (32 as stored) without
--          escaped NULs and surrogates: the type json holds those, but reading any key beside them is an error.
-- Read by: the jobs pane, `show jobs`, check. In no order: ask for `order by started_at desc, run_id desc`.
-- Why so: as subqueries, trigger and host wait until a limit has been applied. The locks are asked once, beside the runs: the
--         server's function for them is volatile, and beside the columns it would keep the planner from that.

create or replace view ops.v_scout_attribution_runs as
select
    run.id as run_id,
    run.job_type::text as job_type,
    run.status::text as status,
    run.started_at,
    run.completed_at,
    round(extract(epoch from run.completed_at - run.started_at)::numeric, 3) as duration_seconds,
    coalesce(
        ours.trigger,
        (
            select run.stats ->> 'trigger'::text
            where pg_column_size(run.stats) <= 32768
                and octet_length(run.stats::text) <= 65536
                and json_typeof(run.stats) = 'object'::text
                and run.stats::text !~* '\\u(0000|d[89ab])'::text
        )
    ) as trigger,
    coalesce(
        ours.host,
        (
            select run.stats ->> 'host'::text
            where pg_column_size(run.stats) <= 32768
                and octet_length(run.stats::text) <= 65536
                and json_typeof(run.stats) = 'object'::text
                and run.stats::text !~* '\\u(0000|d[89ab])'::text
        )
    ) as host,
    run.error_message::text as error_message,
    run.stats,
    case
        when run.status::text = 'RUNNING'::text and run.job_type::text = 'scout_attribution_refresh'::text
            and not job_lock.is_unknown
            then coalesce(job_lock.holder = coalesce(ours.backend_pid, job_lock.holder), false)
    end as has_living_runner,
    ours.requested_by,
    ours.step,
    ours.step_number,
    ours.done,
    ours.estimate,
    ours.rate,
    ours.rejected,
    ours.heartbeat_at,
    ours.cancel_requested_at,
    ours.cancel_requested_by
from ops.ingestion_runs as run
left join ops.scoutwatch_runs as ours
    on ours.run_id = run.id
cross join (
    select
        (
            select min(lock.pid)
            from pg_catalog.pg_locks as lock
            where lock.locktype = 'advisory'::text
                and lock.database = (
                    select this_database.oid
                    from pg_catalog.pg_database as this_database
                    where this_database.datname = current_database()
                )
                and lock.classid = 1935896437::oid
                and lock.objid = 1::oid
                and lock.objsubid = 2
                and lock.granted
        ) as holder,
        pg_is_in_recovery() as is_unknown
) as job_lock;

comment on view ops.v_scout_attribution_runs is
    'scoutwatch: the runs of all jobs; has_living_runner tells a running refresh from one whose runner is gone.';
