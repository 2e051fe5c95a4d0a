-- Purpose: the facts of a person, defined once. Every metric, backlog, conflict and category of scoutwatch is read from here.
-- Columns: person_key uuid, created_at timestamptz (of the person), primary_full_name text, ledger_exists boolean, ledger_scout_id int4,
--          is_satisfactory boolean, event_count int8, events_with_scout int8, malformed_scout_values int8 (of its events),
--          first_event_date date, last_event_date date (of its events), first_evidence_date date, last_evidence_date date
--          (of the rows that name a scout, the ledger's among them), scout_min int4, scout_max int4 (over all evidence, the
--          ledger's among it; both null where nothing names a scout), cabinet_events_with_scout int8,
--          migrations_with_scout int8, registrations_with_scout int8 (linked rows), link_scout_min int4, link_scout_max int4
--          (over migrations and registrations), in_conflict boolean, conflict_kind text (OPEN, CONTRADICTS_LEDGER or null),
--          category text (A, B, C, D, E or null where satisfactory), changed_at timestamptz (newest change of any row used).
-- Read by: the other views of scoutwatch and the refresh job.
-- Cost: a full reading is one pass over each table. With `person_key = …`, also inside a lateral subquery, each table is
--       reached by its index; canon.identity_links has no index on person_key of CT4's own (see schema/advice.sql).
-- Why so: only the rows of sources are grouped, never the registry or the ledger. The `left join` onto one constant row makes
--         the planner compute the payload's scout once a row, at the scan, instead of once for each aggregate.

create or replace view ops.v_scout_attribution_person_facts as
select
    registry.person_key,
    registry.created_at,
    registry.primary_full_name::text as primary_full_name,
    ledger.person_key is not null as ledger_exists,
    ledger.attributed_scout_id as ledger_scout_id,
    ledger.attributed_scout_id is not null as is_satisfactory,
    coalesce(event.event_count, 0::bigint) as event_count,
    coalesce(event.events_with_scout, 0::bigint) as events_with_scout,
    coalesce(event.malformed_scout_values, 0::bigint) as malformed_scout_values,
    event.first_event_date,
    event.last_event_date,
    least(
        event.first_evidence_date,
        link.first_evidence_date,
        case when ledger.attributed_scout_id is not null then ops.scoutwatch_business_day(ledger.updated_at) end
    ) as first_evidence_date,
    greatest(
        event.last_evidence_date,
        link.last_evidence_date,
        case when ledger.attributed_scout_id is not null then ops.scoutwatch_business_day(ledger.updated_at) end
    ) as last_evidence_date,
    least(event.scout_min, link.scout_min, ledger.attributed_scout_id) as scout_min,
    greatest(event.scout_max, link.scout_max, ledger.attributed_scout_id) as scout_max,
    coalesce(event.cabinet_events_with_scout, 0::bigint) as cabinet_events_with_scout,
    coalesce(link.migrations_with_scout, 0::bigint) as migrations_with_scout,
    coalesce(link.registrations_with_scout, 0::bigint) as registrations_with_scout,
    link.scout_min as link_scout_min,
    link.scout_max as link_scout_max,
    coalesce(
        least(event.scout_min, link.scout_min, ledger.attributed_scout_id)
            < greatest(event.scout_max, link.scout_max, ledger.attributed_scout_id),
        false
    ) as in_conflict,
    case
        when least(event.scout_min, link.scout_min, ledger.attributed_scout_id)
            < greatest(event.scout_max, link.scout_max, ledger.attributed_scout_id)
            then case when ledger.attributed_scout_id is null then 'OPEN'::text else 'CONTRADICTS_LEDGER'::text end
    end as conflict_kind,
    case
        when ledger.attributed_scout_id is not null then null::text
        when event.events_with_scout > 0 then 'D'::text
        when event.event_count > 0 then 'A'::text
        when link.scout_min is not null then 'E'::text
        when ledger.person_key is not null then 'B'::text
        else 'C'::text
    end as category,
    greatest(registry.updated_at, registry.created_at, ledger.updated_at, event.changed_at, link.changed_at) as changed_at
from canon.identity_registry as registry
left join observational.lead_ledger as ledger
    on ledger.person_key = registry.person_key
left join (
    select
        parsed.person_key,
        count(*) as event_count,
        count(parsed.scout_id) as events_with_scout,
        count(case when parsed.is_cabinet then parsed.scout_id end) as cabinet_events_with_scout,
        sum(parsed.malformed)::bigint as malformed_scout_values,
        min(parsed.event_date) as first_event_date,
        max(parsed.event_date) as last_event_date,
        min(case when parsed.scout_id is not null then parsed.event_date end) as first_evidence_date,
        max(case when parsed.scout_id is not null then parsed.event_date end) as last_evidence_date,
        min(parsed.scout_id) as scout_min,
        max(parsed.scout_id) as scout_max,
        max(parsed.created_at) as changed_at
    from (values (1)) as one_row (always)
    left join (
        select
            lead_event.person_key,
            lead_event.event_date,
            lead_event.created_at,
            lead_event.source_table::text = 'module_ct_cabinet_leads'::text as is_cabinet,
            ops.scoutwatch_event_scout(lead_event.scout_id, lead_event.payload_json) as scout_id,
            ops.scoutwatch_payload_scout_is_malformed(lead_event.payload_json)::integer as malformed
        from observational.lead_events as lead_event
    ) as parsed
        on true
    where parsed.person_key is not null
    group by parsed.person_key
) as event
    on event.person_key = registry.person_key
left join (
    select
        source_link.person_key,
        count(migration.scout_id) as migrations_with_scout,
        count(registration.scout_id) as registrations_with_scout,
        min(coalesce(
            registration.registration_date, registration.created_at::date, migration.hire_date, migration.created_at::date
        )) as first_evidence_date,
        max(coalesce(
            registration.registration_date, registration.created_at::date, migration.hire_date, migration.created_at::date
        )) as last_evidence_date,
        min(coalesce(registration.scout_id, migration.scout_id)) as scout_min,
        max(coalesce(registration.scout_id, migration.scout_id)) as scout_max,
        max(source_link.linked_at) as changed_at
    from canon.identity_links as source_link
    left join ops.v_scoutwatch_source_scouting_daily as registration
        on registration.id = case
            when source_link.source_table::text = 'module_ct_scouting_daily'::text
                then ops.scoutwatch_row_id(source_link.source_pk::text)
        end
        and registration.scout_id > 0
    left join ops.v_scoutwatch_source_migrations as migration
        on migration.id = case
            when source_link.source_table::text = 'module_ct_migrations'::text
                then ops.scoutwatch_row_id(source_link.source_pk::text)
        end
        and migration.scout_id > 0
    where source_link.source_table::text in ('module_ct_scouting_daily'::text, 'module_ct_migrations'::text)
        and coalesce(registration.scout_id, migration.scout_id) is not null
    group by source_link.person_key
) as link
    on link.person_key = registry.person_key;

comment on view ops.v_scout_attribution_person_facts is
    'scoutwatch: one row a person of the registry with all that metrics, backlog, conflicts and categories are decided by.';
