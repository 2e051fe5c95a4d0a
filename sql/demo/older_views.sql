-- Purpose: the views that CT4 databases already hold under the names of our contract, as CT4 wrote them: the leading columns
--          alone, and one report that depends on one of them. Tests install our views over these, and run the dashboard on them.
-- Settings: none. Needs tables.sql.
-- Leaves behind: the ten views of the contract in schema ops, and ops.v_ct4_dependent_report. No role, no grant.
-- What they get wrong is CT4's and stays: persons of category E count as C, conflicts with the ledger are not seen, and every day of
-- the daily view shows today's totals.

create view ops.v_dim_scouts as
select
    scout.scout_id,
    scout.raw_name,
    upper(btrim(regexp_replace(coalesce(scout.name, scout.raw_name), '\s+', ' ', 'g'))) as scout_name_normalized,
    scout.is_active,
    scout.created_at,
    scout.updated_at
from public.module_ct_scouts_list as scout;

create view ops.v_scout_attribution_raw as
select
    ledger.person_key,
    driver_link.source_pk::text as driver_id,
    registry.primary_license::text as driver_license,
    registry.primary_phone::text as driver_phone,
    ledger.attributed_scout_id as scout_id,
    'lead_ledger'::text as origin_tag,
    null::text as acquisition_method,
    'observational.lead_ledger'::text as source_table,
    ledger.person_key::text as source_pk,
    ledger.updated_at::date as attribution_date,
    ledger.updated_at as created_at,
    1 as priority
from observational.lead_ledger as ledger
join canon.identity_registry as registry on registry.person_key = ledger.person_key
left join (
    select link.person_key, min(link.source_pk) as source_pk
    from canon.identity_links as link
    where link.source_table = 'drivers'
    group by link.person_key
) as driver_link on driver_link.person_key = ledger.person_key
where ledger.attributed_scout_id is not null
union all
select
    event.person_key,
    null::text,
    registry.primary_license::text,
    registry.primary_phone::text,
    named.scout_id,
    coalesce(event.payload_json ->> 'origin', 'lead_event'),
    event.payload_json ->> 'acquisition_method',
    event.source_table::text,
    event.source_pk::text,
    event.event_date,
    event.created_at,
    2
from observational.lead_events as event
join canon.identity_registry as registry on registry.person_key = event.person_key
cross join lateral (
    select coalesce(
        event.scout_id,
        case when event.payload_json ->> 'scout_id' ~ '^[1-9][0-9]{0,8}$' then (event.payload_json ->> 'scout_id')::integer end
    ) as scout_id
) as named
where named.scout_id is not null
union all
select
    link.person_key,
    migration.driver_id::text,
    null::text,
    null::text,
    migration.scout_id,
    'migration'::text,
    null::text,
    'public.module_ct_migrations'::text,
    migration.id::text,
    coalesce(migration.hire_date, migration.created_at::date),
    migration.created_at::timestamp with time zone,
    3
from public.module_ct_migrations as migration
join canon.identity_links as link on link.source_table = 'module_ct_migrations' and link.source_pk = migration.id::text
where migration.scout_id is not null
union all
select
    link.person_key,
    null::text,
    registration.driver_license::text,
    registration.driver_phone::text,
    registration.scout_id,
    'scout_registration'::text,
    registration.acquisition_method::text,
    'public.module_ct_scouting_daily'::text,
    registration.id::text,
    coalesce(registration.registration_date, registration.created_at::date),
    registration.created_at::timestamp with time zone,
    4
from public.module_ct_scouting_daily as registration
left join canon.identity_links as link on link.source_table = 'module_ct_scouting_daily' and link.source_pk = registration.id::text
where registration.scout_id is not null;

create view ops.v_scout_attribution as
select distinct on (raw.person_key)
    raw.person_key,
    raw.driver_id,
    raw.driver_license,
    raw.driver_phone,
    raw.scout_id,
    raw.acquisition_method,
    raw.source_table,
    raw.source_pk,
    raw.attribution_date,
    raw.created_at,
    raw.priority
from ops.v_scout_attribution_raw as raw
where raw.person_key is not null
order by raw.person_key, raw.priority, raw.attribution_date desc, raw.created_at desc, raw.source_table, raw.source_pk;

