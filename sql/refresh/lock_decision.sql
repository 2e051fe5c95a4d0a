-- Purpose: locks the ledger row that a person's decision is about, where there is one.
-- Parameters: $1 uuid person.
-- Columns: person_key uuid.
-- Run: before decide.sql, in the same transaction and as a statement of its own: whoever held the row may have written evidence in the
--      same transaction, and only the next statement sees it.
-- Printed for psql too: lines are short.

select ledger.person_key
from observational.lead_ledger as ledger
where ledger.person_key = $1::uuid
order by ledger.person_key
for no key update;
