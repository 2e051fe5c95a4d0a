-- Purpose: the rights that a role was given itself (not through another role, not as owner) in the schemas of CT4 and scoutwatch.
-- Parameters: $1 text, the role's name.
-- Columns: granted text, such as `select on ops.v_dim_scouts`, `update (scout_id) on observational.lead_events`,
--          `usage on schema ops`, `execute on ops.scoutwatch_row_id(text)`.
-- Needs no right on any table.

with wanted_role as (
    select role.oid
    from pg_catalog.pg_roles as role
    where role.rolname = $1::text
),
wanted_schema as (
    select schema.oid, schema.nspname, schema.nspacl
    from pg_catalog.pg_namespace as schema
    where schema.nspname in ('canon', 'observational', 'public', 'ops')
),
given as (
    select 'schema ' || wanted_schema.nspname as object, ''::text as column_name, entry.privilege_type, entry.grantee
    from wanted_schema
    cross join lateral pg_catalog.aclexplode(wanted_schema.nspacl) as entry
    union all
    select wanted_schema.nspname || '.' || class.relname, '', entry.privilege_type, entry.grantee
    from wanted_schema
    join pg_catalog.pg_class as class
        on class.relnamespace = wanted_schema.oid
    cross join lateral pg_catalog.aclexplode(class.relacl) as entry
    where class.relowner <> entry.grantee
    union all
    select
        wanted_schema.nspname || '.' || class.relname,
        ' (' || attribute.attname || ')',
        entry.privilege_type,
        entry.grantee
    from wanted_schema
    join pg_catalog.pg_class as class
        on class.relnamespace = wanted_schema.oid
    join pg_catalog.pg_attribute as attribute
        on attribute.attrelid = class.oid
    cross join lateral pg_catalog.aclexplode(attribute.attacl) as entry
    union all
    select function.oid::pg_catalog.regprocedure::text, '', entry.privilege_type, entry.grantee
    from wanted_schema
    join pg_catalog.pg_proc as function
        on function.pronamespace = wanted_schema.oid
    cross join lateral pg_catalog.aclexplode(function.proacl) as entry
    where function.proowner <> entry.grantee
)
select lower(given.privilege_type) || given.column_name || ' on ' || given.object as granted
from given
join wanted_role
    on wanted_role.oid = given.grantee
order by 1
limit 10000;
