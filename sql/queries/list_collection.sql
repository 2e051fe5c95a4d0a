-- Purpose: the list of claims with their scouts; the body of page.sql. Claims are read only, for ever.
-- Parameters: $1 boolean, whether a row's texts are looked at; $2 text, what the list is ordered by; $10 boolean, only claims
--             without a scout; $11 integer, only claims of this scout, null for all; $12 text, only claims with this payment
--             status, null for all.
-- Columns: driver_id text, person_key uuid, driver_name text, milestone_value integer, lead_date date, expected_amount
--          numeric, yango_due_date timestamp, days_overdue integer, overdue_bucket text, payment_status text, payment_key text,
--          pay_date date, reason_code text, match_rule text, match_confidence text, identity_status text,
--          suggested_driver_id text, is_reconcilable boolean, scout_id integer, scout_name text, scout_name_normalized text,
--          scout_is_active boolean, scout_quality text, is_scout_resolved boolean, scout_source_table text,
--          scout_attribution_date date, scout_priority integer, in_conflict boolean (null in CT4's older view),
--          row_key text, sort_text text, searchable text,
--          searchable_names text.
-- Why so: a claim has no key that is always there and always unique, so the row key is made of what does not change
--         (driver, milestone, date of the lead, payment) and a number among equals.
--         An amount beyond any real one (NaN, infinity, 1e40) is shown as unknown: no decimal type of a client holds it.
select
    left(claim.driver_id::text, 4096) as driver_id,
    claim.person_key,
    left(claim.driver_name::text, 4096) as driver_name,
    claim.milestone_value::integer as milestone_value,
    claim.lead_date::date as lead_date,
    amount.soles as expected_amount,
    claim.yango_due_date::timestamp as yango_due_date,
    claim.days_overdue_yango::integer as days_overdue,
    left(claim.overdue_bucket_yango::text, 4096) as overdue_bucket,
    left(claim.yango_payment_status::text, 4096) as payment_status,
    left(claim.payment_key::text, 4096) as payment_key,
    claim.pay_date::date as pay_date,
    left(claim.reason_code::text, 4096) as reason_code,
    left(claim.match_rule::text, 4096) as match_rule,
    left(claim.match_confidence::text, 4096) as match_confidence,
    left(claim.identity_status::text, 4096) as identity_status,
    left(claim.suggested_driver_id::text, 4096) as suggested_driver_id,
    claim.is_reconcilable_enriched::boolean as is_reconcilable,
    claim.scout_id::integer as scout_id,
    left(claim.scout_name::text, 4096) as scout_name,
    left(claim.scout_name_normalized::text, 4096) as scout_name_normalized,
    claim.scout_is_active::boolean as scout_is_active,
    left(claim.scout_quality_bucket::text, 4096) as scout_quality,
    coalesce(claim.is_scout_resolved, claim.scout_id is not null)::boolean as is_scout_resolved,
    left(claim.scout_source_table::text, 4096) as scout_source_table,
    claim.scout_attribution_date::date as scout_attribution_date,
    claim.scout_priority::integer as scout_priority,
    claim.in_conflict::boolean as in_conflict,
    md5(concat_ws(
        chr(31),
        coalesce(claim.driver_id, ''),
        coalesce(claim.milestone_value::text, ''),
        coalesce(claim.lead_date::text, ''),
        coalesce(claim.payment_key, '')
    )) || '-' || row_number() over (
        partition by claim.driver_id, claim.milestone_value, claim.lead_date, claim.payment_key
        order by claim.person_key, claim.expected_amount, claim.yango_payment_status, claim.pay_date, claim.scout_id
    )::text as row_key,
    case $2
        when 'due' then to_char(claim.yango_due_date, 'YYYY-MM-DD HH24:MI:SS')
        when 'amount' then lpad(((amount.soles + 1000000000000) * 10000)::numeric(24, 0)::text, 24, '0')
        when 'milestone' then lpad((claim.milestone_value::bigint + 2147483648)::text, 10, '0')
        when 'status' then claim.yango_payment_status::text
        when 'scout' then lpad((claim.scout_id::bigint + 2147483648)::text, 10, '0')
        when 'name' then left(claim.driver_name::text, 200)
    end as sort_text,
    case when $1::boolean then left(concat_ws(
        chr(31),
        claim.driver_id,
        claim.person_key,
        claim.driver_name,
        claim.milestone_value,
        claim.lead_date,
        round(amount.soles, 2),
        claim.yango_due_date::date,
        claim.overdue_bucket_yango,
        claim.yango_payment_status,
        claim.pay_date,
        claim.reason_code,
        claim.scout_id,
        claim.scout_name,
        claim.scout_quality_bucket
    ), 16384) end as searchable,
    case when $1 then left(concat_ws(chr(31), claim.driver_name, claim.scout_name), 4096) end as searchable_names
from (select null::boolean as in_conflict) as absent
cross join lateral (
    select
        driver_id,
        person_key,
        driver_name,
        milestone_value,
        lead_date,
        expected_amount,
        yango_due_date,
        days_overdue_yango,
        overdue_bucket_yango,
        yango_payment_status,
        payment_key,
        pay_date,
        reason_code,
        match_rule,
        match_confidence,
        identity_status,
        suggested_driver_id,
        is_reconcilable_enriched,
        scout_id,
        scout_name,
        scout_name_normalized,
        scout_is_active,
        scout_quality_bucket,
        is_scout_resolved,
        scout_source_table,
        scout_attribution_date,
        scout_priority,
        in_conflict
    from ops.v_yango_collection_with_scout
) as claim
cross join lateral (
    select case
        when abs(claim.expected_amount) < 1000000000000
            then round(claim.expected_amount, least(scale(claim.expected_amount), 4))
    end as soles
) as amount
where (not $10::boolean or not coalesce(claim.is_scout_resolved, claim.scout_id is not null))
    and ($11::integer is null or claim.scout_id = $11)
    and ($12::text is null or claim.yango_payment_status = $12)
