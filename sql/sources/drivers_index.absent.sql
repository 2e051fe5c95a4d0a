-- Purpose: the adapter over canon.drivers_index where that source is absent: no rows.
-- Columns: driver_id character varying, license_norm character varying, phone_norm character varying.
-- Read by: ops.v_scout_attribution_link_candidates. Its twin drivers_index.sql has the same columns and types.

create or replace view ops.v_scoutwatch_source_drivers_index as
select
    null::character varying as driver_id,
    null::character varying as license_norm,
    null::character varying as phone_norm
where false;

comment on view ops.v_scoutwatch_source_drivers_index is
    'scoutwatch: stands in for canon.drivers_index, which this database does not have; it has no rows.';
