-- Purpose: all evidence, one row each: every row of every source that names a scout. A row of a lower priority is never
--          hidden because a higher one exists. A registration or migration without a link has person_key null.
-- Columns: the contract's twelve, then link_match_rule text and link_match_score int4 (how CT4 linked the row to the person;
--          null for the ledger and for events).
--          Priority 1 ledger, 2 event, 3 migration, 4 registration. A ledger row's date is
--          a day of the business calendar; times that CT4 keeps without a zone are read as UTC.
-- Read by: v_scout_attribution, the person screen, people by hand.
-- Cost: with `person_key = …` each source is reached by its index (identity_links: see schema/advice.sql).

create or replace view ops.v_scout_attribution_raw as
select
    ledger.person_key,
    null::text as driver_id,
    null::text as driver_license,
    null::text as driver_phone,
    ledger.attributed_scout_id as scout_id,
    null::text as origin_tag,
    null::text as acquisition_method,
    'observational.lead_ledger'::text as source_table,
    ledger.person_key::text as source_pk,
    ops.scoutwatch_business_day(ledger.updated_at) as attribution_date,
    ledger.updated_at as created_at,
    1 as priority,
    null::text as link_match_rule,
    null::integer as link_match_score
from observational.lead_ledger as ledger
where ledger.attributed_scout_id is not null
union all
select
    event.person_key,
    null::text as driver_id,
    null::text as driver_license,
    null::text as driver_phone,
    event.scout_id,
    null::text as origin_tag,
    null::text as acquisition_method,
    event.source_table,
    event.source_pk,
    event.event_date as attribution_date,
    event.created_at,
    2 as priority,
    null::text as link_match_rule,
    null::integer as link_match_score
from (values (1)) as one_row (always)
left join (
    select
        lead_event.person_key,
        ops.scoutwatch_event_scout(lead_event.scout_id, lead_event.payload_json) as scout_id,
        lead_event.source_table::text as source_table,
        lead_event.source_pk::text as source_pk,
        lead_event.event_date,
        lead_event.created_at
    from observational.lead_events as lead_event
) as event
    on true
where event.person_key is not null
    and event.scout_id is not null
union all
select
    link.person_key,
    migration.driver_id::text as driver_id,
    null::text as driver_license,
    null::text as driver_phone,
    migration.scout_id,
    'migration'::text as origin_tag,
    null::text as acquisition_method,
    'public.module_ct_migrations'::text as source_table,
    migration.id::text as source_pk,
    coalesce(migration.hire_date, migration.created_at::date) as attribution_date,
    migration.created_at at time zone 'UTC'::text as created_at,
    3 as priority,
    link.match_rule::text as link_match_rule,
    link.match_score as link_match_score
from ops.v_scoutwatch_source_migrations as migration
left join canon.identity_links as link
    on link.source_table::text = 'module_ct_migrations'::text
    and ops.scoutwatch_row_id(link.source_pk::text) = migration.id
where migration.scout_id > 0
union all
select
    link.person_key,
    null::text as driver_id,
    registration.driver_license::text as driver_license,
    registration.driver_phone::text as driver_phone,
    registration.scout_id,
    'scout_registration'::text as origin_tag,
    registration.acquisition_method::text as acquisition_method,
    'public.module_ct_scouting_daily'::text as source_table,
    registration.id::text as source_pk,
    coalesce(registration.registration_date, registration.created_at::date) as attribution_date,
    registration.created_at at time zone 'UTC'::text as created_at,
    4 as priority,
    link.match_rule::text as link_match_rule,
    link.match_score as link_match_score
from ops.v_scoutwatch_source_scouting_daily as registration
left join canon.identity_links as link
    on link.source_table::text = 'module_ct_scouting_daily'::text
    and ops.scoutwatch_row_id(link.source_pk::text) = registration.id
where registration.scout_id > 0;

comment on view ops.v_scout_attribution_raw is
    'scoutwatch: all evidence, one row for every row of every source that names a scout; nothing is hidden by a higher priority.';
