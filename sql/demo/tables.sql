-- Purpose: CT4's own schemas, enums, tables, indexes and claims view, for the demo and the tests.
--          `schema install` never runs this file: on a real database all of it exists before scoutwatch does.
-- Settings: none.
-- Leaves behind: schemas canon, observational and ops, five enums in public, eleven CT4 tables, the claims view, and
--          public.module_ct_yango_claims, an invented table that feeds the claims view.
-- Runs once, on an empty database. On a database that already has any of it the first clash stops it: it replaces nothing.

create schema canon;
create schema observational;
create schema ops;

create type public.confidencelevel as enum ('HIGH', 'MEDIUM', 'LOW');
create type public.runstatus as enum ('RUNNING', 'COMPLETED', 'FAILED');
create type public.jobtype as enum ('identity_run', 'drivers_index_refresh', 'scout_attribution_refresh');
create type public.attributionconfidence as enum ('high', 'medium', 'low');
create type public.decisionstatus as enum ('assigned', 'unassigned', 'conflict');

create table ops.ingestion_runs (
    id serial primary key,
    started_at timestamp with time zone not null,
    completed_at timestamp with time zone,
    status public.runstatus not null,
    stats json,
    error_message varchar,
    job_type public.jobtype default 'identity_run'::public.jobtype,
    scope_date_from date,
    scope_date_to date,
    incremental boolean
);

create table canon.identity_registry (
    person_key uuid primary key,
    created_at timestamp with time zone not null,
    updated_at timestamp with time zone not null,
    confidence_level public.confidencelevel not null,
    primary_phone varchar,
    primary_document varchar,
    primary_license varchar,
    primary_full_name varchar,
    flags jsonb
);

create table canon.identity_links (
    id serial primary key,
    person_key uuid not null references canon.identity_registry (person_key),
    source_table varchar not null,
    source_pk varchar not null,
    snapshot_date timestamp with time zone not null,
    match_rule varchar not null,
    match_score integer not null,
    confidence_level public.confidencelevel not null,
    evidence jsonb,
    linked_at timestamp with time zone not null,
    run_id integer references ops.ingestion_runs (id),
    constraint uq_identity_links_source unique (source_table, source_pk)
);

create table canon.drivers_index (
    driver_id varchar primary key,
    park_id varchar,
    phone_norm varchar,
    license_norm varchar,
    plate_norm varchar,
    full_name_norm varchar,
    hire_date date,
    snapshot_date date not null,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    brand_norm varchar,
    model_norm varchar
);
create index idx_drivers_index_phone_norm on canon.drivers_index (phone_norm);
create index idx_drivers_index_license_norm on canon.drivers_index (license_norm);

create table observational.lead_events (
    id serial primary key,
    source_table varchar not null,
    source_pk varchar not null,
    event_date date not null,
    person_key uuid references canon.identity_registry (person_key),
    scout_id integer,
    payload_json jsonb,
    created_at timestamp with time zone not null,
    constraint uq_lead_events_source unique (source_table, source_pk)
);
create index idx_lead_events_person_key on observational.lead_events (person_key);
create index idx_lead_events_event_date on observational.lead_events (event_date);
create index idx_lead_events_scout_id on observational.lead_events (scout_id);

create table observational.lead_ledger (
    person_key uuid primary key references canon.identity_registry (person_key),
    attributed_source varchar,
    attributed_scout_id integer,
    attribution_rule varchar,
    attribution_score numeric(5,2) not null,
    confidence_level public.attributionconfidence not null,
    evidence_json jsonb,
    decision_status public.decisionstatus not null,
    updated_at timestamp with time zone not null
);

create table public.module_ct_scouting_daily (
    id serial primary key,
    scout_id integer,
    driver_name varchar,
    driver_phone varchar,
    driver_license varchar,
    acquisition_method varchar,
    registration_date date,
    created_at timestamp without time zone
);

create table public.module_ct_migrations (
    id serial primary key,
    driver_id varchar,
    scout_id integer,
    hire_date date,
    created_at timestamp without time zone
);

create table public.module_ct_cabinet_leads (
    id serial primary key,
    external_id varchar,
    activation_city varchar,
    last_name varchar,
    first_name varchar,
    middle_name varchar,
    asset_plate_number varchar,
    asset_model varchar,
    park_phone varchar,
    status varchar,
    lead_created_at timestamp without time zone,
    created_at timestamp without time zone
);
create unique index uq_module_ct_cabinet_leads_external_id
    on public.module_ct_cabinet_leads (external_id)
    where external_id is not null;

create table public.module_ct_scouts_list (
    scout_id integer primary key,
    name text,
    raw_name text,
    is_active boolean,
    created_at timestamp without time zone,
    updated_at timestamp without time zone
);

create table public.drivers (
    driver_id varchar primary key,
    full_name varchar,
    phone varchar,
    license_number varchar,
    park_id varchar,
    car_number varchar,
    car_brand varchar,
    car_model varchar,
    work_status varchar,
    hire_date date,
    created_at timestamp without time zone,
    updated_at timestamp without time zone
);

-- What the claims view reads. CT4 builds its view from many tables; here one invented table stands for all of them.
create table public.module_ct_yango_claims (
    id serial primary key,
    driver_id varchar,
    person_key uuid,
    driver_name varchar,
    milestone_value integer not null check (milestone_value in (1, 5, 25)),
    lead_date date not null,
    expected_amount numeric not null,
    yango_payment_status text not null check (yango_payment_status in ('PAID', 'PAID_MISAPPLIED', 'UNPAID')),
    payment_key varchar,
    pay_date date,
    reason_code text,
    match_rule text,
    match_confidence text,
    identity_status text,
    suggested_driver_id varchar,
    is_reconcilable_enriched boolean
);
create index idx_module_ct_yango_claims_person_key on public.module_ct_yango_claims (person_key);

create view ops.v_yango_cabinet_claims_for_collection as
select
    claim.driver_id,
    claim.person_key,
    claim.driver_name,
    claim.milestone_value,
    claim.lead_date,
    claim.expected_amount,
    due.yango_due_date,
    overdue.days_overdue_yango,
    case
        when overdue.days_overdue_yango <= 0 then '0_not_due'::text
        when overdue.days_overdue_yango <= 7 then '1_1_7'::text
        when overdue.days_overdue_yango <= 14 then '2_8_14'::text
        when overdue.days_overdue_yango <= 30 then '3_15_30'::text
        else '4_30_plus'::text
    end as overdue_bucket_yango,
    claim.yango_payment_status,
    claim.payment_key,
    claim.pay_date,
    claim.reason_code,
    claim.match_rule,
    claim.match_confidence,
    claim.identity_status,
    claim.suggested_driver_id,
    claim.is_reconcilable_enriched
from public.module_ct_yango_claims as claim
cross join lateral (
    select (claim.lead_date + interval '14 days')::timestamp without time zone as yango_due_date
) as due
cross join lateral (
    select greatest(current_date - due.yango_due_date::date, 0)::integer as days_overdue_yango
) as overdue;
