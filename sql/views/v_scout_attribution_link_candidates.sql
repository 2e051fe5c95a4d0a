-- Purpose: the registrations with a scout and without a link, and what the refresh job does about each. The job changes the rows that
--          this view names, and a dry run counts them here: there is no other definition.
-- Columns: registration_id int4; action text: LINK (to person_key), CREATE (a new person, that of the group), AMBIGUOUS (several
--          answers fit: no link), SKIPPED (neither a licence nor a phone); match_method text (LICENSE, PHONE or NEW_PERSON, by what
--          the person is known; null without a link); driver_id text (the one driver that fits, if any); person_key uuid (of LINK);
--          group_id int4 (of CREATE: the lowest registration of the same unknown person); license_key, phone_key text (as compared);
--          reason text (in words, where there is no link).
-- Rules, each only where exactly one fits; where several fit, the registration is AMBIGUOUS and nothing further is tried:
--          1. the driver by licence; where no driver has it, by phone.
--          2. the person that this driver is linked to.
--          3. the person of the registry with the same licence or phone; a person that the job has created is known by those of all
--             registrations that it was created for.
--          4. an unknown person. Registrations are one unknown person where they have the same driver; without one, the same
--             licence, that of the only driver's group with it before that; without a licence, the same phone, the only group's
--             with it before that. Two licences behind one phone are two persons.
--          A registration without licence and phone says nothing of who it is: it gets no person, since one that nothing could ever
--          be matched with would be made anew for every such row. It stays among the evidence without a person.
-- Read by: the refresh job, the plan of a run, people by hand. In no order: ask for one.
-- Cost: one pass over registrations and links, and, where some are left after rule 2, over the registry. The answer does not depend
--       on the order or the number of rows that are asked for at a time.

