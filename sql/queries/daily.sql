-- Purpose: the newest days of the history, oldest first. A poll leaves out the day that is not over: it has its figures already.
-- Parameters: $1 bigint, the most days; $2 boolean, whether the day that is not over is among them.
-- Columns: metric_date date, total_persons bigint, satisfactory bigint, missing bigint, by_scouting_daily bigint,
--          by_cabinet_leads bigint, by_lead_ledger bigint, computed_at timestamptz; null in CT4's older view: is_final boolean,
--          is_reconstructed boolean, backlog_a bigint to backlog_e bigint, conflicts bigint.
-- Why so: our view computes today from all persons when it is asked for it. There, computed_at is now() and is_final is the
--         constant false, so that without $2 the condition below is false before that branch begins and it is never executed.
--         A stored row is older than now(). CT4's older view has neither column nor branch and gives all of its rows.
select
    newest.metric_date,
    newest.total_persons,
    newest.satisfactory,
    newest.missing,
    newest.by_scouting_daily,
    newest.by_cabinet_leads,
    newest.by_lead_ledger,
    newest.computed_at,
    newest.is_final,
    newest.is_reconstructed,
    newest.backlog_a,
    newest.backlog_b,
    newest.backlog_c,
    newest.backlog_d,
    newest.backlog_e,
    newest.conflicts
from (
    select
        day.metric_date::date as metric_date,
        day.total_persons::bigint as total_persons,
        day.satisfactory_count::bigint as satisfactory,
        day.missing_count::bigint as missing,
        day.by_source_scouting_daily::bigint as by_scouting_daily,
        day.by_source_cabinet_leads::bigint as by_cabinet_leads,
        day.by_source_lead_ledger::bigint as by_lead_ledger,
        day.computed_at::timestamptz as computed_at,
        day.is_final::boolean as is_final,
        day.is_reconstructed::boolean as is_reconstructed,
        day.backlog_a::bigint as backlog_a,
        day.backlog_b::bigint as backlog_b,
        day.backlog_c::bigint as backlog_c,
        day.backlog_d::bigint as backlog_d,
        day.backlog_e::bigint as backlog_e,
        day.conflicts_open::bigint as conflicts
    from (
        select
            null::boolean as is_final,
            null::boolean as is_reconstructed,
            null::bigint as backlog_a,
            null::bigint as backlog_b,
            null::bigint as backlog_c,
            null::bigint as backlog_d,
            null::bigint as backlog_e,
            null::bigint as conflicts_open
    ) as absent
    cross join lateral (
        select
            metric_date,
            total_persons,
            satisfactory_count,
            missing_count,
            by_source_scouting_daily,
            by_source_cabinet_leads,
            by_source_lead_ledger,
            computed_at,
            is_final,
            is_reconstructed,
            backlog_a,
            backlog_b,
            backlog_c,
            backlog_d,
            backlog_e,
            conflicts_open
        from ops.v_scout_attribution_metrics_daily
    ) as day
    where $2::boolean
        or day.is_final is null
        or day.computed_at < now()
    order by day.metric_date desc
    limit $1
) as newest
order by newest.metric_date
limit $1
