-- Purpose: what the step lead_ledger would do, by the view that it does it by. Nothing is written or locked.
-- Parameters: $1 boolean, whether ledger rows are created where there is none.
-- Columns (one row, int8): changed (ledger rows), persons (none), ambiguous (evidence names several scouts), rejected (the ledger row says
--          conflict), missing_ledger_rows (persons with one scout and no ledger row, whether they get one or not).

select
    count(*) filter (where candidate.action = 'UPDATE' or (candidate.action = 'CREATE' and $1::boolean)) as changed,
    0::bigint as persons,
    count(*) filter (where candidate.action = 'CONFLICT') as ambiguous,
    count(*) filter (where candidate.action = 'DECIDED_CONFLICT') as rejected,
    count(*) filter (where candidate.action = 'CREATE') as missing_ledger_rows
from ops.v_scout_attribution_ledger_candidates as candidate
order by 1
limit 1;
