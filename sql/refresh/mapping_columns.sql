-- Purpose: whether the configured columns of the mapping exist.
-- Parameters: $1 text, the column of public.module_ct_cabinet_leads; $2 text, the column of public.module_ct_scouts_list.
-- Columns (two rows): relation text, configured text, has_relation, has_column boolean.
-- Needs no right on any table.

select
    wanted.relation,
    wanted.configured,
    class.oid is not null as has_relation,
    attribute.attname is not null as has_column
from (
    values
        ('module_ct_cabinet_leads', $1::text),
        ('module_ct_scouts_list', $2::text)
) as wanted (relation, configured)
left join pg_catalog.pg_namespace as schema
    on schema.nspname = 'public'
left join pg_catalog.pg_class as class
    on class.relnamespace = schema.oid
    and class.relname = wanted.relation
left join pg_catalog.pg_attribute as attribute
    on attribute.attrelid = class.oid
    and attribute.attname = wanted.configured
    and attribute.attnum > 0
    and not attribute.attisdropped
order by wanted.relation
limit 2;
