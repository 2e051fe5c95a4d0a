-- Purpose: lets the server render definitions as the installation had them rendered, until the transaction ends.
-- Parameters: none.
-- Columns: search_path text, quote_all_identifiers text: as they are now.

select
    pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true) as search_path,
    pg_catalog.set_config('quote_all_identifiers', 'off', true) as quote_all_identifiers
limit 1;
