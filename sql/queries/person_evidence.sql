-- Purpose: every row of every source that names a scout for a person, in the order of the contract: the first one decides.
-- Parameters: $1 uuid, the person; $2 bigint, the most rows.
-- Columns: priority integer, scout_id integer, origin_tag text, acquisition_method text, source_table text, source_pk text,
--          attribution_date date, created_at timestamptz, driver_id text, total bigint (rows without the limit).
select
    evidence.priority::integer as priority,
    evidence.scout_id::integer as scout_id,
    left(evidence.origin_tag::text, 4096) as origin_tag,
    left(evidence.acquisition_method::text, 4096) as acquisition_method,
    coalesce(left(evidence.source_table::text, 4096), '') as source_table,
    coalesce(left(evidence.source_pk::text, 4096), '') as source_pk,
    evidence.attribution_date::date as attribution_date,
    evidence.created_at::timestamptz as created_at,
    left(evidence.driver_id::text, 4096) as driver_id,
    count(*) over ()::bigint as total
from ops.v_scout_attribution_raw as evidence
where evidence.person_key = $1
order by
    evidence.priority,
    evidence.attribution_date desc nulls last,
    evidence.created_at desc nulls last,
    evidence.source_table collate "C",
    evidence.source_pk collate "C",
    evidence.scout_id
limit $2
