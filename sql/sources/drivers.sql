-- Purpose: the adapter over public.drivers where it exists; only its key is read. Nothing but the adapters names an
--          optional source, so that everything else is the same with and without it.
-- Columns: driver_id character varying.
-- Read by: our own views. Its twin drivers.absent.sql has the same columns and types and no rows.

create or replace view ops.v_scoutwatch_source_drivers as
select
    source.driver_id::character varying as driver_id
from public.drivers as source;

comment on view ops.v_scoutwatch_source_drivers is
    'scoutwatch: public.drivers as our views read it.';