create view ops.v_scout_attribution_conflicts as
select
    raw.person_key,
    count(distinct raw.scout_id) as distinct_scout_count,
    array_agg(distinct raw.scout_id) as scout_ids,
    array_agg(distinct raw.source_table) as sources,
    array_agg(distinct raw.origin_tag) as origin_tags,
    min(raw.attribution_date) as first_event_date,
    max(raw.attribution_date) as last_event_date,
    count(*) as total_sources
from ops.v_scout_attribution_raw as raw
where raw.person_key is not null
  and not exists (
      select from observational.lead_ledger as ledger
      where ledger.person_key = raw.person_key and ledger.attributed_scout_id is not null
  )
group by raw.person_key
having count(distinct raw.scout_id) > 1;

create view ops.v_persons_without_scout_categorized as
with event_summary as (
    select
        event.person_key,
        min(named.scout_id) as scout_id,
        array_agg(distinct event.source_table) as source_tables,
        array_agg(distinct coalesce(event.payload_json ->> 'origin', 'lead_event')) as origin_tags,
        min(event.event_date) as first_event_date,
        max(event.event_date) as last_event_date,
        count(*) as event_count
    from observational.lead_events as event
    cross join lateral (
        select coalesce(
            event.scout_id,
            case when event.payload_json ->> 'scout_id' ~ '^[1-9][0-9]{0,8}$' then (event.payload_json ->> 'scout_id')::integer end
        ) as scout_id
    ) as named
    where event.person_key is not null
    group by event.person_key
)
select
    registry.person_key,
    case
        when event_summary.scout_id is not null then 'D'::text
        when event_summary.person_key is not null then 'A'::text
        when ledger.person_key is not null and ledger.decision_status <> 'conflict' then 'B'::text
        else 'C'::text
    end as category,
    case
        when event_summary.scout_id is not null then 'SCOUT_EN_EVENTOS_NO_PROPAGADO'::text
        when event_summary.person_key is not null then 'EVENTOS_SIN_SCOUT'::text
        when ledger.person_key is not null and ledger.decision_status <> 'conflict' then 'LEDGER_SIN_SCOUT'::text
        else 'LEGACY'::text
    end as category_label,
    event_summary.scout_id,
    event_summary.source_tables,
    event_summary.origin_tags,
    event_summary.first_event_date,
    event_summary.last_event_date,
    coalesce(event_summary.event_count, 0) as event_count
from canon.identity_registry as registry
left join observational.lead_ledger as ledger on ledger.person_key = registry.person_key
left join event_summary on event_summary.person_key = registry.person_key
where ledger.attributed_scout_id is null;

create view ops.v_scout_attribution_metrics_snapshot as
with person_count as (
    select
        (select count(*) from canon.identity_registry) as total_persons,
        (select count(*) from observational.lead_ledger as ledger where ledger.attributed_scout_id is not null) as satisfactory
),
backlog as (
    select
        count(*) filter (where categorized.category = 'A') as a,
        count(*) filter (where categorized.category = 'D') as d,
        count(*) filter (where categorized.category = 'C') as c
    from ops.v_persons_without_scout_categorized as categorized
),
last_job as (
    select run.status, run.completed_at, run.started_at, run.stats, run.error_message
    from ops.ingestion_runs as run
    where run.job_type = 'scout_attribution_refresh'
    order by run.completed_at desc nulls last
    limit 1
)
select
    person_count.total_persons,
    person_count.satisfactory as persons_with_scout_satisfactory,
    round(100.0 * person_count.satisfactory / nullif(person_count.total_persons, 0), 2) as pct_scout_satisfactory,
    person_count.total_persons - person_count.satisfactory as persons_missing_scout,
    (select count(*) from ops.v_scout_attribution_conflicts) as conflicts_count,
    backlog.a as backlog_a_events_without_scout,
    backlog.d as backlog_d_scout_in_events_not_in_ledger,
    backlog.c as backlog_c_legacy_no_events_no_ledger,
    last_job.status as last_job_status,
    last_job.completed_at as last_job_ended_at,
    last_job.started_at as last_job_started_at,
    extract(epoch from last_job.completed_at - last_job.started_at)::integer as last_job_duration_seconds,
    last_job.stats as last_job_summary,
    last_job.error_message as last_job_error,
    now() as snapshot_timestamp
from person_count
cross join backlog
left join last_job on true;

