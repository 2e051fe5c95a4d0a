-- Purpose: the calendar of the business. Days of the history and dates of evidence are days of this zone, whatever the
--          time zone of the session that asks.
-- Placeholder: America/Lima, the default; the installer may write another zone of pg_timezone_names wherever it stands here.
-- Leaves behind: ops.scoutwatch_business_day(timestamptz), inlined by the planner.
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
