-- Purpose: the facts of a person, defined once. Every metric, backlog, conflict and category of scoutwatch is read from here.
-- Columns: person_key uuid, created_at timestamptz (of the person), primary_full_name text, is_satisfactory boolean (the ledger
--          names a scout), category text (A, B, C, D, E, or null where satisfactory), in_conflict boolean (evidence names two or
--          more scouts), conflict_kind text (OPEN, CONTRADICTS_LEDGER or null), ledger_exists boolean, ledger_scout_id int4,
--          scout_min int4, scout_max int4 (over all evidence, the ledger's among it; null where nothing names a scout),
--          event_count int8, events_with_scout int8, cabinet_events_with_scout int8, malformed_scout_values int8 (of its events),
--          migrations_with_scout int8, registrations_with_scout int8 (linked rows), link_scout_min int4, link_scout_max int4
--          (over migrations and registrations), first_event_date date, last_event_date date (of its events),
--          first_evidence_date date, last_evidence_date date (of the rows that name a scout, the ledger's among them),
--          changed_at timestamptz (newest change of any row of the person that the facts rest on).
-- Read by: the other views of scoutwatch and the refresh job.
-- Cost: a full reading is one pass over each table. With `person_key = …`, also inside a lateral subquery, only that person's rows
--       are read, each table by its index; what CT4 has no index for is in schema/advice.sql.
-- How: the rows of all sources form one stream, which is grouped once. The categories of the contract are tried in the order
--      D, A, E, B, C, and each is about what kind of row the person has; so each row carries the rank of the category that it
--      alone would justify, and the highest rank decides. A person without any row is C. The rank is chosen by whether the row
--      names a scout: ledger 6 or 2, event 5 or 4, migration and registration 3.

create or replace view ops.v_scout_attribution_person_facts as
select
    registry.person_key,
    registry.created_at,
    registry.primary_full_name::text as primary_full_name,
    coalesce(evidence.standing, 'C'::text) = 'S'::text as is_satisfactory,
    nullif(coalesce(evidence.standing, 'C'::text), 'S'::text) as category,
    evidence.in_conflict is true as in_conflict,
    evidence.conflict_kind,
    coalesce(evidence.ledger_rows, 0::bigint) > 0 as ledger_exists,
    evidence.ledger_scout_id,
    evidence.scout_min,
    evidence.scout_max,
    coalesce(evidence.event_count, 0::bigint) as event_count,
    coalesce(evidence.events_with_scout, 0::bigint) as events_with_scout,
    coalesce(evidence.cabinet_events_with_scout, 0::bigint) as cabinet_events_with_scout,
    coalesce(evidence.malformed_scout_values, 0::bigint) as malformed_scout_values,
    coalesce(evidence.migrations_with_scout, 0::bigint) as migrations_with_scout,
    coalesce(evidence.registrations_with_scout, 0::bigint) as registrations_with_scout,
    evidence.link_scout_min,
    evidence.link_scout_max,
    evidence.first_event_date,
    evidence.last_event_date,
    evidence.first_evidence_date,
    evidence.last_evidence_date,
    greatest(registry.created_at, registry.updated_at, evidence.changed_at) as changed_at
from canon.identity_registry as registry
left join (
    select
        stream.person_key,
        case max(case when stream.scout_id is null then stream.rank_without_scout else stream.rank_with_scout end)
            when 6 then 'S'::text
            when 5 then 'D'::text
            when 4 then 'A'::text
            when 3 then 'E'::text
            when 2 then 'B'::text
        end as standing,
        min(stream.scout_id) < max(stream.scout_id) as in_conflict,
        case
            when min(stream.scout_id) < max(stream.scout_id)
                then case
                    when max(case when stream.scout_id is null then stream.rank_without_scout else stream.rank_with_scout end) = 6
                        then 'CONTRADICTS_LEDGER'::text
                    else 'OPEN'::text
                end
        end as conflict_kind,
        count(case when stream.priority = 1 then 1 end) as ledger_rows,
        max(case when stream.priority = 1 then stream.scout_id end) as ledger_scout_id,
        min(stream.scout_id) as scout_min,
        max(stream.scout_id) as scout_max,
        count(case when stream.priority = 2 then 1 end) as event_count,
        count(case when stream.priority = 2 then stream.scout_id end) as events_with_scout,
        count(case when stream.is_cabinet then stream.scout_id end) as cabinet_events_with_scout,
        sum(stream.malformed) as malformed_scout_values,
        count(case when stream.priority = 3 then 1 end) as migrations_with_scout,
        count(case when stream.priority = 4 then 1 end) as registrations_with_scout,
        min(case when stream.priority >= 3 then stream.scout_id end) as link_scout_min,
        max(case when stream.priority >= 3 then stream.scout_id end) as link_scout_max,
        min(case when stream.priority = 2 then stream.row_date end) as first_event_date,
        max(case when stream.priority = 2 then stream.row_date end) as last_event_date,
        min(case when stream.scout_id is not null then stream.row_date end) as first_evidence_date,
        max(case when stream.scout_id is not null then stream.row_date end) as last_evidence_date,
        max(stream.changed_at) as changed_at
    from (
        select
            ledger.person_key,
            1 as priority,
            6 as rank_with_scout,
            2 as rank_without_scout,
            ledger.attributed_scout_id as scout_id,
            ops.scoutwatch_business_day(ledger.updated_at) as row_date,
            ledger.updated_at as changed_at,
            false as is_cabinet,
            null::integer as malformed
        from observational.lead_ledger as ledger
        union all
        select
            event.person_key,
            2 as priority,
            5 as rank_with_scout,
            4 as rank_without_scout,
            ops.scoutwatch_event_scout(event.scout_id, event.payload_json) as scout_id,
            event.event_date as row_date,
            event.created_at as changed_at,
            event.source_table::text = 'module_ct_cabinet_leads'::text as is_cabinet,
            ops.scoutwatch_payload_scout_is_malformed(event.payload_json)::integer as malformed
        from observational.lead_events as event
        where event.person_key is not null
        union all
        select
            link.person_key,
            3 as priority,
            3 as rank_with_scout,
            null::integer as rank_without_scout,
            migration.scout_id,
            coalesce(migration.hire_date, migration.created_at::date) as row_date,
            link.linked_at as changed_at,
            false as is_cabinet,
            null::integer as malformed
        from canon.identity_links as link
        join ops.v_scoutwatch_source_migrations as migration
            on migration.id::text = link.source_pk::text
        where link.source_table::text = 'module_ct_migrations'::text
            and migration.scout_id > 0
        union all
        select
            link.person_key,
            4 as priority,
            3 as rank_with_scout,
            null::integer as rank_without_scout,
            registration.scout_id,
            coalesce(registration.registration_date, registration.created_at::date) as row_date,
            link.linked_at as changed_at,
            false as is_cabinet,
            null::integer as malformed
        from canon.identity_links as link
        join ops.v_scoutwatch_source_scouting_daily as registration
            on registration.id::text = link.source_pk::text
        where link.source_table::text = 'module_ct_scouting_daily'::text
            and registration.scout_id > 0
    ) as stream
    group by stream.person_key
) as evidence
    on evidence.person_key = registry.person_key;

comment on view ops.v_scout_attribution_person_facts is
    'scoutwatch: one row a person of the registry with all that metrics, backlog, conflicts and categories are decided by.';
