-- Purpose: the adapter over public.module_ct_migrations where that source is absent: no rows.
-- Columns: id integer, driver_id character varying, scout_id integer, hire_date date, created_at timestamp
--          without time zone.
-- Read by: our own views. Its twin module_ct_migrations.sql has the same columns and types.

create or replace view ops.v_scoutwatch_source_migrations as
select
    null::integer as id,
    null::character varying as driver_id,
    null::integer as scout_id,
    null::date as hire_date,
    null::timestamp without time zone as created_at
where false;

comment on view ops.v_scoutwatch_source_migrations is
    'scoutwatch: stands in for public.module_ct_migrations, which this database does not have; it has no rows.';
