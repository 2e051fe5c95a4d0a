-- Purpose: lists the events without a scout whose cabinet lead points at one, with what is to be done about each, once for the whole
--          step. As list_identity_links.sql, the list stays on the server.
-- Columns: event_id int4, source_pk text, scout_id int4, mapped_value text, action text; as in
--          ops.v_scout_attribution_event_candidates, by the settings of the session.
-- Leaves behind: the cursor scoutwatch_candidates.

declare scoutwatch_candidates scroll cursor with hold for
select candidate.event_id, candidate.scout_id, left(candidate.mapped_value, 200) as mapped_value, candidate.action
from ops.v_scout_attribution_event_candidates as candidate
order by candidate.event_id;
