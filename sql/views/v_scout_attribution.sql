-- Purpose: the canonical scout of each person that any evidence names one for: lowest priority number, then latest
--          attribution_date, then latest created_at, then a total order (source, key, scout), so that it never flickers.
-- Columns: the contract's eleven, then origin_tag text.
-- Read by: v_scout_attribution_person, v_yango_collection_with_scout, v_scout_payment_base, verify.

create or replace view ops.v_scout_attribution as
select distinct on (evidence.person_key)
    evidence.person_key,
    evidence.driver_id,
    evidence.driver_license,
    evidence.driver_phone,
    evidence.scout_id,
    evidence.acquisition_method,
    evidence.source_table,
    evidence.source_pk,
    evidence.attribution_date,
    evidence.created_at,
    evidence.priority,
    evidence.origin_tag
from ops.v_scout_attribution_raw as evidence
where evidence.person_key is not null
order by
    evidence.person_key,
    evidence.priority,
    evidence.attribution_date desc nulls last,
    evidence.created_at desc nulls last,
    evidence.source_table collate "C",
    evidence.source_pk collate "C",
    evidence.scout_id;

comment on view ops.v_scout_attribution is
    'scoutwatch: the canonical scout of each person: highest priority, then latest date; one row a person.';
