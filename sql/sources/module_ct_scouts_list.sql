-- Purpose: the adapter over public.module_ct_scouts_list (the list of scouts) where it exists. Nothing but the adapters
--          names an optional source, so that everything else is the same with and without it.
-- Columns: scout_id integer, name text, raw_name text, is_active boolean, created_at timestamp without time
--          zone, updated_at timestamp without time zone, whole_row jsonb (for the column that a configuration names as the
--          one that cabinet leads point at; only ops.v_scout_attribution_event_candidates reads it).
-- Read by: our own views. Its twin module_ct_scouts_list.absent.sql has the same columns and types and no rows.

create or replace view ops.v_scoutwatch_source_scouts_list as
select
    source.scout_id::integer as scout_id,
    source.name::text as name,
    source.raw_name::text as raw_name,
    source.is_active::boolean as is_active,
    source.created_at::timestamp without time zone as created_at,
    source.updated_at::timestamp without time zone as updated_at,
    to_jsonb(source) as whole_row
from public.module_ct_scouts_list as source;

comment on view ops.v_scoutwatch_source_scouts_list is
    'scoutwatch: public.module_ct_scouts_list as our views read it.';
