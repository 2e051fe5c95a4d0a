-- Purpose: the one place that says what counts as a scout id, for every view and every step of the refresh job.
-- Leaves behind: five SQL functions in schema ops. Each is immutable, parallel safe, never raises, and is inlined by the
--                planner, so that a call costs no more than its body.
-- Applied: at every installation, before the views. Not a versioned migration.
-- Why so: inlined means read under the search_path of whoever asks. Operators are therefore named with their schema; otherwise a
--         viewer who may create one could see through it the payloads that the views keep from him.

-- A text that is a plain whole number from 1 to 2147483647 (no sign, blank, leading zero, fraction or exponent); otherwise null.
-- No regular expression: this runs for every payload that names a scout at every full reading, and is twice as fast so.
-- The length is tested first, so that a huge text is looked at no further.
create or replace function ops.scoutwatch_plain_integer(candidate text)
returns integer
language sql
immutable
parallel safe
as $function$
    select case
        when pg_catalog.octet_length(candidate) operator(pg_catalog.<=) 10
            and candidate operator(pg_catalog.>=) '1'::text collate pg_catalog."C"
            and pg_catalog.translate(candidate, '0123456789'::text, ''::text) operator(pg_catalog.=) ''::text
            then case when candidate::bigint operator(pg_catalog.<=) 2147483647::bigint then candidate::integer end
    end
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
    select ops.scoutwatch_plain_integer(payload operator(pg_catalog.->>) 'scout_id'::text)
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
    select (payload operator(pg_catalog.->) 'scout_id'::text) is not null
        and ops.scoutwatch_plain_integer(payload operator(pg_catalog.->>) 'scout_id'::text) is null
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
    select case
        when scout_id operator(pg_catalog.>) 0 then scout_id
        else ops.scoutwatch_plain_integer(payload operator(pg_catalog.->>) 'scout_id'::text)
    end
$function$;
comment on function ops.scoutwatch_event_scout(integer, jsonb) is
    'scoutwatch: the scout that an event names, from its column where that is above zero, else from its payload, or null.';

-- The id of the source row that a link points at: the whole number that its source_pk spells in full, otherwise null. With it one
-- person's source rows are reached by their primary key.
create or replace function ops.scoutwatch_row_id(source_pk text)
returns bigint
language sql
immutable
parallel safe
as $function$
    select case
        when pg_catalog.octet_length(source_pk) operator(pg_catalog.<=) 10
            and source_pk operator(pg_catalog.>=) '1'::text collate pg_catalog."C"
            and pg_catalog.translate(source_pk, '0123456789'::text, ''::text) operator(pg_catalog.=) ''::text
            then source_pk::bigint
    end
$function$;
comment on function ops.scoutwatch_row_id(text) is
    'scoutwatch: the id of the source row that a link''s source_pk spells, or null where it is no plain whole number.';
