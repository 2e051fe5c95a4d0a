-- Purpose: ends a run, well or not. A run that somebody else has closed stays as it is.
-- Parameters: $1 int4 run; $2 uuid nonce; $3 boolean (it ended well); $4 text, why it did not (null where it did); $5 text, the stats as
--             JSON.
-- Columns: completed_at timestamptz; no row where it was closed before.
-- Run: on the job's session, or on another one where that is lost.

update ops.ingestion_runs as run
set status = case when $3::boolean then 'COMPLETED' when not $3::boolean then 'FAILED' else run.status end,
    completed_at = clock_timestamp(),
    error_message = $4::text,
    stats = $5::json
from ops.scoutwatch_runs as ours
where run.id = $1::integer
    and run.status = 'RUNNING'
    and ours.run_id = run.id
    and ours.nonce = $2::uuid
returning run.completed_at;
