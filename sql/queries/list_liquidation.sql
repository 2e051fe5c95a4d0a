-- Purpose: the liquidation base as a list; the body of page.sql. It declares what another system pays.
-- Parameters: $1 boolean, whether a row's texts are looked at; $2 text, what the list is ordered by; $10 text, only rows with
--             this status, null for all; $11 integer, only rows of this scout, null for all.
-- Columns: person_key uuid, driver_id text, scout_id integer, origin_tag text, source_table text, attribution_date date,
--          milestone_reached integer, milestone_date date, eligible_7d boolean, amount_payable numeric, payment_status text,
--          block_reason text, row_key text, sort_text text, searchable text,
--          searchable_names text.
select
    base.person_key,
    left(base.driver_id::text, 4096) as driver_id,
    base.scout_id::integer as scout_id,
    left(base.origin_tag::text, 4096) as origin_tag,
    left(base.source_table::text, 4096) as source_table,
    base.attribution_date::date as attribution_date,
    base.milestone_reached::integer as milestone_reached,
    base.milestone_date::date as milestone_date,
    base.eligible_7d::boolean as eligible_7d,
    amount.soles as amount_payable,
    left(base.payment_status::text, 4096) as payment_status,
    left(base.block_reason::text, 4096) as block_reason,
    base.person_key::text as row_key,
    case $2
        when 'last' then to_char(base.attribution_date, 'YYYY-MM-DD')
        when 'scout' then lpad((base.scout_id::bigint + 2147483648)::text, 10, '0')
        when 'status' then base.payment_status::text
        when 'amount' then lpad(((amount.soles + 1000000000000) * 10000)::numeric(24, 0)::text, 24, '0')
    end as sort_text,
    case when $1::boolean then left(concat_ws(
        chr(31),
        base.person_key,
        base.driver_id,
        base.scout_id,
        base.origin_tag,
        base.source_table,
        base.attribution_date,
        base.milestone_reached,
        base.milestone_date,
        round(amount.soles, 2),
        base.payment_status,
        base.block_reason
    ), 16384) end as searchable,
    null::text as searchable_names
from ops.v_scout_payment_base as base
cross join lateral (
    select case
        when abs(base.amount_payable) < 1000000000000
            then round(base.amount_payable, least(scale(base.amount_payable), 4))
    end as soles
) as amount
where ($10::text is null or base.payment_status = $10)
    and ($11::integer is null or base.scout_id = $11)
