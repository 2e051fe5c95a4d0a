-- Purpose: the one place that says when two licences, or two phones, are the same.
-- Leaves behind: two SQL functions in schema ops, immutable, parallel safe, inlined by the planner, never an error.
-- Applied: at every installation, before the views. Not a versioned migration.
-- Why so: operators and functions are named with their schema; see payload_scout.sql.

-- A licence as canon.drivers_index keeps it: upper case, only A to Z and 0 to 9; null where nothing is left. Upper case by the
-- rules of C, so that no locale turns an i into something else.
create or replace function ops.scoutwatch_license_key(written text)
returns text
language sql
immutable
parallel safe
as $function$
    select pg_catalog.substring(
        pg_catalog.regexp_replace(
            pg_catalog.upper(written collate pg_catalog."C"), '[^A-Z0-9]'::text, ''::text, 'g'::text
        ),
        '.+'::text
    )
$function$;
comment on function ops.scoutwatch_license_key(text) is
    'scoutwatch: a licence in the form of drivers_index.license_norm: upper case, only A-Z and 0-9; null where nothing is left.';

-- A phone without country code: its last nine digits; null where there are fewer, since a piece of a number is nobody's number.
create or replace function ops.scoutwatch_phone_key(written text)
returns text
language sql
immutable
parallel safe
as $function$
    select pg_catalog.substring(
        pg_catalog.regexp_replace(written collate pg_catalog."C", '[^0-9]'::text, ''::text, 'g'::text), '[0-9]{9}$'::text
    )
$function$;
comment on function ops.scoutwatch_phone_key(text) is
    'scoutwatch: the last nine digits of a phone, or null where it has fewer.';
