-- Purpose: the last statement of every transaction of a run: how far the run is, as of this commit.
-- Parameters: $1 int4 run; $2 text step; $3 int4 number of the step; $4 int8 done; $5 int8 estimate (null: not known);
--             $6 float8 rows a second (null: not known); $7 int8 rejected.

update ops.scoutwatch_runs as ours
set step = $2::text,
    step_number = $3::integer,
    done = $4::bigint,
    estimate = $5::bigint,
    rate = $6::double precision,
    rejected = $7::bigint,
    heartbeat_at = clock_timestamp(),
    updated_at = clock_timestamp()
where ours.run_id = $1::integer;
