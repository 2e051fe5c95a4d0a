-- Purpose: the end of the demo's bad night: a run of the refresh job has completed.
-- Settings: none. Needs tables.sql and the installed schema, which names the kind of job.
-- Leaves behind: the run.

insert into ops.ingestion_runs (started_at, completed_at, status, job_type, incremental)
values (now() - interval '48 seconds', now(), 'COMPLETED', 'scout_attribution_refresh', true);
