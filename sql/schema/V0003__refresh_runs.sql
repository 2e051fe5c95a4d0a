-- Purpose: what scoutwatch knows of its own runs, and the guard that lets only one of them be active at a time.
-- Needs: the label scout_attribution_refresh of the enum of ops.ingestion_runs.job_type, and to own that table.
-- Leaves behind: ops.scoutwatch_runs; the partial unique index ops.scoutwatch_one_active_refresh on ops.ingestion_runs; older RUNNING
--                rows of the refresh job closed as FAILED, since nobody runs them. Rows of other jobs are not touched.
-- Columns of ops.scoutwatch_runs: run_id int4 (the id in ops.ingestion_runs; no foreign key, so that CT4 can tidy up as before);
--          trigger text (key, command, cron, schedule, http); requested_by text (role@host pid); host text; backend_pid int4 (the
--          server process of the runner); nonce uuid (the runner's session has it too); step text, step_number int4 (where it is, or
--          was); done, estimate, rejected int8, rate float8 (of that step: rows dealt with, rows to deal with, rows left, rows a
--          second); heartbeat_at, updated_at timestamptz; cancel_requested_at timestamptz, cancel_requested_by text.
--          Progress is written in the transaction of the rows that it counts: what it says is committed.
-- Why so: the index is the guard that holds under every pooler and after every crash. That a runner lives is told by an advisory
--         lock of its session, which ends with the session.

do $block$
begin
    if not pg_catalog.pg_try_advisory_xact_lock(1935896437, 1) then
        raise exception 'a refresh run is active in this database'
            using errcode = 'lock_not_available', hint = 'Install again when it has ended.';
    end if;
end
$block$;

update ops.ingestion_runs
set status = 'FAILED',
    completed_at = now(),
    error_message = 'orphaned: it was RUNNING and nobody ran it when the schema was installed'
where job_type = 'scout_attribution_refresh'
    and status = 'RUNNING';

create unique index scoutwatch_one_active_refresh
    on ops.ingestion_runs (job_type)
    where status = 'RUNNING' and job_type = 'scout_attribution_refresh';
comment on index ops.scoutwatch_one_active_refresh is
    'scoutwatch: at most one active run of the refresh job, whoever starts it and from wherever.';

create table ops.scoutwatch_runs (
    run_id integer primary key,
    trigger text not null,
    requested_by text not null,
    host text not null,
    backend_pid integer not null,
    nonce uuid not null,
    step text,
    step_number integer,
    done bigint,
    estimate bigint,
    rate double precision,
    rejected bigint,
    heartbeat_at timestamp with time zone not null default clock_timestamp(),
    cancel_requested_at timestamp with time zone,
    cancel_requested_by text,
    updated_at timestamp with time zone not null default clock_timestamp()
);
comment on table ops.scoutwatch_runs is
    'scoutwatch: the runs of the refresh job as their runner tells of them: who, where, how far, and whether it was asked to stop.';
