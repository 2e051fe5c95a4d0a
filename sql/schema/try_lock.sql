-- Purpose: takes the lock of the installation until the end of the transaction, or says that somebody else holds it. It never
--          waits: the caller pauses and asks again, because a waiting lock can deadlock with `create index concurrently`.
-- Parameters: none. Columns: is_taken boolean.

select pg_catalog.pg_try_advisory_xact_lock(1935896437, 2) as is_taken
order by 1
limit 1;
