-- Purpose: the sources, one row each: is it there, how much is in it, how much of it is linked and names a scout.
-- Columns: source text, is_optional boolean, present boolean (the installed views read it), exists_now boolean (it is in the
--          database; true where present is false: run `schema install` again), total_rows int8, rows_with_scout int8,
--          linked_rows int8 (rows that reach a person), linked_with_scout int8, malformed_values int8 (values in the place of a
--          scout that are none), newest timestamptz (newest time stored in the source; null where it keeps none).
--          A figure that has no meaning for a source is null.
-- Read by: the sources screen, doctor. Each reading counts every source in full: not for polling.

create or replace view ops.v_scout_attribution_sources as
select
    source.name as source,
    source.is_optional,
    not source.is_optional or exists (
        select
        from pg_catalog.pg_rewrite as rule
        join pg_catalog.pg_depend as dependency
            on dependency.classid = 'pg_catalog.pg_rewrite'::regclass
            and dependency.objid = rule.oid
            and dependency.refclassid = 'pg_catalog.pg_class'::regclass
        where rule.ev_class = to_regclass(source.adapter)
            and dependency.refobjid = existing.oid
    ) as present,
    existing.oid is not null as exists_now,
    figures.total_rows,
    figures.rows_with_scout,
    figures.linked_rows,
    figures.linked_with_scout,
    figures.malformed_values,
    figures.newest
from (
    values
        (1, 'module_ct_scouting_daily'::text, true, 'ops.v_scoutwatch_source_scouting_daily'::text,
            'public.module_ct_scouting_daily'::text),
        (2, 'module_ct_migrations'::text, true, 'ops.v_scoutwatch_source_migrations'::text, 'public.module_ct_migrations'::text),
        (3, 'module_ct_cabinet_leads'::text, true, 'ops.v_scoutwatch_source_cabinet_leads'::text,
            'public.module_ct_cabinet_leads'::text),
        (4, 'module_ct_scouts_list'::text, true, 'ops.v_scoutwatch_source_scouts_list'::text,
            'public.module_ct_scouts_list'::text),
        (5, 'v_yango_cabinet_claims_for_collection'::text, true, 'ops.v_scoutwatch_source_claims'::text,
            'ops.v_yango_cabinet_claims_for_collection'::text),
        (6, 'lead_events'::text, false, null::text, 'observational.lead_events'::text),
        (7, 'lead_ledger'::text, false, null::text, 'observational.lead_ledger'::text),
        (8, 'drivers'::text, true, 'ops.v_scoutwatch_source_drivers'::text, 'public.drivers'::text)
) as source (position, name, is_optional, adapter, relation)
-- By the catalog: to_regclass wants a right on the schema, which whoever reads views does not have.
left join (
    select class.oid, schema.nspname, class.relname
    from pg_catalog.pg_class as class
    join pg_catalog.pg_namespace as schema
        on schema.oid = class.relnamespace
) as existing
    on existing.nspname = split_part(source.relation, '.'::text, 1)
    and existing.relname = split_part(source.relation, '.'::text, 2)
join (
    select
        'module_ct_scouting_daily'::text as name,
        count(*) as total_rows,
        count(*) filter (where registration.scout_id > 0) as rows_with_scout,
        count(link.person_key) as linked_rows,
        count(link.person_key) filter (where registration.scout_id > 0) as linked_with_scout,
        count(*) filter (where registration.scout_id <= 0) as malformed_values,
        max(registration.created_at) at time zone 'UTC'::text as newest
    from ops.v_scoutwatch_source_scouting_daily as registration
    left join canon.identity_links as link
        on link.source_table::text = 'module_ct_scouting_daily'::text
        and link.source_pk::text = registration.id::text
    union all
    select
        'module_ct_migrations'::text,
        count(*),
        count(*) filter (where migration.scout_id > 0),
        count(link.person_key),
        count(link.person_key) filter (where migration.scout_id > 0),
        count(*) filter (where migration.scout_id <= 0),
        max(migration.created_at) at time zone 'UTC'::text
    from ops.v_scoutwatch_source_migrations as migration
    left join canon.identity_links as link
        on link.source_table::text = 'module_ct_migrations'::text
        and link.source_pk::text = migration.id::text
    union all
    select
        'module_ct_cabinet_leads'::text,
        count(*),
        null::bigint,
        count(link.person_key),
        null::bigint,
        null::bigint,
        max(greatest(lead.created_at, lead.lead_created_at)) at time zone 'UTC'::text
    from ops.v_scoutwatch_source_cabinet_leads as lead
    left join canon.identity_links as link
        on link.source_table::text = 'module_ct_cabinet_leads'::text
        and link.source_pk::text = coalesce(lead.external_id::text, lead.id::text)
    union all
    select
        'module_ct_scouts_list'::text,
        count(*),
        null::bigint,
        null::bigint,
        null::bigint,
        null::bigint,
        max(greatest(scout.created_at, scout.updated_at)) at time zone 'UTC'::text
    from ops.v_scoutwatch_source_scouts_list as scout
    union all
    select
        'v_yango_cabinet_claims_for_collection'::text,
        count(*),
        null::bigint,
        count(coalesce(claim.person_key, link.person_key)),
        null::bigint,
        null::bigint,
        null::timestamp with time zone
    from ops.v_scoutwatch_source_claims as claim
    left join canon.identity_links as link
        on link.source_table::text = 'drivers'::text
        and link.source_pk::text = claim.driver_id::text
    union all
    select
        'lead_events'::text,
        count(*),
        count(parsed.scout_id),
        count(parsed.person_key),
        count(case when parsed.scout_id is not null then parsed.person_key end),
        count(*) filter (where parsed.malformed),
        max(parsed.created_at)
    from (values (1)) as one_row (always)
    left join (
        select
            event.person_key,
            event.created_at,
            ops.scoutwatch_event_scout(event.scout_id, event.payload_json) as scout_id,
            ops.scoutwatch_payload_scout_is_malformed(event.payload_json) as malformed
        from observational.lead_events as event
    ) as parsed
        on true
    where parsed.created_at is not null
    union all
    select
        'lead_ledger'::text,
        count(*),
        count(ledger.attributed_scout_id),
        count(*),
        count(ledger.attributed_scout_id),
        count(*) filter (where ledger.attributed_scout_id <= 0),
        max(ledger.updated_at)
    from observational.lead_ledger as ledger
    union all
    select
        'drivers'::text,
        count(*),
        null::bigint,
        count(link.person_key),
        null::bigint,
        null::bigint,
        null::timestamp with time zone
    from ops.v_scoutwatch_source_drivers as driver
    left join canon.identity_links as link
        on link.source_table::text = 'drivers'::text
        and link.source_pk::text = driver.driver_id::text
) as figures
    on figures.name = source.name
order by source.position;

comment on view ops.v_scout_attribution_sources is
    'scoutwatch: the sources, one row each: present or absent, how many rows, how many linked, how many malformed.';
