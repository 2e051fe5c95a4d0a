-- Purpose: which of the named tables and views are there, whose they are, and whether we may read them.
-- Parameters: $1 text[] names with their schema, unquoted: ops.v_dim_scouts.
-- Columns: name text, kind text (table, view, or what else it is), owner text, is_owner boolean (the role has the owner's
--          rights), is_readable boolean.
-- Needs no right on any table.

select
    wanted.name,
    case class.relkind
        when 'r' then 'table'
        when 'p' then 'table'
        when 'f' then 'foreign table'
        when 'v' then 'view'
        when 'm' then 'materialized view'
        when 'S' then 'sequence'
        else 'other'
    end as kind,
    pg_catalog.pg_get_userbyid(class.relowner)::text as owner,
    pg_catalog.pg_has_role(class.relowner, 'USAGE') as is_owner,
    pg_catalog.has_schema_privilege(schema.oid, 'USAGE')
        and pg_catalog.has_table_privilege(class.oid, 'SELECT') as is_readable
from unnest($1::text[]) as wanted (name)
join pg_catalog.pg_namespace as schema
    on schema.nspname = split_part(wanted.name, '.', 1)
join pg_catalog.pg_class as class
    on class.relnamespace = schema.oid
    and class.relname = split_part(wanted.name, '.', 2)
order by wanted.name
limit 1000;
