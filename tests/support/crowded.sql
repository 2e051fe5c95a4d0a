-- Purpose: invented data with much for the refresh job to do and much that it must leave alone, made set by set.
-- Setting: flagship.persons, the number of persons. At 21 000 there are 20 790 ledger rows and 2 520 persons in conflict.
-- Needs tables.sql; runs before the installation, since the leads get the column that a mapping is configured for.
-- What a person is, is told by the last two digits of its number; see the comments at the events.

alter table public.module_ct_cabinet_leads add column recruiter_id integer;

create temporary table member as
select
    n,
    n % 100 as kind,
    md5('person ' || n)::uuid as person_key,
    1 + (n / 100) % 24 as scout_id,
    2 + (n / 100) % 24 as other_scout_id
from generate_series(1, current_setting('flagship.persons')::integer) as n;

insert into public.module_ct_scouts_list (scout_id, name, raw_name, is_active, created_at, updated_at)
select n, 'Scout ' || n, 'Scout ' || n, true, now(), now() from generate_series(1, 25) as n;

insert into canon.identity_registry (person_key, created_at, updated_at, confidence_level, primary_phone, primary_full_name)
select
    person_key, now(), now(), 'HIGH',
    -- Some are known by a phone that several registrations have too.
    case when kind = 99 and n % 300 = 99 then (900000000 + (n / 100) % 200)::text end,
    'Person ' || n
from member;

insert into canon.drivers_index (driver_id, license_norm, phone_norm, snapshot_date)
select 'd' || n, 'Q' || lpad(n::text, 8, '0'), null, current_date from member where kind in (86, 87, 98) or n % 10 = 0
union all
-- Drivers whom nobody knows as a person, each licence once, some phones twice.
select 'pool' || n, 'POOL' || n, (900000100 + n % 45)::text, current_date from generate_series(1, 60) as n;

insert into public.drivers (driver_id, full_name)
select driver_id, 'Driver ' || driver_id from canon.drivers_index;

insert into canon.identity_links (
    person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, linked_at
)
select person_key, 'drivers', 'd' || n, now(), 'DRIVER', 100, 'HIGH', now()
from member where kind in (86, 87, 98) or n % 10 = 0;

-- 0 to 75: undecided, and one to three events name one scout, in the column or in the payload.
insert into observational.lead_events (source_table, source_pk, event_date, person_key, scout_id, payload_json, created_at)
select
    'module_ct_scouting_daily', 'e' || n || '-' || k, current_date - k, person_key,
    case when (n + k) % 3 > 0 then scout_id end,
    case when (n + k) % 3 = 0 then jsonb_build_object('scout_id', scout_id::text) end,
    now()
from member cross join generate_series(1, 3) as k
where kind <= 75 and k <= 1 + n % 3;

-- 76 to 85: in conflict, in five ways; 86 and 87 come to be so in step 1; 88 contradicts its ledger row; 89 was decided to be a
-- conflict; 90 has no ledger row; 91 to 93 are satisfactory.
insert into observational.lead_events (source_table, source_pk, event_date, person_key, scout_id, payload_json, created_at)
select
    'module_ct_scouting_daily', 'f' || n, current_date, person_key,
    case when kind = 88 then other_scout_id else scout_id end, null::jsonb, now()
from member where kind between 76 and 93
union all
select 'module_ct_scouting_daily', 'g' || n, current_date, person_key, other_scout_id, null, now()
from member where kind between 76 and 85 and (n / 100) % 5 = 0
union all
select
    'module_ct_scouting_daily', 'h' || n, current_date, person_key, null::integer, jsonb_build_object('scout_id', other_scout_id), now()
from member where kind between 76 and 85 and (n / 100) % 5 = 1;

