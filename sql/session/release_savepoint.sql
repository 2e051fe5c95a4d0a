-- Forgets the mark of a read that succeeded. Fails with 25P02 if the read failed.
-- Parameters: none. Columns: none.
release savepoint scoutwatch_read;
