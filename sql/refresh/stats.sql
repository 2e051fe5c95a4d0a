-- Purpose: what a run has done so far, for whoever reads ops.ingestion_runs, and for what is left of it if its runner dies.
-- Parameters: $1 int4 run; $2 text, the stats as JSON.

update ops.ingestion_runs as run
set stats = $2::json
where run.id = $1::integer
    and run.status = 'RUNNING';
