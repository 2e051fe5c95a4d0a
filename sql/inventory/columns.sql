-- Purpose: the columns of the named tables and views that are there, in order.
-- Parameters: $1 text[] names with their schema, unquoted.
-- Columns: relation text, name text, type text: the catalog's short name with its modifier, [] for an array, and without a
--          schema, as the contract writes it: int8, text[], numeric(10,2), runstatus.
-- Needs no right on any table.

select
    wanted.name as relation,
    attribute.attname::text as name,
    case when type.typcategory = 'A' then element.typname || '[]' else type.typname::text end
        || coalesce(substring(pg_catalog.format_type(attribute.atttypid, attribute.atttypmod) from '[(].*[)]'), '') as type
from unnest($1::text[]) as wanted (name)
join pg_catalog.pg_namespace as schema
    on schema.nspname = split_part(wanted.name, '.', 1)
join pg_catalog.pg_class as class
    on class.relnamespace = schema.oid
    and class.relname = split_part(wanted.name, '.', 2)
join pg_catalog.pg_attribute as attribute
    on attribute.attrelid = class.oid
    and attribute.attnum > 0
    and not attribute.attisdropped
join pg_catalog.pg_type as type
    on type.oid = attribute.atttypid
left join pg_catalog.pg_type as element
    on element.oid = type.typelem
order by wanted.name, attribute.attnum
limit 10000;
