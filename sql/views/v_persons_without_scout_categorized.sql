-- Purpose: the backlog: each person whom the ledger attributes to no scout, in exactly one category.
-- Columns: the contract's nine, then events_with_scout int8, distinct_scouts int8, in_conflict boolean,
--          person_created_at timestamptz, primary_full_name text.
--          category: D a scout in events, not in the ledger; A events without a scout; E a scout in a migration or registration
--          only; B a ledger row without a scout; C none of these.
--          scout_id: the scout that all evidence agrees on, null where none or several are named.
--          source_tables: the tables of the person's events and linked rows with a scout, and of a ledger row (never null).
--          first_event_date, last_event_date: of the events; for category E, which has none, of the evidence.
-- Read by: the backlog screen, /api/v1/scouts/attribution/backlog, verify.

create or replace view ops.v_persons_without_scout_categorized as
select
    facts.person_key,
    facts.category,
    case facts.category
        when 'A'::text then 'EVENTOS_SIN_SCOUT'::text
        when 'B'::text then 'LEDGER_SIN_SCOUT'::text
        when 'C'::text then 'LEGACY'::text
        when 'D'::text then 'SCOUT_EN_EVENTOS_NO_PROPAGADO'::text
        when 'E'::text then 'SCOUT_SOLO_EN_ORIGEN'::text
    end as category_label,
    case when facts.scout_min = facts.scout_max then facts.scout_min end as scout_id,
    array(
        select distinct named.source_table
        from (
            select 'lead_ledger'::character varying as source_table
            where facts.ledger_exists
            union all
            select 'module_ct_migrations'::character varying
            where facts.migration_scouts is not null
            union all
            select 'module_ct_scouting_daily'::character varying
            where facts.registration_scouts is not null
            union all
            select event.source_table::character varying
            from observational.lead_events as event
            where event.person_key = facts.person_key
        ) as named
        order by named.source_table
    ) as source_tables,
    array_remove(
        array[
            case when facts.migration_scouts is not null then 'migration'::text end,
            case when facts.registration_scouts is not null then 'scout_registration'::text end
        ],
        null::text
    ) as origin_tags,
    coalesce(facts.first_event_date, facts.first_evidence_date) as first_event_date,
    coalesce(facts.last_event_date, facts.last_evidence_date) as last_event_date,
    facts.event_count,
    facts.events_with_scout,
    case
        when facts.scout_min is null then 0::bigint
        when facts.scout_min = facts.scout_max then 1::bigint
        else cardinality((
            select array_agg(distinct named.scout_id order by named.scout_id)
            from (
                select facts.ledger_scout_id as scout_id
                union all
                select unnest(facts.migration_scouts)
                union all
                select unnest(facts.registration_scouts)
                union all
                select ops.scoutwatch_event_scout(event.scout_id, event.payload_json)
                from observational.lead_events as event
                where event.person_key = facts.person_key
            ) as named
            where named.scout_id is not null
        ))::bigint
    end as distinct_scouts,
    facts.in_conflict,
    facts.created_at as person_created_at,
    facts.primary_full_name
from ops.v_scout_attribution_person_facts as facts
where not facts.is_satisfactory;

comment on view ops.v_persons_without_scout_categorized is
    'scoutwatch: each person whom the ledger attributes to no scout, in exactly one of the categories A to E.';
