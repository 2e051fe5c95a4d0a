-- Purpose: whether the server knows a time zone by this name, upper and lower case as the server writes it.
-- Parameters: $1 text.
-- Columns: is_known boolean.

select exists (
    select
    from pg_catalog.pg_timezone_names as zone
    where zone.name = $1::text
) as is_known
order by 1
limit 1;
