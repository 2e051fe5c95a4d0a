-- Purpose: who asks, where, and what answers.
-- Parameters: none.
-- Columns (one row): role text, database text, server_version text (such as 15.18), in_recovery boolean.
select
    current_user::text as role,
    current_database()::text as database,
    split_part(current_setting('server_version'), ' ', 1)::text as server_version,
    pg_is_in_recovery()::boolean as in_recovery
order by role
limit 1
