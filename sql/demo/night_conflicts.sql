-- Purpose: a scene of the demo's bad night: two scouts have registered the same persons.
-- Settings: none. Needs tables.sql and data.sql.
-- Leaves behind: 110 persons, dated now, each with two registrations of different scouts and their links: open conflicts. No event
-- names anybody, so that the demo's gentle life leaves them alone.

with person as (
    insert into canon.identity_registry (person_key, created_at, updated_at, confidence_level, primary_full_name)
    select gen_random_uuid(), now(), now(), 'MEDIUM', 'Doble Registro ' || number
    from generate_series(1, 110) as number
    returning person_key, primary_full_name
), registered as (
    insert into public.module_ct_scouting_daily (scout_id, driver_name, acquisition_method, registration_date, created_at)
    select scout.id, person.primary_full_name, 'calle', (now() at time zone 'UTC')::date, now() at time zone 'UTC'
    from person
    cross join (values (3), (11)) as scout (id)
    returning id, driver_name
)
insert into canon.identity_links (person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, linked_at)
select person.person_key, 'module_ct_scouting_daily', registered.id::text, now(), 'R2_LICENSE_EXACT', 85, 'HIGH', now()
from registered
join person on person.primary_full_name = registered.driver_name;
