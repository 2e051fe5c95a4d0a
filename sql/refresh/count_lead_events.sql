-- Purpose: what the step lead_events would do, by the view that it does it by. Nothing is written or locked.
-- Parameters: none; set_mapping.sql comes before.
-- Columns (one row, int8): changed (events), persons (none), ambiguous, rejected (no scout has the lead's value).

select
    count(*) filter (where candidate.action = 'UPDATE') as changed,
    0::bigint as persons,
    count(*) filter (where candidate.action = 'SEVERAL') as ambiguous,
    count(*) filter (where candidate.action = 'NO_MAPPING') as rejected
from ops.v_scout_attribution_event_candidates as candidate
order by 1
limit 1;
