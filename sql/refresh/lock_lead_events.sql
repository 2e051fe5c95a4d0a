-- Purpose: locks the events of a batch that still have no scout, in the order of their ids.
-- Parameters: $1 int4[] event ids.
-- Columns: event_id int4.
-- Run: before lead_events.sql, as a statement of its own, so that what was waited for is seen by the next one.

select event.id as event_id
from observational.lead_events as event
where event.id = any($1::integer[])
    and ops.scoutwatch_event_scout(event.scout_id, event.payload_json) is null
order by event.id
for no key update;
