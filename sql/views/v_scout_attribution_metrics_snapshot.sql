-- Purpose: the figures of this moment in one row: persons, conflicts, backlog and the newest run of the refresh job.
-- Columns: the contract's fifteen, then backlog_b_ledger_without_scout int8, backlog_e_scout_in_source_only int8,
--          conflicts_contradicting_ledger int8, malformed_scout_values int8 (of all events),
--          data_as_of timestamptz (newest change of any row that the figures rest on, null on an empty database),
--          mode text (live), backlog_a_oldest … backlog_e_oldest timestamptz (when the category's oldest person was created,
--          null where the category is empty), last_job_id int4, last_job_has_living_runner boolean (null unless the run is
--          RUNNING, and on a standby; false: no session holds the job's lock), business_day date (the day that is not
--          over yet, to which these figures belong), newest_conflicts uuid[] (the twenty newest persons in conflict, open ones
--          first; empty where there is none), by_source_scouting_daily int8, by_source_cabinet_leads int8 (as in
--          v_scout_attribution_metrics_daily, for its day that is not over).
--          conflicts_count counts the open ones. pct_scout_satisfactory is null where there is no person at all.
--          The last job is the newest by start, so that a running one is seen.
-- Read by: every poll, /api/v1/scouts/attribution/metrics, check.
-- Cost: one pass over the facts. A poll that also shows the newest conflicts asks ops.v_scout_attribution_conflicts for these
--       keys, `where person_key = any (…)`, and saves a second pass.

create or replace view ops.v_scout_attribution_metrics_snapshot as
select
    figures.total_persons,
    figures.satisfactory as persons_with_scout_satisfactory,
    round(100 * figures.satisfactory::numeric / nullif(figures.total_persons, 0)::numeric, 2) as pct_scout_satisfactory,
    figures.total_persons - figures.satisfactory as persons_missing_scout,
    figures.conflicts_open as conflicts_count,
    figures.backlog_a as backlog_a_events_without_scout,
    figures.backlog_d as backlog_d_scout_in_events_not_in_ledger,
    figures.backlog_c as backlog_c_legacy_no_events_no_ledger,
    last_job.status as last_job_status,
    last_job.completed_at as last_job_ended_at,
    last_job.started_at as last_job_started_at,
    last_job.duration_seconds as last_job_duration_seconds,
    last_job.stats as last_job_summary,
    last_job.error_message as last_job_error,
    now() as snapshot_timestamp,
    figures.backlog_b as backlog_b_ledger_without_scout,
    figures.backlog_e as backlog_e_scout_in_source_only,
    figures.conflicts_contradicting as conflicts_contradicting_ledger,
    figures.malformed_scout_values,
    least(figures.changed_at, case when figures.changed_at is not null then now() end) as data_as_of,
    'live'::text as mode,
    figures.backlog_a_oldest,
    figures.backlog_b_oldest,
    figures.backlog_c_oldest,
    figures.backlog_d_oldest,
    figures.backlog_e_oldest,
    last_job.id as last_job_id,
    case when last_job.status::text = 'RUNNING'::text and not job_lock.is_unknown then job_lock.is_held end
        as last_job_has_living_runner,
    ops.scoutwatch_business_day(now()) as business_day,
    figures.newest_conflicts,
    figures.by_source_scouting_daily,
    figures.by_source_cabinet_leads
from ops.v_scout_attribution_figures as figures
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
    ) as is_held,
    pg_is_in_recovery() as is_unknown
) as job_lock
left join lateral (
    select
        run.id,
        run.status,
        run.started_at,
        run.completed_at,
        least(greatest(extract(epoch from run.completed_at - run.started_at), 0), 2147483647)::integer as duration_seconds,
        run.stats,
        run.error_message
    from ops.ingestion_runs as run
    where run.job_type::text = 'scout_attribution_refresh'::text
    order by run.started_at desc, run.id desc
    limit 1
) as last_job
    on true;

comment on view ops.v_scout_attribution_metrics_snapshot is
    'scoutwatch: one row with the figures of this moment: persons, conflicts, backlog by category, and the newest refresh run.';
