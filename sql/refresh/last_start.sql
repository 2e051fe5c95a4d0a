-- Purpose: when the newest run of the refresh job began, by the clock of the database; what a scheduler counts from.
-- Parameters: none.
-- Columns (one row): now timestamptz, last_started_at timestamptz (null where it never ran).
select
    clock_timestamp() as now,
    (
        select max(run.started_at)
        from ops.v_scout_attribution_runs as run
        where run.job_type = 'scout_attribution_refresh'
    ) as last_started_at
order by 1
limit 1
