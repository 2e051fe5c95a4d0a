-- Purpose: says how much data.sql has to invent, for the rest of the session.
-- Parameters: $1 text: the number of persons.
-- Columns: persons text.

select set_config('scoutwatch.demo_persons', $1::text, false) as persons
order by 1
limit 1;
