-- Purpose: the runs of the jobs, for people who may not read ops.ingestion_runs.
-- Columns: run_id int4, job_type text, status text, started_at, completed_at timestamptz, duration_seconds numeric (null while it
--          runs), trigger text and host text (from stats, null where it does not say), error_message text, stats json,
--          has_living_runner boolean: for a RUNNING scout_attribution_refresh, whether a session holds the job's lock; else null.
--          stats of any shape are shown. trigger and host are read out of an object of at most 64 kB without escaped NULs and
--          surrogates: the type json holds those, but reading any key beside them is an error.
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
    (
        select run.stats ->> 'trigger'::text
        where octet_length(run.stats::text) <= 65536
            and json_typeof(run.stats) = 'object'::text
            and run.stats::text !~* '\\u(0000|d[89ab])'::text
    ) as trigger,
    (
        select run.stats ->> 'host'::text
        where octet_length(run.stats::text) <= 65536
            and json_typeof(run.stats) = 'object'::text
            and run.stats::text !~* '\\u(0000|d[89ab])'::text
    ) as host,
    run.error_message::text as error_message,
    run.stats,
    case
        when run.status::text = 'RUNNING'::text and run.job_type::text = 'scout_attribution_refresh'::text then job_lock.is_held
    end as has_living_runner
from ops.ingestion_runs as run
cross join (
    select exists (
        select
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
    ) as is_held
) as job_lock;

comment on view ops.v_scout_attribution_runs is
    'scoutwatch: the runs of all jobs; has_living_runner tells a running refresh from one whose runner is gone.';
