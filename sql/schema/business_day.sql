-- Purpose: the calendar of the business. Days of the history and dates of evidence are days of this zone, whatever the
--          time zone of the session that asks.
-- Placeholder: America/Lima, the default; the installer may write another zone of pg_timezone_names in its place.
-- Leaves behind: ops.scoutwatch_business_day(timestamptz) and ops.scoutwatch_business_moment(timestamp), both inlined.
-- Applied: at every installation, before the views. Not a versioned migration.

create or replace function ops.scoutwatch_business_day(moment timestamp with time zone)
returns date
language sql
stable
parallel safe
as $function$
    select (moment at time zone 'America/Lima'::text)::date
$function$;
comment on function ops.scoutwatch_business_day(timestamp with time zone) is
    'scoutwatch: the day of the business calendar on which a moment falls.';

-- CT4 keeps some times without a zone; they are read as wall-clock times of the business.
create or replace function ops.scoutwatch_business_moment(wall_clock timestamp without time zone)
returns timestamp with time zone
language sql
stable
parallel safe
as $function$
    select wall_clock at time zone 'America/Lima'::text
$function$;
comment on function ops.scoutwatch_business_moment(timestamp without time zone) is
    'scoutwatch: the moment of a time that was stored without a zone, read as wall-clock time of the business.';
