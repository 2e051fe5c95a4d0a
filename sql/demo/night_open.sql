-- Purpose: a scene of the demo's bad night: the database is back. Run from another database of the private server.
-- Settings: none.
-- Leaves behind: a database that can be connected to.

update pg_catalog.pg_database set datallowconn = true where datname = 'ct4';
