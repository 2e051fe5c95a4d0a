-- Purpose: one gentle step of the demo's simulated life; the demo runs it every few seconds while the dashboard is open.
-- Settings: none. Needs tables.sql and data.sql. Uses random(): no two steps are alike.
-- Leaves behind: by chance some of these, in one transaction, all dated now:
--   a new person with a driver, mostly a lead and an event, sometimes a registration; a ledger row that gets its only scout, as the
--   refresh job would do it; a claim that is paid; a new claim; a registration of a stranger; rarely, a second scout for one person.
-- Every row is found from a random point of an index, so that the size of the tables matters little. Rows that another
-- transaction holds are left alone.

do $$
declare
    moment constant timestamp with time zone := now();
    local_moment constant timestamp without time zone := now() at time zone 'UTC';
    first_names constant text[] := array['José', 'María', 'Luis', 'Rosa', 'Ángel', 'Lucía', 'Iván', 'Inés', 'Óscar', 'Sofía'];
    last_names constant text[] := array['Quispe', 'Mamani', 'Ñaupari', 'Huamán', 'Muñoz', 'Peña', 'Condori', 'Núñez', 'Chávez', 'Zúñiga'];
    new_person_key uuid;
    new_driver_id varchar;
    new_phone varchar;
    new_license varchar;
    new_first_name varchar;
    new_last_name varchar;
    new_id integer;
    chosen_scout_id integer;
    chosen_person_key uuid;
    chance double precision;
