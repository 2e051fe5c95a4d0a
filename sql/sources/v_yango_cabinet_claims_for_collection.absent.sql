-- Purpose: the adapter over ops.v_yango_cabinet_claims_for_collection where that view is absent: no rows.
-- Columns: the eighteen of that view, in its order and of its types.
-- Read by: ops.v_yango_collection_with_scout. Its twin is v_yango_cabinet_claims_for_collection.sql.

create or replace view ops.v_scoutwatch_source_claims as
select
    null::character varying as driver_id,
    null::uuid as person_key,
    null::character varying as driver_name,
    null::integer as milestone_value,
    null::date as lead_date,
    null::numeric as expected_amount,
    null::timestamp without time zone as yango_due_date,
    null::integer as days_overdue_yango,
    null::text as overdue_bucket_yango,
    null::text as yango_payment_status,
    null::character varying as payment_key,
    null::date as pay_date,
    null::text as reason_code,
    null::text as match_rule,
    null::text as match_confidence,
    null::text as identity_status,
    null::character varying as suggested_driver_id,
    null::boolean as is_reconcilable_enriched
where false;

comment on view ops.v_scoutwatch_source_claims is
    'scoutwatch: stands in for ops.v_yango_cabinet_claims_for_collection, which this database does not have; it has no rows.';
