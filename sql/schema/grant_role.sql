-- Purpose: names the role for grant_viewer.sql and grant_operator.sql, until the end of the transaction.
-- Parameters: $1 text, the name as it is, unquoted.
-- Columns: role text.

select pg_catalog.set_config('scoutwatch.grant_role', $1::text, true) as role
order by 1
limit 1;
