-- Purpose: the list of persons in conflict; the body of page.sql.
-- Parameters: $1 boolean, whether a row's texts are looked at; $2 text, what the list is ordered by; $10 text, the kind,
--             null for both. CT4's older view knows the open ones alone.
-- Columns: person_key uuid, distinct_scout_count bigint, scout_ids integer[], sources text[], origin_tags text[],
--          first_event_date date, last_event_date date, total_sources bigint, kind text (null in CT4's older view),
--          row_key text, sort_text text, searchable text,
--          searchable_names text.
select
    conflict.person_key,
    conflict.distinct_scout_count::bigint as distinct_scout_count,
    array_remove(conflict.scout_ids::integer[], null) as scout_ids,
    array_remove(conflict.sources::text[], null) as sources,
    array_remove(conflict.origin_tags::text[], null) as origin_tags,
    conflict.first_event_date::date as first_event_date,
    conflict.last_event_date::date as last_event_date,
    conflict.total_sources::bigint as total_sources,
    conflict.kind::text as kind,
    conflict.person_key::text as row_key,
    case $2
        when 'last' then to_char(conflict.last_event_date, 'YYYY-MM-DD')
        when 'first' then to_char(conflict.first_event_date, 'YYYY-MM-DD')
        when 'scouts' then lpad(conflict.distinct_scout_count::text, 19, '0')
        when 'events' then lpad(conflict.total_sources::text, 19, '0')
        when 'kind' then conflict.kind::text
    end as sort_text,
    case when $1::boolean then left(concat_ws(
        chr(31),
        conflict.person_key,
        conflict.kind,
        array_to_string(conflict.scout_ids, chr(31)),
        array_to_string(conflict.sources, chr(31)),
        array_to_string(conflict.origin_tags, chr(31)),
        conflict.first_event_date,
        conflict.last_event_date
    ), 16384) end as searchable,
    null::text as searchable_names
from (select null::text as kind) as absent
cross join lateral (
    select
        person_key,
        distinct_scout_count,
        scout_ids,
        sources,
        origin_tags,
        first_event_date,
        last_event_date,
        total_sources,
        kind
    from ops.v_scout_attribution_conflicts
) as conflict
where $10::text is null
    or coalesce(conflict.kind, 'OPEN') = $10
