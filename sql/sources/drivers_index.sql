-- Purpose: the adapter over canon.drivers_index (CT4's drivers in normal form) where it exists.
--          Nothing but the adapters names an optional source, so that everything else is the same with and without it.
-- Columns: driver_id character varying, license_norm character varying, phone_norm character varying.
-- Read by: ops.v_scout_attribution_link_candidates. Its twin drivers_index.absent.sql has the same columns and types and no rows.

create or replace view ops.v_scoutwatch_source_drivers_index as
select
    source.driver_id::character varying as driver_id,
    source.license_norm::character varying as license_norm,
    source.phone_norm::character varying as phone_norm
from canon.drivers_index as source;

comment on view ops.v_scoutwatch_source_drivers_index is
    'scoutwatch: canon.drivers_index as our views read it.';