create view ops.v_scout_attribution_metrics_daily as
with day as (
    select generate_series(current_date - 30, current_date, interval '1 day')::date as metric_date
),
person_count as (
    select
        (select count(*) from canon.identity_registry) as total_persons,
        (select count(*) from observational.lead_ledger as ledger where ledger.attributed_scout_id is not null) as satisfactory
)
select
    day.metric_date,
    person_count.total_persons,
    person_count.satisfactory as satisfactory_count,
    round(100.0 * person_count.satisfactory / nullif(person_count.total_persons, 0), 2) as pct_satisfactory,
    person_count.total_persons - person_count.satisfactory as missing_count,
    (select count(*) from public.module_ct_scouting_daily as registration
     where registration.scout_id is not null and registration.registration_date = day.metric_date) as by_source_scouting_daily,
    (select count(*) from observational.lead_events as event
     where event.source_table = 'module_ct_cabinet_leads' and event.scout_id is not null and event.event_date = day.metric_date)
        as by_source_cabinet_leads,
    (select count(*) from observational.lead_ledger as ledger
     where ledger.attributed_scout_id is not null and ledger.updated_at::date = day.metric_date) as by_source_lead_ledger,
    now() as computed_at
from day
cross join person_count
order by day.metric_date desc;

create view ops.v_yango_collection_with_scout as
select
    claim.*,
    attribution.scout_id,
    scout.name as scout_name,
    dim.scout_name_normalized,
    scout.is_active as scout_is_active,
    case attribution.priority
        when 1 then 'SATISFACTORY_LEDGER'::text
        when 2 then 'EVENTS_ONLY'::text
        when 3 then 'MIGRATIONS_ONLY'::text
        when 4 then 'SCOUTING_DAILY_ONLY'::text
        else 'MISSING'::text
    end as scout_quality_bucket,
    attribution.scout_id is not null as is_scout_resolved,
    attribution.source_table as scout_source_table,
    attribution.attribution_date as scout_attribution_date,
    attribution.priority as scout_priority
from ops.v_yango_cabinet_claims_for_collection as claim
left join ops.v_scout_attribution as attribution on attribution.person_key = claim.person_key
left join public.module_ct_scouts_list as scout on scout.scout_id = attribution.scout_id
left join ops.v_dim_scouts as dim on dim.scout_id = attribution.scout_id;

create view ops.v_scout_payment_base as
select
    attribution.person_key,
    driver_link.source_pk::text as driver_id,
    attribution.scout_id,
    attribution.source_table as origin_tag,
    attribution.source_table,
    attribution.source_pk,
    attribution.attribution_date,
    0 as milestone_reached,
    null::date as milestone_date,
    false as eligible_7d,
    0::numeric(10,2) as amount_payable,
    case when conflict.person_key is not null or driver_link.source_pk is null then 'BLOCKED'::text else 'PENDING'::text end as payment_status,
    case
        when conflict.person_key is not null then 'CONFLICT'::text
        when driver_link.source_pk is null then 'NO_IDENTITY'::text
    end as block_reason
from ops.v_scout_attribution as attribution
left join ops.v_scout_attribution_conflicts as conflict on conflict.person_key = attribution.person_key
left join (
    select link.person_key, min(link.source_pk) as source_pk
    from canon.identity_links as link
    where link.source_table = 'drivers'
    group by link.person_key
) as driver_link on driver_link.person_key = attribution.person_key;

create view ops.v_cabinet_leads_missing_scout_alerts as
select
    lead.id as cabinet_lead_id,
    lead.external_id,
    lead.lead_created_at,
    link.person_key,
    null::integer as potential_scout_id,
    coalesce(bool_or(event.scout_id is not null), false) as has_scout_in_events
from public.module_ct_cabinet_leads as lead
left join canon.identity_links as link
    on link.source_table = 'module_ct_cabinet_leads' and link.source_pk = coalesce(lead.external_id, lead.id::text)
left join observational.lead_events as event on event.person_key = link.person_key
left join observational.lead_ledger as ledger on ledger.person_key = link.person_key
where ledger.attributed_scout_id is null
group by lead.id, lead.external_id, lead.lead_created_at, link.person_key;

-- Somebody's report on top: an install that drops a view would take it away.
create view ops.v_ct4_dependent_report as
select
    attribution.scout_id,
    count(*) as persons,
    max(attribution.attribution_date) as last_attribution_date
from ops.v_scout_attribution as attribution
group by attribution.scout_id;
