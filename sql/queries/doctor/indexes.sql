-- Purpose: which indexes that the views and the job lean on are missing, with how many rows a table has.
-- Parameters: none.
-- Columns: relation text; keys text (what the index has to begin with); row_count int8 (the server's
--          estimate); remedy text (the statement that makes it, for the owner of the table).
-- Needs no right on any table. Tables that the database does not have are left out. With 200 000 persons the evidence of one takes
-- 110 ms; without one of the first four 150 to 184 ms, with all seven 7 ms.
-- The first four are CT4's own; the others are those of schema/advice.sql, which has what each was measured to save.

select
    wanted.relation,
    array_to_string(wanted.keys, ', ') as keys,
    case
        when class.reltuples >= 0 then class.reltuples::bigint
        -- Never counted: a row of these tables takes at least about 60 bytes.
        else pg_catalog.pg_relation_size(class.oid) / 60
    end as row_count,
    format(
        'create index concurrently if not exists %s on %s (%s)',
        wanted.index_name, wanted.relation,
        (select string_agg(case when key like '%::%' then '(' || key || ')' else key end, ', ' order by place)
            from unnest(wanted.keys) with ordinality as part (key, place))
    ) as remedy
from (
    values
        (1, 'canon.identity_registry', array['person_key'], 'scoutwatch_identity_registry_by_person'),
        (2, 'canon.identity_links', array['source_table', 'source_pk'], 'scoutwatch_identity_links_by_source'),
        (3, 'observational.lead_events', array['person_key'], 'scoutwatch_lead_events_by_person'),
        (4, 'observational.lead_ledger', array['person_key'], 'scoutwatch_lead_ledger_by_person'),
        (5, 'canon.identity_links', array['person_key'], 'scoutwatch_identity_links_by_person'),
        (6, 'public.module_ct_scouting_daily', array['id::text'], 'scoutwatch_scouting_daily_by_id_text'),
        (7, 'public.module_ct_migrations', array['id::text'], 'scoutwatch_migrations_by_id_text')
) as wanted (place, relation, keys, index_name)
join pg_catalog.pg_namespace as schema
    on schema.nspname = split_part(wanted.relation, '.', 1)
join pg_catalog.pg_class as class
    on class.relnamespace = schema.oid
    and class.relname = split_part(wanted.relation, '.', 2)
    and class.relkind in ('r', 'p')
where not exists (
    select
    from pg_catalog.pg_index as place
    where place.indrelid = class.oid
        and place.indisvalid
        and place.indpred is null
        and place.indnkeyatts >= cardinality(wanted.keys)
        and wanted.keys = (
            select array_agg(
                replace(replace(pg_catalog.pg_get_indexdef(place.indexrelid, part.number, true), '(', ''), ')', '')
                order by part.number
            )
            from generate_series(1, cardinality(wanted.keys)) as part (number)
        )
)
order by wanted.place
limit 100;
