-- Purpose: the server's clock, for comparing it with ours.
-- Parameters: none.
-- Columns: server_time timestamptz.

select clock_timestamp() as server_time
order by 1
limit 1;
