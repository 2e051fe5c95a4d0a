-- Undoes a read that failed and forgets its mark; the snapshot stays.
-- Parameters: none. Columns: none.
rollback to savepoint scoutwatch_read;
release savepoint scoutwatch_read;
