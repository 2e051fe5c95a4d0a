-- Ends a transaction; one that has failed is rolled back by the same word.
-- Parameters: none. Columns: none.
commit;
