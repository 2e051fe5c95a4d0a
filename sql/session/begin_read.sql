-- Opens the transaction in which figures that must agree are read: one snapshot, read only, bounded.
-- Everything is SET LOCAL, so that nothing stays behind on a pooled connection.
--
-- Parameters (filled in as whole numbers, SET takes none):
--   {statement_timeout_ms}  longest time one statement may run
--   {lock_timeout_ms}       longest wait for a lock
--   {idle_timeout_ms}       longest pause between two statements before the server ends the session
-- Columns: none.
start transaction isolation level repeatable read read only;
set local statement_timeout = {statement_timeout_ms};
set local lock_timeout = {lock_timeout_ms};
set local idle_in_transaction_session_timeout = {idle_timeout_ms};
set local jit = off;
-- One core and one small memory of the server for one dashboard; a parallel plan costs more here than it gains.
set local max_parallel_workers_per_gather = 0;
set local work_mem = '16MB';
set local timezone = 'UTC';
set local datestyle = 'ISO, YMD';
