-- Purpose: the adapter over public.module_ct_cabinet_leads where that source is absent: no rows.
-- Columns: id integer, external_id character varying, status character varying, lead_created_at timestamp
--          without time zone, created_at timestamp without time zone, whole_row jsonb.
-- Read by: our own views. Its twin module_ct_cabinet_leads.sql has the same columns and types.

create or replace view ops.v_scoutwatch_source_cabinet_leads as
select
    null::integer as id,
    null::character varying as external_id,
    null::character varying as status,
    null::timestamp without time zone as lead_created_at,
    null::timestamp without time zone as created_at,
    null::jsonb as whole_row
where false;

comment on view ops.v_scoutwatch_source_cabinet_leads is
    'scoutwatch: stands in for public.module_ct_cabinet_leads, which this database does not have; it has no rows.';
