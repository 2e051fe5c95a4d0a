-- Purpose: locks the ledger rows of a batch that still have no scout, in the order of their keys.
-- Parameters: $1 uuid[] persons.
-- Columns: person_key uuid.
-- Run: before lead_ledger.sql, as a statement of its own: whoever held such a row may have written evidence in the same transaction, and
--      only the next statement sees it.

select ledger.person_key
from observational.lead_ledger as ledger
where ledger.person_key = any($1::uuid[])
    and ledger.attributed_scout_id is null
    and ledger.decision_status::text <> 'conflict'
order by ledger.person_key
for no key update;
