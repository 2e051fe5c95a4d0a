-- Purpose: the cabinet leads whose person the ledger attributes to no scout: somebody should look for a mapping.
-- Columns: the contract's six, then category text (the person's backlog category), in_conflict boolean.
--          potential_scout_id: the scout that all evidence of the person agrees on, null where none or several are named.
--          A lead without a link has no person and is not listed.
-- Read by: the alerts screen.

create or replace view ops.v_cabinet_leads_missing_scout_alerts as
select
    lead.id as cabinet_lead_id,
    lead.external_id,
    lead.lead_created_at,
    facts.person_key,
    case when facts.scout_min = facts.scout_max then facts.scout_min end as potential_scout_id,
    facts.events_with_scout > 0 as has_scout_in_events,
    facts.category,
    facts.in_conflict
from ops.v_scoutwatch_source_cabinet_leads as lead
join canon.identity_links as link
    on link.source_table::text = 'module_ct_cabinet_leads'::text
    and link.source_pk::text = coalesce(lead.external_id::text, lead.id::text)
join ops.v_scout_attribution_person_facts as facts
    on facts.person_key = link.person_key
where not facts.is_satisfactory;

comment on view ops.v_cabinet_leads_missing_scout_alerts is
    'scoutwatch: cabinet leads whose person the ledger attributes to no scout, with the scout that other evidence agrees on.';
