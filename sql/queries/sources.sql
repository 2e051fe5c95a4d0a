-- Purpose: how each source stands. Counts every source in full: not for polling.
-- Parameters: none.
-- Columns: source text, present boolean, total_rows bigint, rows_with_scout bigint, linked_rows bigint, linked_with_scout
--          bigint, malformed_values bigint, newest timestamptz.
select
    source.source::text as source,
    source.present::boolean as present,
    source.total_rows::bigint as total_rows,
    source.rows_with_scout::bigint as rows_with_scout,
    source.linked_rows::bigint as linked_rows,
    source.linked_with_scout::bigint as linked_with_scout,
    source.malformed_values::bigint as malformed_values,
    source.newest::timestamptz as newest
from ops.v_scout_attribution_sources as source
order by source.source collate "C"
limit 100
