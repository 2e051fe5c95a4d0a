-- Purpose: what the step identity_links would do, by the view that it does it by. Nothing is written or locked.
-- Parameters: none.
-- Columns (one row, int8): changed (links), persons (new ones), ambiguous, rejected (neither licence nor phone).

select
    count(*) filter (where candidate.action in ('LINK', 'CREATE')) as changed,
    count(distinct candidate.group_id) as persons,
    count(*) filter (where candidate.action = 'AMBIGUOUS') as ambiguous,
    count(*) filter (where candidate.action = 'SKIPPED') as rejected
from ops.v_scout_attribution_link_candidates as candidate
order by 1
limit 1;
