-- Purpose: whether a batch can read all links of its persons again while it holds its locks: an index on canon.identity_links begins with
--          person_key, or the table is small enough to be read as a whole.
-- Parameters: $1 int8, how large it may be, in bytes. Columns: is_cheap boolean.

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
) or pg_catalog.pg_relation_size('canon.identity_links'::regclass) <= $1::bigint as is_cheap
order by 1
limit 1;
