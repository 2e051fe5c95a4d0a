-- Purpose: whether the server has a role of this name.
-- Parameters: $1 text, the name as it is, unquoted.
-- Columns: is_known boolean.

select exists (
    select
    from pg_catalog.pg_roles as role
    where role.rolname = $1::text
) as is_known
order by 1
limit 1;
