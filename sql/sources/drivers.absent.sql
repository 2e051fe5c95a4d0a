-- Purpose: the adapter over public.drivers where that source is absent: no rows.
-- Columns: driver_id character varying.
-- Read by: our own views. Its twin drivers.sql has the same columns and types.

create or replace view ops.v_scoutwatch_source_drivers as
select
    null::character varying as driver_id
where false;

comment on view ops.v_scoutwatch_source_drivers is
    'scoutwatch: stands in for public.drivers, which this database does not have; it has no rows.';
