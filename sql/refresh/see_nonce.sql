-- Purpose: asks, on another connection, whether this server session has the mark of the job's. If so, a pooler hands one server session to
--          several clients, and the job's lock would not be its own.
-- Parameters: $1 text, the number that the job's session was marked with.
-- Columns: is_shared boolean.

select coalesce(pg_catalog.current_setting('scoutwatch.nonce', true), '') = $1::text as is_shared
order by 1
limit 1;
