-- Purpose: gives the job's lock back before the session ends, so that the next trigger need not wait for that.
-- Parameters: none. Columns: is_released boolean.

select pg_catalog.pg_advisory_unlock(1935896437, 1) as is_released
order by 1
limit 1;
