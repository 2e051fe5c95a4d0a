-- Purpose: the step snapshot: stores today's figures in the history, and closes the days before today.
-- Parameters: $1 int4 run.
-- Columns (one row): metric_date date, closed_days int8 (earlier days that became final), and the figures as stored, int8: total_persons,
--          satisfactory_count, missing_count, backlog_a … backlog_e, conflicts_open, conflicts_contradicting.
-- Leaves behind: the row of today in ops.scout_attribution_daily_history. A day on which nothing ran has no row: gaps stay gaps.

with closed as (
    update ops.scout_attribution_daily_history as stored
    set is_final = true
    where stored.metric_date < ops.scoutwatch_business_day(now())
        and not stored.is_final
    returning stored.metric_date
),
today as (
    insert into ops.scout_attribution_daily_history as stored (
        metric_date, total_persons, satisfactory_count, missing_count, backlog_a, backlog_b, backlog_c, backlog_d, backlog_e,
        conflicts_open, conflicts_contradicting, by_source_scouting_daily, by_source_cabinet_leads, by_source_lead_ledger,
        computed_at, is_final, is_reconstructed, run_id
    )
    select
        ops.scoutwatch_business_day(now()),
        figures.total_persons,
        figures.satisfactory,
        figures.total_persons - figures.satisfactory,
        figures.backlog_a,
        figures.backlog_b,
        figures.backlog_c,
        figures.backlog_d,
        figures.backlog_e,
        figures.conflicts_open,
        figures.conflicts_contradicting,
        figures.by_source_scouting_daily,
        figures.by_source_cabinet_leads,
        figures.satisfactory,
        now(),
        false,
        false,
        $1::integer
    from ops.v_scout_attribution_figures as figures
    on conflict (metric_date) do update
    set total_persons = excluded.total_persons,
        satisfactory_count = excluded.satisfactory_count,
        missing_count = excluded.missing_count,
        backlog_a = excluded.backlog_a,
        backlog_b = excluded.backlog_b,
        backlog_c = excluded.backlog_c,
        backlog_d = excluded.backlog_d,
        backlog_e = excluded.backlog_e,
        conflicts_open = excluded.conflicts_open,
        conflicts_contradicting = excluded.conflicts_contradicting,
        by_source_scouting_daily = excluded.by_source_scouting_daily,
        by_source_cabinet_leads = excluded.by_source_cabinet_leads,
        by_source_lead_ledger = excluded.by_source_lead_ledger,
        computed_at = excluded.computed_at,
        is_final = excluded.is_final,
        is_reconstructed = excluded.is_reconstructed,
        run_id = excluded.run_id
    returning
        metric_date, total_persons, satisfactory_count, missing_count, backlog_a, backlog_b, backlog_c, backlog_d, backlog_e,
        conflicts_open, conflicts_contradicting
)
select
    today.metric_date,
    (select count(*) from closed) as closed_days,
    today.total_persons,
    today.satisfactory_count,
    today.missing_count,
    today.backlog_a,
    today.backlog_b,
    today.backlog_c,
    today.backlog_d,
    today.backlog_e,
    today.conflicts_open,
    today.conflicts_contradicting
from today
order by today.metric_date
limit 1;
