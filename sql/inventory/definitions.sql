-- Purpose: of each view and function that the last installation left, whether it is still defined as it was then.
-- Parameters: none. After rendering.sql, in the same transaction.
-- Columns: name text (with its schema), file text (the checksum of the file that made it), program text (the scoutwatch that
--          did), is_same boolean (the server renders the same), is_comparable boolean (where it does not, that means something:
--          it is the server and the copy of then). What is not there any more has no row.
-- Needs select on ops.scoutwatch_schema_versions, and no right on the objects.
-- Why so: through jsonb, because the column is missing where an older scoutwatch has installed.

with kept as (
    select pg_catalog.to_jsonb(applied) -> 'definitions' as definitions
    from ops.scoutwatch_schema_versions as applied
    where pg_catalog.jsonb_typeof(pg_catalog.to_jsonb(applied) -> 'definitions' -> 'objects') = 'object'
    order by applied.version desc
    limit 1
)
select
    object.key as name,
    object.value ->> 'file' as file,
    kept.definitions ->> 'program' as program,
    coalesce(
        pg_catalog.md5(coalesce(pg_catalog.pg_get_viewdef(class.oid), function.prosrc)) = object.value ->> 'definition',
        false
    ) as is_same,
    coalesce(
        kept.definitions ->> 'server' = (pg_catalog.current_setting('server_version_num')::integer / 10000)::text
            and kept.definitions ->> 'place' = versions.oid::text,
        false
    ) as is_comparable
from kept
cross join lateral pg_catalog.jsonb_each(kept.definitions -> 'objects') as object
join pg_catalog.pg_namespace as schema
    on schema.nspname = 'ops'
join pg_catalog.pg_class as versions
    on versions.relnamespace = schema.oid
    and versions.relname = 'scoutwatch_schema_versions'
left join pg_catalog.pg_class as class
    on class.relnamespace = schema.oid
    and class.relname = split_part(object.key, '.', 2)
    and class.relkind = 'v'
left join pg_catalog.pg_proc as function
    on function.pronamespace = schema.oid
    and function.proname = split_part(object.key, '.', 2)
where class.oid is not null
    or function.oid is not null
order by object.key
limit 1000;
