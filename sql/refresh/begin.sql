-- Purpose: opens a transaction of the job. Limits are SET LOCAL: each transaction has its own.
-- Placeholders (whole numbers): {statement_timeout_ms} longest time for one statement; {lock_timeout_ms} longest wait for a lock.

start transaction isolation level read committed read write;
set local statement_timeout = {statement_timeout_ms};
set local lock_timeout = {lock_timeout_ms};
