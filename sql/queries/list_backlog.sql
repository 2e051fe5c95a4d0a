-- Purpose: the list of persons without a scout; the body of page.sql.
-- Parameters: $1 boolean, whether a row's texts are looked at; $2 text, what the list is ordered by; $10 text, the
--             category, null for all.
-- Columns: person_key uuid, category text, category_label text, scout_id integer, source_tables text[], origin_tags text[],
--          first_event_date date, last_event_date date, event_count bigint; null in CT4's older view: events_with_scout
--          bigint, distinct_scouts bigint, in_conflict boolean, person_created_at timestamptz, primary_full_name text;
--          row_key text, sort_text text, searchable text,
--          searchable_names text.
-- Why so: source_tables are not searched. Our view finds them with a query a person, which is for the rows of a page.
select
    person.person_key,
    person.category::text as category,
    left(person.category_label::text, 4096) as category_label,
    person.scout_id::integer as scout_id,
    array_remove(person.source_tables::text[], null) as source_tables,
    array_remove(person.origin_tags::text[], null) as origin_tags,
    person.first_event_date::date as first_event_date,
    person.last_event_date::date as last_event_date,
    person.event_count::bigint as event_count,
    person.events_with_scout::bigint as events_with_scout,
    person.distinct_scouts::bigint as distinct_scouts,
    person.in_conflict::boolean as in_conflict,
    person.person_created_at::timestamptz as person_created_at,
    left(person.primary_full_name::text, 4096) as primary_full_name,
    person.person_key::text as row_key,
    case $2
        when 'last' then to_char(person.last_event_date, 'YYYY-MM-DD')
        when 'first' then to_char(person.first_event_date, 'YYYY-MM-DD')
        when 'events' then lpad(person.event_count::text, 19, '0')
        when 'created' then to_char(person.person_created_at, 'YYYY-MM-DD HH24:MI:SS.US')
        when 'scout' then lpad((person.scout_id::bigint + 2147483648)::text, 10, '0')
        when 'name' then left(person.primary_full_name::text, 200)
        when 'category' then person.category::text
    end as sort_text,
    case when $1::boolean then left(concat_ws(
        chr(31),
        person.person_key,
        person.category,
        person.category_label,
        person.scout_id,
        array_to_string(person.origin_tags, chr(31)),
        person.first_event_date,
        person.last_event_date,
        person.primary_full_name
    ), 16384) end as searchable,
    case when $1 then left(person.primary_full_name::text, 4096) end as searchable_names
from (
    select
        null::bigint as events_with_scout,
        null::bigint as distinct_scouts,
        null::boolean as in_conflict,
        null::timestamptz as person_created_at,
        null::text as primary_full_name
) as absent
cross join lateral (
    select
        person_key,
        category,
        category_label,
        scout_id,
        source_tables,
        origin_tags,
        first_event_date,
        last_event_date,
        event_count,
        events_with_scout,
        distinct_scouts,
        in_conflict,
        person_created_at,
        primary_full_name
    from ops.v_persons_without_scout_categorized
) as person
where $10::text is null
    or person.category = $10
