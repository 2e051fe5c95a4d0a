-- Purpose: takes the job's lock for as long as the session lives, or says that somebody else has it. It never waits.
-- Parameters: none. Columns: is_taken boolean.

select pg_catalog.pg_try_advisory_lock(1935896437, 1) as is_taken
order by 1
limit 1;
