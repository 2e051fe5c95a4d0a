-- Gives a transaction up.
-- Parameters: none. Columns: none.
rollback;
