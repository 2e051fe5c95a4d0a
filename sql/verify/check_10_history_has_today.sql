-- Purpose: check 10: the history has the row of today.
-- Parameters: none.
-- Columns (one row): verdict text, detail text.

select
    case when today.metric_date is not null then 'OK' else 'WARN' end as verdict,
    case
        when today.metric_date is not null
            then format('%s: %s of %s persons', today.metric_date, today.satisfactory_count, today.total_persons)
        else format('no row for %s yet: the job has not run today', ops.scoutwatch_business_day(now()))
    end as detail
from (values (1)) as one_row (always)
left join ops.scout_attribution_daily_history as today
    on today.metric_date = ops.scoutwatch_business_day(now())
order by 1
limit 1;
