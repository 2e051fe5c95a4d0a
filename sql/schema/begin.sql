-- Purpose: opens the one transaction in which the schema is installed, or rights are given. Everything is SET LOCAL, so that a
--          pooler may stand between: nothing outlives the transaction.
-- Placeholders (whole numbers): {lock_timeout_ms} longest wait for a lock, so that nobody queues behind us for long;
--          {statement_timeout_ms} longest time for one statement.
-- Why so: the search path holds nothing but the catalog, so that no object of the same name elsewhere is taken for ours.

start transaction isolation level read committed read write;
set local lock_timeout = {lock_timeout_ms};
set local statement_timeout = {statement_timeout_ms};
set local idle_in_transaction_session_timeout = 60000;
set local search_path = pg_catalog, pg_temp;
set local client_min_messages = warning;
set local check_function_bodies = on;
set local quote_all_identifiers = off;
set local jit = off;
set local timezone = 'UTC';
set local datestyle = 'ISO, YMD';
