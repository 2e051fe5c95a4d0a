-- Purpose: the adapter over public.module_ct_scouting_daily where that source is absent: no rows.
-- Columns: id integer, scout_id integer, driver_name character varying, driver_phone character varying,
--          driver_license character varying, acquisition_method character varying, registration_date date,
--          created_at timestamp without time zone.
-- Read by: our own views. Its twin module_ct_scouting_daily.sql has the same columns and types.

create or replace view ops.v_scoutwatch_source_scouting_daily as
select
    null::integer as id,
    null::integer as scout_id,
    null::character varying as driver_name,
    null::character varying as driver_phone,
    null::character varying as driver_license,
    null::character varying as acquisition_method,
    null::date as registration_date,
    null::timestamp without time zone as created_at
where false;

comment on view ops.v_scoutwatch_source_scouting_daily is
    'scoutwatch: stands in for public.module_ct_scouting_daily, which this database does not have; it has no rows.';
