-- Purpose: short ways to write the data of a test by hand. Persons are numbered: person 7 is 00000000-0000-0000-0000-000000000007.
-- Leaves behind: the schema fixture with its functions. Each has defaults for what a test does not care about.

create schema fixture;

create function fixture.key(number integer) returns uuid
language sql immutable
as $$ select ('00000000-0000-0000-0000-' || lpad(number::text, 12, '0'))::uuid $$;

create function fixture.person(number integer, phone text default null, license text default null) returns void
language sql
as $$
    insert into canon.identity_registry (person_key, created_at, updated_at, confidence_level, primary_phone, primary_license)
    values (fixture.key(number), now() - interval '9 days', now() - interval '9 days', 'HIGH', phone, license)
$$;

create function fixture.link(number integer, source_table text, source_pk text) returns void
language sql
as $$
    insert into canon.identity_links (person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, linked_at)
    values (fixture.key(number), source_table, source_pk, now(), 'BY_HAND', 99, 'HIGH', now() - interval '8 days')
$$;

-- A driver of the index, linked to a person where one is given.
create function fixture.driver(driver_id text, license text, phone text, number integer default null) returns void
language sql
as $$
    insert into canon.drivers_index (driver_id, license_norm, phone_norm, snapshot_date)
    values (driver_id, license, phone, current_date);
    select fixture.link(number, 'drivers', driver_id) where number is not null
$$;

create function fixture.registration(id integer, license text, phone text, scout_id integer default 5, name text default null) returns void
language sql
as $$
    insert into public.module_ct_scouting_daily (id, scout_id, driver_name, driver_phone, driver_license, registration_date, created_at)
    values (id, scout_id, name, phone, license, current_date - 7, now() - interval '7 days')
$$;

create function fixture.migration(id integer, scout_id integer) returns void
language sql
as $$
    insert into public.module_ct_migrations (id, driver_id, scout_id, hire_date, created_at)
    values (id, 'd' || id, scout_id, current_date - 7, now() - interval '7 days')
$$;

create function fixture.event(number integer, scout_id integer, payload jsonb default null, source_table text default 'module_ct_cabinet_leads', source_pk text default null)
returns void
language sql
as $$
    insert into observational.lead_events (source_table, source_pk, event_date, person_key, scout_id, payload_json, created_at)
    values (source_table, coalesce(source_pk, 'e' || nextval('observational.lead_events_id_seq')), current_date - 6,
            case when number is not null then fixture.key(number) end, scout_id, payload, now() - interval '6 days')
$$;

create function fixture.ledger(
    number integer, scout_id integer default null, rule text default null, status text default 'unassigned', evidence jsonb default null, source text default null
) returns void
language sql
as $$
    insert into observational.lead_ledger (
        person_key, attributed_source, attributed_scout_id, attribution_rule, attribution_score, confidence_level, evidence_json,
        decision_status, updated_at)
    values (fixture.key(number), source, scout_id, rule, 12.50, 'low', evidence, status::public.decisionstatus, now() - interval '5 days')
$$;
