-- Purpose: names the mapping of cabinet leads for ops.v_scout_attribution_event_candidates, until the end of the transaction.
-- Parameters: $1 text, the column of the lead; $2 text, the column of the list of scouts.
-- Columns: lead_column, scouts_column text.

select
    pg_catalog.set_config('scoutwatch.lead_scout_column', $1::text, true) as lead_column,
    pg_catalog.set_config('scoutwatch.scouts_match_column', $2::text, true) as scouts_column
order by 1
limit 1;
