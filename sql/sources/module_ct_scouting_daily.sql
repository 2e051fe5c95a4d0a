-- Purpose: the adapter over public.module_ct_scouting_daily (registrations by scouts) where it exists.
--          Nothing but the adapters names an optional source, so that everything else is the same with and without it.
-- Columns: id integer, scout_id integer, driver_name character varying, driver_phone character varying,
--          driver_license character varying, acquisition_method character varying, registration_date date,
--          created_at timestamp without time zone.
-- Read by: our own views. Its twin module_ct_scouting_daily.absent.sql has the same columns and types and no rows.

create or replace view ops.v_scoutwatch_source_scouting_daily as
select
    source.id::integer as id,
    source.scout_id::integer as scout_id,
    source.driver_name::character varying as driver_name,
    source.driver_phone::character varying as driver_phone,
    source.driver_license::character varying as driver_license,
    source.acquisition_method::character varying as acquisition_method,
    source.registration_date::date as registration_date,
    source.created_at::timestamp without time zone as created_at
from public.module_ct_scouting_daily as source;

comment on view ops.v_scoutwatch_source_scouting_daily is
    'scoutwatch: public.module_ct_scouting_daily as our views read it.';
