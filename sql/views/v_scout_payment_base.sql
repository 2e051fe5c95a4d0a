-- Purpose: the base list from which scouts are later paid: each person with a canonical scout. It declares, it never pays.
-- Columns: the contract's thirteen. driver_id: that of the evidence, else the person's linked driver (the lowest id of several).
--          payment_status BLOCKED with block_reason CONFLICT (the evidence names several scouts) or NO_IDENTITY (no link of the
--          person at all), else PENDING. Milestones are 0 and amounts 0.00: another system computes them.
-- Read by: the liquidation screen, /api/v1/scouts/liquidation/base.

create or replace view ops.v_scout_payment_base as
select
    canonical.person_key,
    coalesce(canonical.driver_id, identity.driver_id) as driver_id,
    canonical.scout_id,
    canonical.origin_tag,
    canonical.source_table,
    canonical.source_pk,
    canonical.attribution_date,
    0 as milestone_reached,
    null::date as milestone_date,
    false as eligible_7d,
    0.00::numeric(10,2) as amount_payable,
    case when facts.in_conflict or identity.person_key is null then 'BLOCKED'::text else 'PENDING'::text end as payment_status,
    case
        when facts.in_conflict then 'CONFLICT'::text
        when identity.person_key is null then 'NO_IDENTITY'::text
    end as block_reason
from ops.v_scout_attribution as canonical
join ops.v_scout_attribution_person_facts as facts
    on facts.person_key = canonical.person_key
left join (
    select
        link.person_key,
        min(case when link.source_table::text = 'drivers'::text then link.source_pk::text end) as driver_id
    from canon.identity_links as link
    group by link.person_key
) as identity
    on identity.person_key = canonical.person_key;

comment on view ops.v_scout_payment_base is
    'scoutwatch: each person with a canonical scout, BLOCKED or PENDING, as the base for paying scouts; it declares, never pays.';
