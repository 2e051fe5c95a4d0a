-- Purpose: the one place that says what counts as a scout id, for every view and every step of the refresh job.
-- Leaves behind: four SQL functions in schema ops. Each is immutable, parallel safe, never raises, and is inlined by the
--                planner, so that a call costs no more than its body.
-- Applied: at every installation, before the views. Not a versioned migration.

-- A text that is a plain whole number from 1 to 2147483647 (no sign, blank, leading zero, fraction or exponent); otherwise null.
-- The argument is named once, so that a large payload is unpacked once; `left` keeps a huge text away from the regular
-- expression; `least` and `nullif` keep a ten-digit number beyond int4 away from the cast.
create or replace function ops.scoutwatch_plain_integer(candidate text)
returns integer
language sql
immutable
parallel safe
as $function$
    select nullif(
        least(substring(left(candidate, 11) from '^[1-9][0-9]{0,9}$')::bigint, 2147483648::bigint),
        2147483648::bigint
    )::integer
$function$;
comment on function ops.scoutwatch_plain_integer(text) is
    'scoutwatch: the text as an integer where it is a plain whole number from 1 to 2147483647, otherwise null; never an error.';

-- The scout that an event's payload names: its key scout_id, as number or as string.
-- A payload that is no object (null, scalar, array) has no such key.
create or replace function ops.scoutwatch_payload_scout(payload jsonb)
returns integer
language sql
immutable
parallel safe
as $function$
    select ops.scoutwatch_plain_integer(payload ->> 'scout_id'::text)
$function$;
comment on function ops.scoutwatch_payload_scout(jsonb) is
    'scoutwatch: the scout that a payload names under scout_id, or null where it names none or something that is no scout id.';

-- Whether a payload has the key scout_id and its value is no scout id (JSON null among them). Never null.
create or replace function ops.scoutwatch_payload_scout_is_malformed(payload jsonb)
returns boolean
language sql
immutable
parallel safe
as $function$
    select (payload -> 'scout_id'::text) is not null and ops.scoutwatch_plain_integer(payload ->> 'scout_id'::text) is null
$function$;
comment on function ops.scoutwatch_payload_scout_is_malformed(jsonb) is
    'scoutwatch: true where a payload has the key scout_id with a value that is no plain integer from 1 to 2147483647.';

-- The scout that an event names: its own column where that is a scout id, else its payload.
create or replace function ops.scoutwatch_event_scout(scout_id integer, payload jsonb)
returns integer
language sql
immutable
parallel safe
as $function$
    select coalesce(nullif(greatest(scout_id, 0), 0), ops.scoutwatch_plain_integer(payload ->> 'scout_id'::text))
$function$;
comment on function ops.scoutwatch_event_scout(integer, jsonb) is
    'scoutwatch: the scout that an event names, from its column where that is above zero, else from its payload; null where none.';
