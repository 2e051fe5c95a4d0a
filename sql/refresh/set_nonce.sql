-- Purpose: marks the server session of the job, so that every later transaction can tell whether it is still on it.
-- Parameters: $1 text, a number that is used once.
-- Columns: nonce text.

select pg_catalog.set_config('scoutwatch.nonce', $1::text, false) as nonce
order by 1
limit 1;
