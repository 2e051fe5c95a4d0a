-- Purpose: the adapter over public.module_ct_migrations (drivers who came over from another park) where it exists.
--          Nothing but the adapters names an optional source, so that everything else is the same with and without it.
-- Columns: id integer, driver_id character varying, scout_id integer, hire_date date, created_at timestamp
--          without time zone.
-- Read by: our own views. Its twin module_ct_migrations.absent.sql has the same columns and types and no rows.

create or replace view ops.v_scoutwatch_source_migrations as
select
    source.id::integer as id,
    source.driver_id::character varying as driver_id,
    source.scout_id::integer as scout_id,
    source.hire_date::date as hire_date,
    source.created_at::timestamp without time zone as created_at
from public.module_ct_migrations as source;

comment on view ops.v_scoutwatch_source_migrations is
    'scoutwatch: public.module_ct_migrations as our views read it.';
