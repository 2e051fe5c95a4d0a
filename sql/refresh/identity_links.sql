-- Purpose: one batch of the step identity_links: links registrations to their persons, creates the persons that nobody knows, and writes
--          down what was done, or not done and why, in the same statement.
-- Parameters, one element a registration, as listed: $1 int4[] registration_id, $2 text[] action, $3 text[] match_method, $4 text[]
--             driver_id, $5 uuid[] person_key, $6 int4[] group_id, $7 text[] license_key, $8 text[] phone_key, $9 text[] reason;
--             then $10 int4 run.
-- Columns (one row, int8): created_persons, new_persons (of them, those with a link), links, audited (audit rows CREATED), ambiguous
--          and skipped (registrations left), overtaken (changed by somebody else since they were listed: the next run looks again).
-- Looked at again here: the registration has no link; the driver's link still says what it said. That nobody else links the same
-- registration in the same moment is kept by uq_identity_links_source; a person without a link would be left then, so the caller
-- rolls back where created_persons and new_persons differ.
-- Audited once, ever: AMBIGUOUS and SKIPPED.
-- Why so: an audit row is made of what its link's row returns, and persons are handed on by window functions: joining the parts back
--         together would leave it to an estimate whether a batch takes milliseconds or seconds.

with given as materialized (
    select *
    from unnest(
        $1::integer[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::integer[], $7::text[], $8::text[], $9::text[]
    ) as listed (
        registration_id, action, match_method, driver_id, person_key, group_id, license_key, phone_key, reason
    )
),
standing as materialized (
    select
        given.*,
        registration.scout_id,
        registration.driver_name,
        registration.driver_phone,
        registration.driver_license,
        group_link.person_key as group_person_key,
        -- What has changed since the list was made is left to the next run.
        driver_link.person_key is null or driver_link.person_key is not distinct from given.person_key as is_unchanged
    from given
    join ops.v_scoutwatch_source_scouting_daily as registration
        on registration.id = given.registration_id
        and registration.scout_id > 0
    left join canon.identity_links as driver_link
        on driver_link.source_table::text = 'drivers'
        and driver_link.source_pk::text = given.driver_id
    -- A group can reach over two batches: its first registration has its link by then.
    left join canon.identity_links as group_link
        on group_link.source_table::text = 'module_ct_scouting_daily'
        and group_link.source_pk::text = given.group_id::text
    where not exists (
        select
        from canon.identity_links as link
        where link.source_table::text = 'module_ct_scouting_daily'
            and link.source_pk::text = given.registration_id::text
    )
),
-- The first registration of each unknown person gets a new key.
founded as materialized (
    select
        standing.*,
        case
            when standing.action = 'CREATE' and standing.is_unchanged and standing.registration_id = standing.group_id
                then gen_random_uuid()::text
        end as new_person_key
    from standing
),
-- The others of the group get the same, and the person gets what the group in this batch knows of it.
decided as materialized (
    select
        founded.*,
        case
            when not founded.is_unchanged then null
            when founded.action = 'LINK' then founded.person_key
            when founded.action = 'CREATE' then coalesce((max(founded.new_person_key) over same_group)::uuid, founded.group_person_key)
        end as decided_person_key,
        first_value(founded.phone_key) over (same_group order by founded.phone_key is null, founded.registration_id) as group_phone,
        first_value(founded.license_key) over (same_group order by founded.license_key is null, founded.registration_id)
            as group_license,
        first_value(nullif(btrim(founded.driver_name), ''))
            over (same_group order by nullif(btrim(founded.driver_name), '') is null, founded.registration_id) as group_name
    from founded
    window same_group as (partition by founded.group_id)
),
created as (
    insert into canon.identity_registry (
        person_key, created_at, updated_at, confidence_level, primary_phone, primary_license, primary_full_name
    )
    select
        decided.decided_person_key, now(), now(), 'LOW', decided.group_phone, decided.group_license, decided.group_name
    from decided
    where decided.new_person_key is not null
    returning person_key
),
linked as (
    insert into canon.identity_links (
        person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, evidence, linked_at, run_id
    )
    select
        decided.decided_person_key,
        'module_ct_scouting_daily',
        decided.registration_id::text,
        date_trunc('day', now() at time zone 'UTC') at time zone 'UTC',
        case decided.match_method
            when 'LICENSE' then 'BACKFILL_LICENSE_MATCH'
            when 'PHONE' then 'BACKFILL_PHONE_MATCH'
            else 'BACKFILL_NEW_PERSON'
        end,
        case decided.match_method when 'LICENSE' then 80 when 'PHONE' then 70 else 50 end,
        -- The last branch gives the literals the column's type, which lives in a schema that only the catalog knows.
        case decided.match_method
            when 'LICENSE' then 'HIGH'
            when 'PHONE' then 'MEDIUM'
            when 'NEW_PERSON' then 'LOW'
            else type_of.confidence_level
        end,
        jsonb_build_object(
            'driver_phone', decided.driver_phone, 'driver_license', decided.driver_license, 'driver_id', decided.driver_id,
            'scout_id', decided.scout_id, 'match_method', decided.match_method, 'same_person_as', decided.group_id
        ),
        now(),
        $10::integer
    from decided
    left join canon.identity_links as type_of
        on false
    where decided.decided_person_key is not null
    on conflict (source_table, source_pk) do nothing
    returning person_key, source_table, source_pk, match_score, confidence_level, evidence
),
audited as (
    insert into ops.identity_links_backfill_audit (
        source_table, source_pk, person_key, driver_id, match_method, match_confidence, match_score, evidence_json, action_type,
        error_message, backfill_timestamp, ingestion_run_id, notes
    )
    select
        linked.source_table,
        linked.source_pk,
        linked.person_key,
        linked.evidence ->> 'driver_id',
        linked.evidence ->> 'match_method',
        linked.confidence_level::text,
        linked.match_score,
        linked.evidence,
        'CREATED',
        null::text,
        clock_timestamp(),
        $10::integer,
        case
            when linked.evidence ->> 'same_person_as' = linked.source_pk::text then 'new person'
            when linked.evidence ->> 'same_person_as' is not null
                then 'same new person as registration ' || (linked.evidence ->> 'same_person_as')
        end
    from linked
    union all
    select
        'module_ct_scouting_daily',
        decided.registration_id::text,
        null::uuid,
        decided.driver_id,
        null::text,
        null::text,
        null::integer,
        jsonb_build_object(
            'driver_phone', decided.driver_phone, 'driver_license', decided.driver_license, 'scout_id', decided.scout_id
        ),
        decided.action,
        decided.reason,
        clock_timestamp(),
        $10::integer,
        null::text
    from decided
    where decided.action in ('AMBIGUOUS', 'SKIPPED')
        and not exists (
            select
            from ops.identity_links_backfill_audit as earlier
            where earlier.source_table = 'module_ct_scouting_daily'
                and earlier.source_pk = decided.registration_id::text
                and earlier.action_type = decided.action
        )
    returning action_type
)
select
    (select count(*) from created) as created_persons,
    (select count(*) from linked where linked.evidence ->> 'same_person_as' = linked.source_pk::text) as new_persons,
    (select count(*) from linked) as links,
    (select count(*) from audited where audited.action_type = 'CREATED') as audited,
    (select count(*) from decided where decided.action = 'AMBIGUOUS') as ambiguous,
    (select count(*) from decided where decided.action = 'SKIPPED') as skipped,
    (select count(*) from given)
        - (select count(*) from linked)
        - (select count(*) from decided where decided.action in ('AMBIGUOUS', 'SKIPPED')) as overtaken
order by 1
limit 1;