create or replace view ops.v_scout_attribution_link_candidates as
with unlinked as materialized (
    select
        registration.id,
        ops.scoutwatch_license_key(registration.driver_license::text) as license_key,
        ops.scoutwatch_phone_key(registration.driver_phone::text) as phone_key
    from ops.v_scoutwatch_source_scouting_daily as registration
    where registration.scout_id > 0
        and not exists (
            select
            from canon.identity_links as link
            where link.source_table::text = 'module_ct_scouting_daily'::text
                and link.source_pk::text = registration.id::text
        )
),
by_license as (
    select unlinked.id, count(*) as drivers, min(driver.driver_id::text) as driver_id
    from unlinked
    join ops.v_scoutwatch_source_drivers_index as driver
        on driver.license_norm::text = unlinked.license_key
    group by unlinked.id
),
by_phone as (
    select unlinked.id, count(*) as drivers, min(driver.driver_id::text) as driver_id
    from unlinked
    join ops.v_scoutwatch_source_drivers_index as driver
        on right(driver.phone_norm::text, 9) = unlinked.phone_key
    where not exists (
        select
        from by_license
        where by_license.id = unlinked.id
    )
    group by unlinked.id
),
matched as materialized (
    select
        unlinked.id,
        unlinked.license_key,
        unlinked.phone_key,
        case when coalesce(by_license.drivers, by_phone.drivers) = 1 then coalesce(by_license.driver_id, by_phone.driver_id) end
            as driver_id,
        case when by_license.drivers is not null then 'LICENSE'::text when by_phone.drivers is not null then 'PHONE'::text end
            as driver_method,
        coalesce(by_license.drivers, by_phone.drivers, 0::bigint) as drivers,
        driver_link.person_key as driver_person_key
    from unlinked
    left join by_license
        on by_license.id = unlinked.id
    left join by_phone
        on by_phone.id = unlinked.id
    left join canon.identity_links as driver_link
        on driver_link.source_table::text = 'drivers'::text
        and driver_link.source_pk::text
            = case when coalesce(by_license.drivers, by_phone.drivers) = 1 then coalesce(by_license.driver_id, by_phone.driver_id) end
),
without_person as materialized (
    select matched.id, matched.license_key, matched.phone_key, matched.driver_id
    from matched
    where matched.drivers <= 1
        and matched.driver_person_key is null
        and coalesce(matched.license_key, matched.phone_key) is not null
),
-- The registrations of the persons that the job has created. The registry has room for one licence and one phone of a person, and
-- what its other registrations say must not be forgotten by the next run.
earlier as materialized (
    select
        link.person_key,
        ops.scoutwatch_license_key(registration.driver_license::text) as license_key,
        ops.scoutwatch_phone_key(registration.driver_phone::text) as phone_key
    from canon.identity_links as link
    join ops.v_scoutwatch_source_scouting_daily as registration
        on registration.id = ops.scoutwatch_row_id(link.source_pk::text)
    where link.source_table::text = 'module_ct_scouting_daily'::text
        and link.match_rule::text = 'BACKFILL_NEW_PERSON'::text
        and exists (select from without_person)
),
fitting as (
    select
        same.id,
        count(distinct same.person_key) as persons,
        min(same.person_key::text)::uuid as person_key,
        bool_or(same.by_license) as by_license
    from (
        select without_person.id, registry.person_key, true as by_license
        from without_person
        join canon.identity_registry as registry
            on ops.scoutwatch_license_key(registry.primary_license::text) = without_person.license_key
        union all
        select without_person.id, registry.person_key, false
        from without_person
        join canon.identity_registry as registry
            on ops.scoutwatch_phone_key(registry.primary_phone::text) = without_person.phone_key
        union all
        select without_person.id, earlier.person_key, true
        from without_person
        join earlier
            on earlier.license_key = without_person.license_key
        union all
        select without_person.id, earlier.person_key, false
        from without_person
        join earlier
            on earlier.phone_key = without_person.phone_key
    ) as same
    group by same.id
),
unknown as (
    select
        without_person.id,
        without_person.license_key,
        without_person.phone_key,
        'driver '::text || without_person.driver_id as driver_group
    from without_person
    where not exists (
        select
        from fitting
        where fitting.id = without_person.id
    )
),
-- Groups by driver take in what has their licence, and these two take in what has their phone and no licence.
by_license_group as (
    select
        unknown.id,
        unknown.license_key,
        unknown.phone_key,
        case
            when unknown.driver_group is not null then unknown.driver_group
            when unknown.license_key is null then null::text
            when unknown.first_driver_group is null then 'license '::text || unknown.license_key
            when unknown.first_driver_group = unknown.last_driver_group then unknown.first_driver_group
        end as license_group,
        unknown.driver_group is null and unknown.license_key is not null
            and unknown.first_driver_group < unknown.last_driver_group as is_torn
    from (
        select
            unknown.*,
            min(unknown.driver_group) over same_license as first_driver_group,
            max(unknown.driver_group) over same_license as last_driver_group
        from unknown
        window same_license as (partition by unknown.license_key)
    ) as unknown
),
grouped as (
    select
        by_phone_group.id,
        case
            when by_phone_group.license_group is not null then by_phone_group.license_group
            when by_phone_group.is_torn then null::text
            when by_phone_group.first_group is null then 'phone '::text || by_phone_group.phone_key
            when by_phone_group.first_group = by_phone_group.last_group then by_phone_group.first_group
        end as person_group
    from (
        select
            by_license_group.*,
            min(by_license_group.license_group) over same_phone as first_group,
            max(by_license_group.license_group) over same_phone as last_group
        from by_license_group
        window same_phone as (partition by by_license_group.phone_key)
    ) as by_phone_group
),
numbered as (
    select
        grouped.id,
        grouped.person_group,
        min(grouped.id) over (partition by grouped.person_group) as group_id
    from grouped
)
select
    decided.registration_id,
    decided.action,
    case
        when decided.action = 'CREATE'::text then 'NEW_PERSON'::text
        when decided.action = 'LINK'::text and decided.driver_person_key is not null then decided.driver_method
        when decided.action = 'LINK'::text and decided.fits_by_license then 'LICENSE'::text
        when decided.action = 'LINK'::text then 'PHONE'::text
    end as match_method,
    decided.driver_id,
    case when decided.action = 'LINK'::text then coalesce(decided.driver_person_key, decided.fitting_person_key) end as person_key,
    case when decided.action = 'CREATE'::text then decided.group_id end as group_id,
    decided.license_key,
    decided.phone_key,
    case
        when decided.action = 'SKIPPED'::text then 'neither a licence nor a phone of nine digits'::text
        when decided.action <> 'AMBIGUOUS'::text then null::text
        when decided.drivers > 1 and decided.driver_method = 'LICENSE'::text then decided.drivers || ' drivers have this licence'::text
        when decided.drivers > 1 then decided.drivers || ' drivers have this phone'::text
        when decided.persons > 1 then decided.persons || ' persons have this licence or phone'::text
        else 'registrations of several unknown persons have this licence or phone'::text
    end as reason
from (
    select
        matched.id as registration_id,
        matched.license_key,
        matched.phone_key,
        matched.driver_id,
        matched.driver_method,
        matched.drivers,
        matched.driver_person_key,
        fitting.persons,
        fitting.person_key as fitting_person_key,
        fitting.by_license as fits_by_license,
        numbered.group_id,
        case
            when coalesce(matched.license_key, matched.phone_key) is null then 'SKIPPED'::text
            when matched.drivers > 1 then 'AMBIGUOUS'::text
            when matched.driver_person_key is not null then 'LINK'::text
            when fitting.persons > 1 then 'AMBIGUOUS'::text
            when fitting.persons = 1 then 'LINK'::text
            when numbered.person_group is null then 'AMBIGUOUS'::text
            else 'CREATE'::text
        end as action
    from matched
    left join fitting
        on fitting.id = matched.id
    left join numbered
        on numbered.id = matched.id
) as decided;

comment on view ops.v_scout_attribution_link_candidates is
    'scoutwatch: the registrations with a scout and without a link, and what the refresh job does about each.';
