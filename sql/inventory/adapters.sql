-- Purpose: which adapters over optional sources read their source, and which stand in for one that was absent.
-- Parameters: $1 text[] adapters, $2 text[] their sources in the same order; names with their schema, unquoted.
-- Columns: adapter text, reads_source boolean. An adapter that is not installed has no row.
-- Needs no right on any table.

select
    wanted.adapter,
    exists (
        select
        from pg_catalog.pg_rewrite as rule
        join pg_catalog.pg_depend as dependency
            on dependency.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
            and dependency.objid = rule.oid
            and dependency.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        join pg_catalog.pg_class as source_class
            on source_class.oid = dependency.refobjid
        join pg_catalog.pg_namespace as source_schema
            on source_schema.oid = source_class.relnamespace
        where rule.ev_class = class.oid
            and source_schema.nspname = split_part(wanted.source, '.', 1)
            and source_class.relname = split_part(wanted.source, '.', 2)
    ) as reads_source
from unnest($1::text[], $2::text[]) as wanted (adapter, source)
join pg_catalog.pg_namespace as schema
    on schema.nspname = split_part(wanted.adapter, '.', 1)
join pg_catalog.pg_class as class
    on class.relnamespace = schema.oid
    and class.relname = split_part(wanted.adapter, '.', 2)
order by wanted.adapter
limit 100;
