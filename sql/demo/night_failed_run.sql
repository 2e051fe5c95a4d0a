-- Purpose: a scene of the demo's bad night: a run of the refresh job has failed.
-- Settings: none. Needs tables.sql and the installed schema, which names the kind of job.
-- Leaves behind: the run.

insert into ops.ingestion_runs (started_at, completed_at, status, error_message, job_type, incremental)
values (now() - interval '70 seconds', now(), 'FAILED', '57014 canceling statement due to statement timeout', 'scout_attribution_refresh', true);
