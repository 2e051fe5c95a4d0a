-- Purpose: a scene of the demo's bad night: the database takes nobody any more. Run from another database of the private server.
-- Settings: none.
-- Leaves behind: a database that nobody can connect to, and no session in it.

update pg_catalog.pg_database set datallowconn = false where datname = 'ct4';

select count(pg_catalog.pg_terminate_backend(activity.pid))
from pg_catalog.pg_stat_activity as activity
where activity.datname = 'ct4' and activity.pid <> pg_catalog.pg_backend_pid();