begin
    -- A new person, known by a driver.
    if random() < 0.30 then
        new_person_key := gen_random_uuid();
        new_driver_id := md5(new_person_key::text);
        new_phone := '905' || lpad(floor(random() * 1000000)::integer::text, 6, '0');
        new_license := 'Q9' || lpad(floor(random() * 10000000)::integer::text, 7, '0');
        new_first_name := first_names[1 + floor(random() * 10)::integer];
        new_last_name := last_names[1 + floor(random() * 10)::integer] || ' ' || last_names[1 + floor(random() * 10)::integer];
        chosen_scout_id := 1 + floor(power(random(), 1.7) * 25)::integer;

        insert into canon.identity_registry (person_key, created_at, updated_at, confidence_level, primary_phone, primary_license, primary_full_name)
        values (new_person_key, moment, moment, 'HIGH', new_phone, new_license, new_first_name || ' ' || new_last_name);

        insert into public.drivers (driver_id, full_name, phone, license_number, park_id, work_status, hire_date, created_at, updated_at)
        values (new_driver_id, new_first_name || ' ' || new_last_name, new_phone, new_license, 'park-0', 'working', local_moment::date,
                local_moment, local_moment);

        insert into canon.drivers_index (driver_id, park_id, phone_norm, license_norm, full_name_norm, hire_date, snapshot_date, created_at, updated_at)
        values (new_driver_id, 'park-0', new_phone, new_license,
                translate(upper(new_first_name || ' ' || new_last_name), 'ÁÉÍÓÚÜÑáéíóúüñ', 'AEIOUUNAEIOUUN'),
                local_moment::date, local_moment::date, moment, moment);

        insert into canon.identity_links (person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, linked_at)
        values (new_person_key, 'drivers', new_driver_id, moment, 'R1_DRIVER_ID', 100, 'HIGH', moment);

        chance := random();
        if chance < 0.70 then
            -- A lead and its event: half of them name a scout, in the column or in the payload.
            insert into public.module_ct_cabinet_leads (activation_city, last_name, first_name, park_phone, status, lead_created_at, created_at)
            values ('Lima', new_last_name, new_first_name, new_phone, 'new', local_moment, local_moment)
            returning id into new_id;
            update public.module_ct_cabinet_leads set external_id = 'live-' || new_id where id = new_id;

            insert into canon.identity_links (person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, linked_at)
            values (new_person_key, 'module_ct_cabinet_leads', 'live-' || new_id, moment, 'R1_PHONE_EXACT', 95, 'HIGH', moment);

            insert into observational.lead_events (source_table, source_pk, event_date, person_key, scout_id, payload_json, created_at)
            values (
                'module_ct_cabinet_leads', 'live-' || new_id, local_moment::date, new_person_key,
                case when chance < 0.25 then chosen_scout_id end,
                case
                    when chance between 0.25 and 0.35 then jsonb_build_object('origin', 'cabinet', 'scout_id', chosen_scout_id)
                    when chance > 0.68 then jsonb_build_object('origin', 'cabinet', 'scout_id', 'pendiente')
                    else jsonb_build_object('origin', 'cabinet')
                end,
                moment
            );

            if random() < 0.75 then
                insert into observational.lead_ledger (person_key, attributed_source, attribution_score, confidence_level, decision_status, updated_at)
                values (new_person_key, 'cabinet_leads', 0, 'low', 'unassigned', moment);
            end if;
        elsif chance < 0.85 then
            -- A registration by a scout, with its event.
            insert into public.module_ct_scouting_daily (scout_id, driver_name, driver_phone, driver_license, acquisition_method, registration_date, created_at)
            values (chosen_scout_id, new_first_name || ' ' || new_last_name, new_phone, new_license, 'calle', local_moment::date, local_moment)
            returning id into new_id;

            insert into canon.identity_links (person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, linked_at)
            values (new_person_key, 'module_ct_scouting_daily', new_id::text, moment, 'R2_LICENSE_EXACT', 85, 'HIGH', moment);

            insert into observational.lead_events (source_table, source_pk, event_date, person_key, scout_id, payload_json, created_at)
            values ('module_ct_scouting_daily', new_id::text, local_moment::date, new_person_key, chosen_scout_id,
                    jsonb_build_object('origin', 'scout_registration', 'acquisition_method', 'calle'), moment);

            insert into observational.lead_ledger (person_key, attributed_source, attribution_score, confidence_level, decision_status, updated_at)
            values (new_person_key, 'scouting_daily', 0, 'low', 'unassigned', moment);
        end if;
    end if;

    -- A ledger row gets its scout: of the next undecided rows behind a random key, the first whose events name exactly one scout.
    -- The real job also asks registrations and migrations. Here no other source contradicts the events of an undecided person: the
    -- data has no such person and no step makes one. Asking would read all links, for want of an index on their person.
    if random() < 0.25 then
        select undecided.person_key, named.scout_id
        into chosen_person_key, chosen_scout_id
        from (
            select ledger.person_key
            from observational.lead_ledger as ledger
            where ledger.person_key >= gen_random_uuid() and ledger.attributed_scout_id is null
            order by ledger.person_key
            limit 25
        ) as undecided
        cross join lateral (
            select min(value.scout_id) as scout_id, max(value.scout_id) as last_scout_id
            from observational.lead_events as event
            cross join lateral (
                select coalesce(
                    event.scout_id,
                    case
                        when jsonb_typeof(event.payload_json -> 'scout_id') not in ('number', 'string') then null
                        when event.payload_json ->> 'scout_id' ~ '^[1-9][0-9]{0,8}$' then (event.payload_json ->> 'scout_id')::integer
                    end
                ) as scout_id
            ) as value
            where event.person_key = undecided.person_key
        ) as named
        where named.scout_id = named.last_scout_id
        limit 1;

        if found then
            with free as (
                select ledger.person_key
                from observational.lead_ledger as ledger
                where ledger.person_key = chosen_person_key and ledger.attributed_scout_id is null
                for no key update skip locked
            )
            update observational.lead_ledger as ledger
            set attributed_scout_id = chosen_scout_id,
                attribution_rule = coalesce(ledger.attribution_rule, 'BACKFILL_SINGLE_SCOUT_FROM_EVENTS'),
                attribution_score = 90.00,
                confidence_level = 'high',
                decision_status = 'assigned',
                evidence_json = coalesce(ledger.evidence_json, '{}'::jsonb) || jsonb_build_object('scout_id', chosen_scout_id),
                updated_at = moment
            from free
            where ledger.person_key = free.person_key;
        end if;
    end if;

    -- Yango pays a claim: the next unpaid one behind a random id.
    if random() < 0.20 then
        with unpaid as (
            select claim.id
            from public.module_ct_yango_claims as claim
            where claim.id >= 1 + floor(random() * coalesce((select max(newest.id) from public.module_ct_yango_claims as newest), 0))::integer
              and claim.yango_payment_status = 'UNPAID'
            order by claim.id
            limit 1
            for no key update skip locked
        )
        update public.module_ct_yango_claims as claim
        set yango_payment_status = 'PAID',
            payment_key = 'pay-live-' || claim.id,
            pay_date = local_moment::date,
            reason_code = 'payment_found'
        from unpaid
        where claim.id = unpaid.id;
    end if;

    -- A driver reaches the first milestone and Yango owes for it.
    if random() < 0.08 then
        insert into public.module_ct_yango_claims (driver_id, person_key, driver_name, milestone_value, lead_date, expected_amount, yango_payment_status,
                                                   reason_code, match_rule, match_confidence, identity_status, is_reconcilable_enriched)
        select driver.driver_id, link.person_key, driver.full_name, 1, local_moment::date, 25.00, 'UNPAID', 'no_payment_found', 'driver_id', 'high',
               'confirmed', true
        from (
            select candidate.driver_id, candidate.full_name
            from public.drivers as candidate
            where candidate.driver_id >= md5(random()::text)
            order by candidate.driver_id
            limit 1
        ) as driver
        join canon.identity_links as link on link.source_table = 'drivers' and link.source_pk = driver.driver_id
        where not exists (select from public.module_ct_yango_claims as claim where claim.person_key = link.person_key);
    end if;

    -- A scout registers a stranger: work for the refresh job.
    if random() < 0.05 then
        insert into public.module_ct_scouting_daily (scout_id, driver_name, driver_phone, driver_license, acquisition_method, registration_date, created_at)
        values (1 + floor(random() * 25)::integer, 'Desconocido ' || last_names[1 + floor(random() * 10)::integer],
                '+51 909 9' || lpad(floor(random() * 100)::integer::text, 2, '0') || ' ' || lpad(floor(random() * 1000)::integer::text, 3, '0'),
                'z-9' || lpad(floor(random() * 10000000)::integer::text, 7, '0'), 'feria', local_moment::date, local_moment);
    end if;

    -- A second scout registers somebody whom the ledger has not decided and whose events name nobody: a new open conflict.
    if random() < 0.01 then
        select link.person_key, registration.scout_id % 25 + 1
        into chosen_person_key, chosen_scout_id
        from (
            select candidate.id, candidate.scout_id
            from public.module_ct_scouting_daily as candidate
            where candidate.scout_id is not null
              and candidate.id >= 1 + floor(random() * coalesce((select max(newest.id) from public.module_ct_scouting_daily as newest), 0))::integer
            order by candidate.id
            limit 60
        ) as registration
        join canon.identity_links as link on link.source_table = 'module_ct_scouting_daily' and link.source_pk = registration.id::text
        left join observational.lead_ledger as ledger on ledger.person_key = link.person_key
        where ledger.attributed_scout_id is null
          and not exists (
              select from observational.lead_events as event
              where event.person_key = link.person_key
                and (event.scout_id is not null or event.payload_json ->> 'scout_id' ~ '^[1-9][0-9]{0,8}$')
          )
        order by registration.id
        limit 1;

        if found then
            insert into public.module_ct_scouting_daily (scout_id, driver_name, acquisition_method, registration_date, created_at)
            select chosen_scout_id, registry.primary_full_name, 'calle', local_moment::date, local_moment
            from canon.identity_registry as registry
            where registry.person_key = chosen_person_key
            returning id into new_id;

            insert into canon.identity_links (person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, linked_at)
            values (chosen_person_key, 'module_ct_scouting_daily', new_id::text, moment, 'R2_LICENSE_EXACT', 85, 'HIGH', moment);
        end if;
    end if;
end
$$;
