-- Purpose: lists the registrations without a link, with what is to be done about each, once for the whole step. The list stays with the
--          session when the transaction ends, on the server, so that neither end holds it in memory.
-- Columns: registration_id int4, action text, match_method text, driver_id text, person_key uuid, group_id int4, reason text; as in
--          ops.v_scout_attribution_link_candidates. A person's first registration comes before the others of the same person.
-- Leaves behind: the cursor scoutwatch_candidates.

declare scoutwatch_candidates scroll cursor with hold for
select
    candidate.registration_id,
    candidate.action,
    candidate.match_method,
    candidate.driver_id,
    candidate.person_key,
    candidate.group_id,
    candidate.license_key,
    candidate.phone_key,
    candidate.reason
from ops.v_scout_attribution_link_candidates as candidate
order by coalesce(candidate.group_id, candidate.registration_id), candidate.registration_id;
