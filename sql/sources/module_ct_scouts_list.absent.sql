-- Purpose: the adapter over public.module_ct_scouts_list where that source is absent: no rows.
-- Columns: scout_id integer, name text, raw_name text, is_active boolean, created_at timestamp without time
--          zone, updated_at timestamp without time zone, whole_row jsonb.
-- Read by: our own views. Its twin module_ct_scouts_list.sql has the same columns and types.

create or replace view ops.v_scoutwatch_source_scouts_list as
select
    null::integer as scout_id,
    null::text as name,
    null::text as raw_name,
    null::boolean as is_active,
    null::timestamp without time zone as created_at,
    null::timestamp without time zone as updated_at,
    null::jsonb as whole_row
where false;

comment on view ops.v_scoutwatch_source_scouts_list is
    'scoutwatch: stands in for public.module_ct_scouts_list, which this database does not have; it has no rows.';
