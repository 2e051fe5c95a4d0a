-- Purpose: stops the statement that a run is at. Only the server process that holds the job's lock is told, so that a number that
--          was given to another process since is never hit.
-- Parameters: $1 int4 run.
-- Columns: is_stopped boolean; no row where the run is over or nobody runs it.
-- Fails with 42501 where the role is neither the runner's nor a member of pg_signal_backend.

select pg_catalog.pg_cancel_backend(ours.backend_pid) as is_stopped
from ops.scoutwatch_runs as ours
join ops.ingestion_runs as run
    on run.id = ours.run_id
where ours.run_id = $1::integer
    and run.status = 'RUNNING'
    and exists (
        select
        from pg_catalog.pg_locks as lock
        where lock.locktype = 'advisory'
            and lock.pid = ours.backend_pid
            and lock.database = (
                select this_database.oid
                from pg_catalog.pg_database as this_database
                where this_database.datname = current_database()
            )
            and lock.classid = 1935896437::oid
            and lock.objid = 1::oid
            and lock.objsubid = 2
            and lock.granted
    )
order by ours.run_id
limit 1;
