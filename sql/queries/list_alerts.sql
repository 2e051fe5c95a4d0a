-- Purpose: the list of cabinet leads whose person has no scout; the body of page.sql.
-- Parameters: $1 boolean, whether a row's texts are looked at; $2 text, what the list is ordered by.
-- Columns: cabinet_lead_id integer, external_id text, lead_created_at timestamp, person_key uuid, potential_scout_id integer,
--          has_scout_in_events boolean, row_key text, sort_text text, searchable text,
--          searchable_names text.
select
    lead.cabinet_lead_id::integer as cabinet_lead_id,
    left(lead.external_id::text, 4096) as external_id,
    lead.lead_created_at::timestamp as lead_created_at,
    lead.person_key,
    lead.potential_scout_id::integer as potential_scout_id,
    lead.has_scout_in_events::boolean as has_scout_in_events,
    lpad((lead.cabinet_lead_id::bigint + 2147483648)::text, 10, '0') || coalesce('/' || lead.person_key::text, '') as row_key,
    case $2
        when 'created' then to_char(lead.lead_created_at, 'YYYY-MM-DD HH24:MI:SS.US')
        when 'scout' then lpad((lead.potential_scout_id::bigint + 2147483648)::text, 10, '0')
    end as sort_text,
    case when $1::boolean then left(concat_ws(
        chr(31),
        lead.cabinet_lead_id,
        lead.external_id,
        lead.lead_created_at::date,
        lead.person_key,
        lead.potential_scout_id
    ), 16384) end as searchable,
    null::text as searchable_names
from ops.v_cabinet_leads_missing_scout_alerts as lead
