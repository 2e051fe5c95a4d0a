-- Purpose: the figures of each day, as they were stored on that day; today's are computed now unless its row is final.
-- Columns: the contract's nine, then is_final boolean, is_reconstructed boolean (from timestamps, a lower bound of what was
--          satisfactory then), backlog_a int8 … backlog_e int8, conflicts_open int8, conflicts_contradicting int8.
--          Figures that a reconstructed day cannot prove are null. A day without a row was not measured.
--          by_source_* count satisfactory persons, all of them so far: those with a linked registration that names a scout,
--          those with an event of module_ct_cabinet_leads that names one, and those that the ledger attributes, which are all.
--          A person may count in several.
-- Read by: the trend, /api/v1/scouts/attribution/metrics/daily.
-- Cost: with a condition that leaves today out (metric_date < ops.scoutwatch_business_day(now()), or any earlier date) the live
--       branch is not executed. In no order: ask for one.

create or replace view ops.v_scout_attribution_metrics_daily as
select
    stored.metric_date,
    stored.total_persons,
    stored.satisfactory_count,
    round(100 * stored.satisfactory_count::numeric / nullif(stored.total_persons, 0)::numeric, 2) as pct_satisfactory,
    stored.missing_count,
    stored.by_source_scouting_daily,
    stored.by_source_cabinet_leads,
    stored.by_source_lead_ledger,
    stored.computed_at,
    stored.is_final,
    stored.is_reconstructed,
    stored.backlog_a,
    stored.backlog_b,
    stored.backlog_c,
    stored.backlog_d,
    stored.backlog_e,
    stored.conflicts_open,
    stored.conflicts_contradicting
from ops.scout_attribution_daily_history as stored
where stored.is_final
    or stored.metric_date <> ops.scoutwatch_business_day(now())
union all
select
    ops.scoutwatch_business_day(now()) as metric_date,
    live.total_persons,
    live.satisfactory,
    round(100 * live.satisfactory::numeric / nullif(live.total_persons, 0)::numeric, 2) as pct_satisfactory,
    live.total_persons - live.satisfactory as missing_count,
    live.by_source_scouting_daily,
    live.by_source_cabinet_leads,
    live.satisfactory as by_source_lead_ledger,
    now() as computed_at,
    false as is_final,
    false as is_reconstructed,
    live.backlog_a,
    live.backlog_b,
    live.backlog_c,
    live.backlog_d,
    live.backlog_e,
    live.conflicts_open,
    live.conflicts_contradicting
from ops.v_scout_attribution_figures as live
where not exists (
    select
    from ops.scout_attribution_daily_history as stored
    where stored.metric_date = ops.scoutwatch_business_day(now())
        and stored.is_final
);

comment on view ops.v_scout_attribution_metrics_daily is
    'scoutwatch: one row a day as stored on that day; today is computed now unless its row is final.';
