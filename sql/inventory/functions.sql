-- Purpose: the functions of scoutwatch that are there, and whose they are.
-- Parameters: none.
-- Columns: name text (with its schema), owner text, is_owner boolean (the role has the owner's rights).

select
    schema.nspname || '.' || function.proname as name,
    pg_catalog.pg_get_userbyid(function.proowner)::text as owner,
    pg_catalog.pg_has_role(function.proowner, 'USAGE') as is_owner
from pg_catalog.pg_proc as function
join pg_catalog.pg_namespace as schema
    on schema.oid = function.pronamespace
where schema.nspname = 'ops'
    and function.proname like 'scoutwatch\_%'
order by 1
limit 1000;
