-- Marks the place to which a read that fails is rolled back, so that the reads after it stay alive.
-- Parameters: none. Columns: none.
savepoint scoutwatch_read;
