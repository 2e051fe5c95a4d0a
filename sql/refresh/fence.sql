-- Purpose: the first statement of every transaction of a run: locks the run's row, and says whether the run may still write. Whoever
--          closes the run changes the same row, so the two come one after the other.
-- Parameters: $1 int4 run; $2 uuid nonce.
-- Columns (one row, none where the run's row has gone): is_running boolean; is_same_session boolean (this server session has the mark
--          of the job's: no pooler has moved us); holds_lock boolean (this server process holds the job's lock);
--          cancel_requested_by text (who asked the run to stop, or null).

select
    run.status::text = 'RUNNING' as is_running,
    ours.nonce = $2::uuid and coalesce(pg_catalog.current_setting('scoutwatch.nonce', true), '') = $2::text as is_same_session,
    exists (
        select
        from pg_catalog.pg_locks as lock
        where lock.locktype = 'advisory'
            and lock.pid = pg_catalog.pg_backend_pid()
            and lock.classid = 1935896437::oid
            and lock.objid = 1::oid
            and lock.objsubid = 2
            and lock.granted
    ) as holds_lock,
    case when ours.cancel_requested_at is not null then coalesce(ours.cancel_requested_by, 'somebody') end as cancel_requested_by
from ops.ingestion_runs as run
join ops.scoutwatch_runs as ours
    on ours.run_id = run.id
where run.id = $1::integer
order by run.id
limit 1
for no key update of run;
