-- Purpose: each claim of Yango billing with the canonical scout of its person. Read only, like the claims themselves.
-- Columns: the claims view's eighteen in its order and of its types, the contract's nine, then attributed_person_key uuid (the
--          claim's person; where the claim names none, the person that the driver is linked to) and in_conflict boolean.
--          scout_quality_bucket: SATISFACTORY_LEDGER, EVENTS_ONLY, MIGRATIONS_ONLY, SCOUTING_DAILY_ONLY or MISSING, by the
--          source of the canonical scout. Name and is_scout_active are null where the scout is not in the list of scouts.
-- Read by: the collection screen, /api/v1/yango/cabinet/collection-with-scout, verify.

create or replace view ops.v_yango_collection_with_scout as
select
    claim.driver_id,
    claim.person_key,
    claim.driver_name,
    claim.milestone_value,
    claim.lead_date,
    claim.expected_amount,
    claim.yango_due_date,
    claim.days_overdue_yango,
    claim.overdue_bucket_yango,
    claim.yango_payment_status,
    claim.payment_key,
    claim.pay_date,
    claim.reason_code,
    claim.match_rule,
    claim.match_confidence,
    claim.identity_status,
    claim.suggested_driver_id,
    claim.is_reconcilable_enriched,
    canonical.scout_id,
    scout.raw_name as scout_name,
    scout.scout_name_normalized,
    scout.is_active as scout_is_active,
    case canonical.priority
        when 1 then 'SATISFACTORY_LEDGER'::text
        when 2 then 'EVENTS_ONLY'::text
        when 3 then 'MIGRATIONS_ONLY'::text
        when 4 then 'SCOUTING_DAILY_ONLY'::text
        else 'MISSING'::text
    end as scout_quality_bucket,
    canonical.scout_id is not null as is_scout_resolved,
    canonical.source_table as scout_source_table,
    canonical.attribution_date as scout_attribution_date,
    canonical.priority as scout_priority,
    coalesce(claim.person_key, driver_link.person_key) as attributed_person_key,
    coalesce(facts.in_conflict, false) as in_conflict
from ops.v_scoutwatch_source_claims as claim
left join canon.identity_links as driver_link
    on driver_link.source_table::text = 'drivers'::text
    and driver_link.source_pk::text = claim.driver_id::text
left join ops.v_scout_attribution as canonical
    on canonical.person_key = coalesce(claim.person_key, driver_link.person_key)
left join ops.v_scout_attribution_person_facts as facts
    on facts.person_key = coalesce(claim.person_key, driver_link.person_key)
left join ops.v_dim_scouts as scout
    on scout.scout_id = canonical.scout_id;

comment on view ops.v_yango_collection_with_scout is
    'scoutwatch: each claim of Yango billing with the canonical scout of its person; it reads claims and never changes one.';
