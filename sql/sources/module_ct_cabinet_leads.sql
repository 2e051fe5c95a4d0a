-- Purpose: the adapter over public.module_ct_cabinet_leads (leads of the cabinet) where it exists. Nothing but the adapters
--          names an optional source, so that everything else is the same with and without it. Names, plates and phones
--          have no column of their own, since no view of ours reads them.
-- Columns: id integer, external_id character varying, status character varying, lead_created_at timestamp
--          without time zone, created_at timestamp without time zone, whole_row jsonb (for the column that a configuration
--          names as the one that points at a scout; only ops.v_scout_attribution_event_candidates reads it).
-- Read by: our own views. Its twin module_ct_cabinet_leads.absent.sql has the same columns and types and no rows.

create or replace view ops.v_scoutwatch_source_cabinet_leads as
select
    source.id::integer as id,
    source.external_id::character varying as external_id,
    source.status::character varying as status,
    source.lead_created_at::timestamp without time zone as lead_created_at,
    source.created_at::timestamp without time zone as created_at,
    to_jsonb(source) as whole_row
from public.module_ct_cabinet_leads as source;

comment on view ops.v_scoutwatch_source_cabinet_leads is
    'scoutwatch: public.module_ct_cabinet_leads as our views read it.';
