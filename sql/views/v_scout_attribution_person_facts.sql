-- Purpose: the facts of a person, defined once. Every metric, backlog, conflict and category of scoutwatch is decided by them.
-- Columns: person_key uuid, created_at timestamptz (of the person), primary_full_name text, is_satisfactory boolean (the ledger
--          names a scout), category text (A, B, C, D, E, or null where satisfactory), in_conflict boolean (evidence names two or
--          more scouts), conflict_kind text (OPEN, CONTRADICTS_LEDGER or null), ledger_exists boolean, ledger_scout_id int4,
--          scout_min int4, scout_max int4 (over all evidence, the ledger's among it; null where nothing names a scout),
--          evidence_count int8 (rows that name a scout), event_count int8, events_with_scout int8,
--          cabinet_events_with_scout int8, malformed_scout_values int8 (of its events), migration_scouts int4[],
--          registration_scouts int4[] (one element a linked row, null where there is none), first_event_date date,
--          last_event_date date (of its events), first_evidence_date date, last_evidence_date date (of the rows that name a
--          scout, the ledger's among them), changed_at timestamptz (newest change of any row that the facts rest on),
--          category_rank int4 (6 satisfactory, 5 D, 4 A, 3 E, 2 B, 1 C: to group by, an integer is cheaper than a text),
--          evidence_person_key uuid (person_key where the person has any row in a source, else null).
-- Read by: the other views of scoutwatch and the refresh job.
-- Cost: a full reading is one pass over each table, and only the columns that are asked for are computed. With
--       `person_key = …`, also inside a lateral subquery, only that person's rows are read, each table by its index; what CT4
--       has no index for is in schema/advice.sql. For several persons ask `evidence_person_key = any (…)`: that condition
--       reaches the sources before they are grouped, while one on person_key stays with the registry.
-- How: the rows of all sources form one stream, which is grouped once. The categories of the contract are tried in the order
--      D, A, E, B, C, and each is about what kind of row the person has; so each row carries the rank of the category that it
--      alone would justify, and the highest rank decides. The rank depends on whether the row names a scout: ledger 6 or 2,
--      event 5 or 4, linked row 3; a person without any row is C. The ledger's moments are turned into days only after
--      grouping, and source rows are found by comparing texts, because both are cheaper over all persons.

create or replace view ops.v_scout_attribution_person_facts as
select
    registry.person_key,
    registry.created_at,
    registry.primary_full_name::text as primary_full_name,
    coalesce(evidence.category_rank, 1) = 6 as is_satisfactory,
    case coalesce(evidence.category_rank, 1)
        when 5 then 'D'::text
        when 4 then 'A'::text
        when 3 then 'E'::text
        when 2 then 'B'::text
        when 1 then 'C'::text
    end as category,
    evidence.in_conflict is true as in_conflict,
    case
        when evidence.in_conflict
            then case when evidence.ledger_scout_id is null then 'OPEN'::text else 'CONTRADICTS_LEDGER'::text end
    end as conflict_kind,
    coalesce(evidence.ledger_rows, 0::bigint) > 0 as ledger_exists,
    evidence.ledger_scout_id,
    evidence.scout_min,
    evidence.scout_max,
    coalesce(evidence.evidence_count, 0::bigint) as evidence_count,
    coalesce(evidence.event_count, 0::bigint) as event_count,
    coalesce(evidence.events_with_scout, 0::bigint) as events_with_scout,
    coalesce(evidence.cabinet_events_with_scout, 0::bigint) as cabinet_events_with_scout,
    coalesce(evidence.malformed_scout_values, 0::bigint) as malformed_scout_values,
    evidence.migration_scouts,
    evidence.registration_scouts,
    evidence.first_event_date,
    evidence.last_event_date,
    evidence.first_evidence_date,
    evidence.last_evidence_date,
    greatest(registry.created_at, registry.updated_at, evidence.changed_at) as changed_at,
    coalesce(evidence.category_rank, 1) as category_rank,
    evidence.person_key as evidence_person_key
from canon.identity_registry as registry
left join (
    select
        stream.person_key,
        max(case when stream.scout_id is null then stream.rank_without_scout else stream.rank_with_scout end) as category_rank,
        min(stream.scout_id) < max(stream.scout_id) as in_conflict,
        count(case when stream.priority = 1 then 1 end) as ledger_rows,
        max(case when stream.priority = 1 then stream.scout_id end) as ledger_scout_id,
        min(stream.scout_id) as scout_min,
        max(stream.scout_id) as scout_max,
        count(stream.scout_id) as evidence_count,
        count(case when stream.priority = 2 then 1 end) as event_count,
        count(case when stream.priority = 2 then stream.scout_id end) as events_with_scout,
        count(case when stream.is_cabinet then stream.scout_id end) as cabinet_events_with_scout,
        sum(stream.malformed) as malformed_scout_values,
        array_agg(stream.scout_id) filter (where stream.priority = 3) as migration_scouts,
        array_agg(stream.scout_id) filter (where stream.priority = 4) as registration_scouts,
        min(case when stream.priority = 2 then stream.row_date end) as first_event_date,
        max(case when stream.priority = 2 then stream.row_date end) as last_event_date,
        least(
            min(case when stream.scout_id is not null then stream.row_date end),
            ops.scoutwatch_business_day(min(case when stream.scout_id is not null then stream.row_moment end))
        ) as first_evidence_date,
        greatest(
            max(case when stream.scout_id is not null then stream.row_date end),
            ops.scoutwatch_business_day(max(case when stream.scout_id is not null then stream.row_moment end))
        ) as last_evidence_date,
        max(stream.changed_at) as changed_at
    from (
        select
            ledger.person_key,
            1 as priority,
            6 as rank_with_scout,
            2 as rank_without_scout,
            ledger.attributed_scout_id as scout_id,
            null::date as row_date,
            ledger.updated_at as row_moment,
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
            null::timestamp with time zone as row_moment,
            event.created_at as changed_at,
            event.source_table::text = 'module_ct_cabinet_leads'::text as is_cabinet,
            ops.scoutwatch_payload_scout_is_malformed(event.payload_json)::integer as malformed
        from observational.lead_events as event
        union all
        select
            link.person_key,
            3 as priority,
            3 as rank_with_scout,
            null::integer as rank_without_scout,
            migration.scout_id,
            coalesce(migration.hire_date, migration.created_at::date) as row_date,
            null::timestamp with time zone as row_moment,
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
            null::timestamp with time zone as row_moment,
            link.linked_at as changed_at,
            false as is_cabinet,
            null::integer as malformed
        from canon.identity_links as link
        join ops.v_scoutwatch_source_scouting_daily as registration
            on registration.id::text = link.source_pk::text
        where link.source_table::text = 'module_ct_scouting_daily'::text
            and registration.scout_id > 0
    ) as stream
    where stream.person_key is not null
    group by stream.person_key
) as evidence
    on evidence.person_key = registry.person_key;

comment on view ops.v_scout_attribution_person_facts is
    'scoutwatch: one row a person of the registry with all that metrics, backlog, conflicts and categories are decided by.';
