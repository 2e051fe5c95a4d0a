-- Purpose: the adapter over ops.v_yango_cabinet_claims_for_collection (CT4's view of Yango billing) where it exists.
--          Read only, for ever: nothing of ours writes a claim.
-- Columns: the eighteen of that view, in its order. No casts, so that the types are CT4's to the letter and
--          ops.v_yango_collection_with_scout can replace an older view of that name.
-- Read by: ops.v_yango_collection_with_scout. Its twin is v_yango_cabinet_claims_for_collection.absent.sql.

create or replace view ops.v_scoutwatch_source_claims as
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
    claim.is_reconcilable_enriched
from ops.v_yango_cabinet_claims_for_collection as claim;

comment on view ops.v_scoutwatch_source_claims is
    'scoutwatch: ops.v_yango_cabinet_claims_for_collection as our views read it.';
