-- Purpose: lists the persons whose events name a scout that the ledger does not have, with what is to be done about each, once for the whole
--          step. As list_identity_links.sql, the list stays on the server.
-- Parameters: none.
-- Columns: person_key uuid, action text; as in ops.v_scout_attribution_ledger_candidates, in ascending order of the key.
-- Leaves behind: the cursor scoutwatch_candidates.

declare scoutwatch_candidates scroll cursor with hold for
select candidate.person_key, candidate.action
from ops.v_scout_attribution_ledger_candidates as candidate
order by candidate.person_key;
