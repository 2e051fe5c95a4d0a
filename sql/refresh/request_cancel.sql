-- Purpose: asks a run to stop after the batch at hand.
-- Parameters: $1 int4 run; $2 text, who asks.
-- Columns (one row): is_running boolean; asked_before_by text (who had asked before, or null); is_asked boolean (it is asked now).

with standing as materialized (
    select
        ours.run_id,
        case when ours.cancel_requested_at is not null then coalesce(ours.cancel_requested_by, 'somebody') end as asked_before_by
    from ops.scoutwatch_runs as ours
    join ops.ingestion_runs as run
        on run.id = ours.run_id
    where ours.run_id = $1::integer
        and run.status = 'RUNNING'
    for no key update of ours
),
asked as (
    update ops.scoutwatch_runs as ours
    set cancel_requested_at = clock_timestamp(),
        cancel_requested_by = $2::text
    from standing
    where ours.run_id = standing.run_id
        and standing.asked_before_by is null
    returning ours.run_id
)
select
    standing.run_id is not null as is_running,
    standing.asked_before_by,
    asked.run_id is not null as is_asked
from (values (1)) as one_row (always)
left join standing
    on true
left join asked
    on true
order by 1
limit 1;
