-- Purpose: the figures of this moment.
-- Parameters: none.
-- Columns (one row; the second is asked for so that a view with too many rows is noticed):
--   total_persons bigint, satisfactory bigint, missing bigint, conflicts bigint, backlog_a bigint, backlog_c bigint,
--   backlog_d bigint, last_job_status text, last_job_started_at timestamptz, last_job_ended_at timestamptz,
--   last_job_duration_seconds integer, last_job_summary json (null where longer than 64 KiB), last_job_error text,
--   snapshot_timestamp timestamptz, business_day date (by UTC in CT4's older view);
--   null in CT4's older view: conflicts_contradicting bigint, backlog_b bigint, backlog_e bigint, oldest_a timestamptz to
--   oldest_e timestamptz, malformed_scout_values bigint, data_as_of timestamptz, mode text, last_job_has_living_runner boolean,
--   newest_conflicts uuid[] (the newest persons in conflict), by_scouting_daily bigint, by_cabinet_leads bigint.
select
    figures.total_persons::bigint as total_persons,
    figures.persons_with_scout_satisfactory::bigint as satisfactory,
    figures.persons_missing_scout::bigint as missing,
    figures.conflicts_count::bigint as conflicts,
    figures.conflicts_contradicting_ledger::bigint as conflicts_contradicting,
    figures.backlog_a_events_without_scout::bigint as backlog_a,
    figures.backlog_b_ledger_without_scout::bigint as backlog_b,
    figures.backlog_c_legacy_no_events_no_ledger::bigint as backlog_c,
    figures.backlog_d_scout_in_events_not_in_ledger::bigint as backlog_d,
    figures.backlog_e_scout_in_source_only::bigint as backlog_e,
    figures.backlog_a_oldest::timestamptz as oldest_a,
    figures.backlog_b_oldest::timestamptz as oldest_b,
    figures.backlog_c_oldest::timestamptz as oldest_c,
    figures.backlog_d_oldest::timestamptz as oldest_d,
    figures.backlog_e_oldest::timestamptz as oldest_e,
    figures.malformed_scout_values::bigint as malformed_scout_values,
    figures.data_as_of::timestamptz as data_as_of,
    figures.mode::text as mode,
    figures.last_job_status::text as last_job_status,
    figures.last_job_started_at::timestamptz as last_job_started_at,
    figures.last_job_ended_at::timestamptz as last_job_ended_at,
    figures.last_job_duration_seconds::integer as last_job_duration_seconds,
    case
        when pg_column_size(figures.last_job_summary) <= 32768
            then case when octet_length(figures.last_job_summary::text) <= 65536 then figures.last_job_summary::json end
    end as last_job_summary,
    left(figures.last_job_error::text, 4096) as last_job_error,
    figures.last_job_has_living_runner::boolean as last_job_has_living_runner,
    figures.snapshot_timestamp::timestamptz as snapshot_timestamp,
    coalesce(figures.business_day, (figures.snapshot_timestamp at time zone 'UTC')::date)::date as business_day,
    figures.newest_conflicts::uuid[] as newest_conflicts,
    figures.by_source_scouting_daily::bigint as by_scouting_daily,
    figures.by_source_cabinet_leads::bigint as by_cabinet_leads
from (
    select
        null::bigint as backlog_b_ledger_without_scout,
        null::bigint as backlog_e_scout_in_source_only,
        null::bigint as conflicts_contradicting_ledger,
        null::bigint as malformed_scout_values,
        null::timestamptz as data_as_of,
        null::text as mode,
        null::timestamptz as backlog_a_oldest,
        null::timestamptz as backlog_b_oldest,
        null::timestamptz as backlog_c_oldest,
        null::timestamptz as backlog_d_oldest,
        null::timestamptz as backlog_e_oldest,
        null::boolean as last_job_has_living_runner,
        null::date as business_day,
        null::uuid[] as newest_conflicts,
        null::bigint as by_source_scouting_daily,
        null::bigint as by_source_cabinet_leads
) as absent
cross join lateral (
    select
        total_persons,
        persons_with_scout_satisfactory,
        persons_missing_scout,
        conflicts_count,
        conflicts_contradicting_ledger,
        backlog_a_events_without_scout,
        backlog_b_ledger_without_scout,
        backlog_c_legacy_no_events_no_ledger,
        backlog_d_scout_in_events_not_in_ledger,
        backlog_e_scout_in_source_only,
        backlog_a_oldest,
        backlog_b_oldest,
        backlog_c_oldest,
        backlog_d_oldest,
        backlog_e_oldest,
        malformed_scout_values,
        data_as_of,
        mode,
        last_job_status,
        last_job_started_at,
        last_job_ended_at,
        last_job_duration_seconds,
        last_job_summary,
        last_job_error,
        last_job_has_living_runner,
        snapshot_timestamp,
        business_day,
        newest_conflicts,
        by_source_scouting_daily,
        by_source_cabinet_leads
    from ops.v_scout_attribution_metrics_snapshot
) as figures
order by snapshot_timestamp
limit 2