insert into public.module_ct_scouting_daily (id, scout_id, driver_name, driver_license, registration_date, created_at)
select n, other_scout_id, 'Person ' || n, 'LINKED' || n, current_date, now()
from member where kind between 76 and 85 and (n / 100) % 5 = 2;
insert into public.module_ct_migrations (id, driver_id, scout_id, hire_date, created_at)
select n, 'd' || n, other_scout_id, current_date, now() from member where kind between 76 and 85 and (n / 100) % 5 = 3;
insert into canon.identity_links (
    person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, linked_at
)
select
    person_key, case (n / 100) % 5 when 2 then 'module_ct_scouting_daily' else 'module_ct_migrations' end, n::text,
    now(), 'BEFORE', 100, 'HIGH', now()
from member where kind between 76 and 85 and (n / 100) % 5 in (2, 3);

-- 94: payloads that name nobody. 95 and 96: the lead names the scout. 97: the lead names nobody whom the list knows. Of the conflicts,
-- the fifth way: the lead names another scout.
insert into observational.lead_events (source_table, source_pk, event_date, person_key, scout_id, payload_json, created_at)
select
    'module_ct_scouting_daily', 'm' || n, current_date, person_key, null::integer,
    (array['{"scout_id": "abc"}', '{"scout_id": 12.5}', '{"scout_id": null}', '{"scout_id": 99999999999}', '[]']::jsonb[])[1 + (n / 100) % 5],
    now()
from member where kind = 94
union all
select 'module_ct_cabinet_leads', 'lead' || n, current_date, person_key, null::integer, null, now()
from member where kind between 95 and 97 or kind between 76 and 85 and (n / 100) % 5 = 4;
insert into public.module_ct_cabinet_leads (id, external_id, recruiter_id, last_name, lead_created_at, created_at)
select
    n, 'lead' || n, case when kind = 97 then 4711 when kind between 76 and 85 then other_scout_id else scout_id end,
    'Person', now(), now()
from member where kind between 95 and 97 or kind between 76 and 85 and (n / 100) % 5 = 4;

-- Registrations of known drivers: 86 and 87 contradict the events, 98 is the first that is heard of the person.
insert into public.module_ct_scouting_daily (id, scout_id, driver_name, driver_license, registration_date, created_at)
select n, other_scout_id, 'Person ' || n, 'q-' || lpad(n::text, 8, '0'), current_date, now() from member where kind in (86, 87, 98);
-- Registrations of few licences and few phones, so that they meet each other, persons and drivers in every way.
insert into public.module_ct_scouting_daily (id, scout_id, driver_name, driver_license, driver_phone, registration_date, created_at)
select
    10000000 + n, 1 + abs(hashint8extended(n, 1)) % 25, 'Somebody ' || n,
    case when hashint8extended(n, 2) % 3 <> 0 then 'pool ' || abs(hashint8extended(n, 3)) % 150 end,
    case when hashint8extended(n, 4) % 4 <> 0 then '+51 ' || 900000000 + abs(hashint8extended(n, 5)) % 200 end,
    current_date, now()
from generate_series(1, 400) as n;

insert into observational.lead_ledger (
    person_key, attributed_scout_id, attribution_rule, attribution_score, confidence_level, evidence_json, decision_status, updated_at
)
select
    person_key,
    case when kind in (88, 91, 92, 93) then scout_id end,
    case n % 3 when 0 then 'CT4_RULE' end,
    10.00, 'low',
    (array[null, '{"a": 1}', '"text"', '[1]', 'null']::jsonb[])[1 + n % 5],
    (case when kind = 89 then 'conflict' when kind in (88, 91, 92, 93) then 'assigned' else 'unassigned' end)::public.decisionstatus,
    now()
from member where kind <> 90;

insert into public.module_ct_yango_claims (
    driver_id, person_key, driver_name, milestone_value, lead_date, expected_amount, yango_payment_status
)
select 'd' || n, person_key, 'Person ' || n, 5, current_date - 30, 75.50, 'UNPAID' from member where n % 20 = 0;

-- Runs of other jobs, one of them active: none of ours.
insert into ops.ingestion_runs (started_at, completed_at, status, job_type)
select now(), case when n > 1 then now() end, (case when n > 1 then 'COMPLETED' else 'RUNNING' end)::public.runstatus, 'identity_run'
from generate_series(1, 4) as n;

drop table member;
