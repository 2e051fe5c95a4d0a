-- Purpose: whether something leads from a person to its links: an index on canon.identity_links that begins with person_key.
-- Parameters: none. Columns: has_index boolean.

select exists (
    select
    from pg_catalog.pg_index as place
    join pg_catalog.pg_attribute as attribute
        on attribute.attrelid = place.indrelid
        and attribute.attnum = place.indkey[0]
    join pg_catalog.pg_class as class
        on class.oid = place.indrelid
        and class.relname = 'identity_links'
    join pg_catalog.pg_namespace as schema
        on schema.oid = class.relnamespace
        and schema.nspname = 'canon'
    where place.indisvalid
        and place.indpred is null
        and attribute.attname = 'person_key'
) as has_index
order by 1
limit 1;
