-- Purpose: the run that is active, for whoever finds the job busy.
-- Parameters: none.
-- Columns (at most one row): run_id int4, started_at timestamptz, running_seconds float8, trigger, requested_by, host, step text,
--          heartbeat_at, cancel_requested_at timestamptz.

select
    run.run_id,
    run.started_at,
    extract(epoch from clock_timestamp() - run.started_at)::double precision as running_seconds,
    run.trigger,
    run.requested_by,
    run.host,
    run.step,
    run.heartbeat_at,
    run.cancel_requested_at
from ops.v_scout_attribution_runs as run
where run.job_type = 'scout_attribution_refresh'
    and run.status = 'RUNNING'
    and run.has_living_runner
order by run.started_at desc, run.run_id desc
limit 1;
