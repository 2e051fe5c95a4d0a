-- Purpose: the totals of the data contract, counted straight over CT4's base tables: the oracle that the tests hold against our
--          views. It shares nothing with our views nor with the generator, and is written for clarity, not for speed.
-- Parameters: none.
-- Columns (one row, all bigint): persons, satisfactory, missing, a, b, c, d, e, open_conflicts, contradicting_conflicts,
--          registrations_with_scout, registrations_satisfactory, claims, claims_with_scout, malformed_values.
-- A payload value is malformed where the payload is an object that has the key scout_id and the value is no plain integer
-- (digits without sign, point, space or leading zero) from 1 to 2147483647, as number or as string.

with payload_value as (
    select
        event.id as event_id,
        event.payload_json ->> 'scout_id' as value_text,
        jsonb_typeof(event.payload_json -> 'scout_id') as value_type
    from observational.lead_events as event
    where jsonb_typeof(event.payload_json) = 'object'
      and event.payload_json ? 'scout_id'
),
payload_scout as (
    select
        payload_value.event_id,
        case
            when payload_value.value_type not in ('number', 'string') then null
            when payload_value.value_text !~ '^[1-9][0-9]{0,9}$' then null
            when payload_value.value_text::bigint > 2147483647 then null
            else payload_value.value_text::bigint::integer
        end as scout_id
    from payload_value
),
event_scout as (
    select
        event.person_key,
        coalesce(event.scout_id, payload_scout.scout_id) as scout_id
    from observational.lead_events as event
    left join payload_scout on payload_scout.event_id = event.id
    where event.person_key is not null
),
origin_scout as (
    select
        link.person_key,
        migration.scout_id
    from public.module_ct_migrations as migration
    join canon.identity_links as link
        on link.source_table = 'module_ct_migrations'
       and link.source_pk = migration.id::text
    where migration.scout_id is not null
    union all
    select
        link.person_key,
        registration.scout_id
    from public.module_ct_scouting_daily as registration
    join canon.identity_links as link
        on link.source_table = 'module_ct_scouting_daily'
       and link.source_pk = registration.id::text
    where registration.scout_id is not null
),
evidence as (
    select ledger.person_key, ledger.attributed_scout_id as scout_id
    from observational.lead_ledger as ledger
    where ledger.attributed_scout_id is not null
    union all
    select event_scout.person_key, event_scout.scout_id
    from event_scout
    where event_scout.scout_id is not null
    union all
    select origin_scout.person_key, origin_scout.scout_id
    from origin_scout
),
evidence_of_person as (
    select evidence.person_key, min(evidence.scout_id) <> max(evidence.scout_id) as in_conflict
    from evidence
    group by evidence.person_key
),
events_of_person as (
    select event_scout.person_key, bool_or(event_scout.scout_id is not null) as names_scout
    from event_scout
    group by event_scout.person_key
),
origin_of_person as (
    select distinct origin_scout.person_key
    from origin_scout
),
person as (
    select
        registry.person_key,
        ledger.attributed_scout_id is not null as is_satisfactory,
        coalesce(evidence_of_person.in_conflict, false) as in_conflict,
        case
            when ledger.attributed_scout_id is not null then null
            when events_of_person.names_scout then 'D'
            when events_of_person.person_key is not null then 'A'
            when origin_of_person.person_key is not null then 'E'
            when ledger.person_key is not null then 'B'
            else 'C'
        end as category
    from canon.identity_registry as registry
    left join observational.lead_ledger as ledger on ledger.person_key = registry.person_key
    left join evidence_of_person on evidence_of_person.person_key = registry.person_key
    left join events_of_person on events_of_person.person_key = registry.person_key
    left join origin_of_person on origin_of_person.person_key = registry.person_key
),
person_totals as (
    select
        count(*) as persons,
        count(*) filter (where person.is_satisfactory) as satisfactory,
        count(*) filter (where not person.is_satisfactory) as missing,
        count(*) filter (where person.category = 'A') as a,
        count(*) filter (where person.category = 'B') as b,
        count(*) filter (where person.category = 'C') as c,
        count(*) filter (where person.category = 'D') as d,
        count(*) filter (where person.category = 'E') as e,
        count(*) filter (where person.in_conflict and not person.is_satisfactory) as open_conflicts,
        count(*) filter (where person.in_conflict and person.is_satisfactory) as contradicting_conflicts
    from person
),
registration_totals as (
    select
        count(*) as registrations_with_scout,
        count(*) filter (where ledger.attributed_scout_id is not null) as registrations_satisfactory
    from public.module_ct_scouting_daily as registration
    left join canon.identity_links as link
        on link.source_table = 'module_ct_scouting_daily'
       and link.source_pk = registration.id::text
    left join observational.lead_ledger as ledger on ledger.person_key = link.person_key
    where registration.scout_id is not null
),
claim_totals as (
    select
        count(*) as claims,
        count(evidence_of_person.person_key) as claims_with_scout
    from ops.v_yango_cabinet_claims_for_collection as claim
    left join evidence_of_person on evidence_of_person.person_key = claim.person_key
),
malformed_totals as (
    select count(*) as malformed_values
    from payload_scout
    where payload_scout.scout_id is null
)
select
    person_totals.persons,
    person_totals.satisfactory,
    person_totals.missing,
    person_totals.a,
    person_totals.b,
    person_totals.c,
    person_totals.d,
    person_totals.e,
    person_totals.open_conflicts,
    person_totals.contradicting_conflicts,
    registration_totals.registrations_with_scout,
    registration_totals.registrations_satisfactory,
    claim_totals.claims,
    claim_totals.claims_with_scout,
    malformed_totals.malformed_values
from person_totals
cross join registration_totals
cross join claim_totals
cross join malformed_totals
order by person_totals.persons
limit 1;
