-- Purpose: gives the demo a stored past, as if each of its refresh runs had stored its day: with categories and conflicts, which a
--          reconstruction cannot prove in a real database. The invented timestamps are the whole truth here, so they can be asked.
-- Leaves behind: in ops.scout_attribution_daily_history, the days before today that have a completed refresh run, as that run would
--                have seen them. Other days stay as the installation reconstructed them.
-- Run: once, in the demo's private database, after the schema is installed. It lifts the guard of closed days while it runs.

alter table ops.scout_attribution_daily_history disable trigger scoutwatch_keep_closed_day;

with moment as materialized (
    select
        row_number() over (order by last_run.day) as number,
        last_run.day,
        last_run.taken_at,
        last_run.run_id
    from (
        select distinct on (ops.scoutwatch_business_day(run.completed_at))
            ops.scoutwatch_business_day(run.completed_at) as day,
            run.completed_at as taken_at,
            run.id as run_id
        from ops.ingestion_runs as run
        where run.job_type::text = 'scout_attribution_refresh'
            and run.status::text = 'COMPLETED'
            and ops.scoutwatch_business_day(run.completed_at) < ops.scoutwatch_business_day(now())
        order by ops.scoutwatch_business_day(run.completed_at), run.completed_at desc
    ) as last_run
),
moments as materialized (
    select array_agg(moment.taken_at order by moment.number) as taken_at
    from moment
),
event as (
    select
        lead_event.person_key,
        min(lead_event.created_at) as first_at,
        min(lead_event.created_at) filter (where named.scout_id is not null) as named_at,
        min(lead_event.created_at) filter (
            where named.scout_id is not null and lead_event.source_table = 'module_ct_cabinet_leads'
        ) as cabinet_at
    from observational.lead_events as lead_event
    cross join lateral (
        select coalesce(lead_event.scout_id, ops.scoutwatch_payload_scout(lead_event.payload_json)) as scout_id
    ) as named
    where lead_event.person_key is not null
    group by lead_event.person_key
),
source_row as (
    select
        link.person_key,
        min(link.linked_at) as named_at,
        min(link.linked_at) filter (where link.source_table = 'module_ct_scouting_daily') as registered_at
    from canon.identity_links as link
    left join public.module_ct_scouting_daily as registration
        on link.source_table = 'module_ct_scouting_daily' and registration.id::text = link.source_pk
    left join public.module_ct_migrations as migration
        on link.source_table = 'module_ct_migrations' and migration.id::text = link.source_pk
    where coalesce(registration.scout_id, migration.scout_id) is not null
    group by link.person_key
),
-- What happened to each person, and when; "infinity" is never.
person as materialized (
    select
        registry.person_key,
        registry.created_at,
        coalesce(case when ledger.attributed_scout_id is not null then ledger.updated_at end, 'infinity') as attributed_at,
        coalesce(ledger.updated_at, 'infinity') as ledger_at,
        coalesce(event.first_at, 'infinity') as event_at,
        coalesce(event.named_at, 'infinity') as event_named_at,
        coalesce(event.cabinet_at, 'infinity') as cabinet_at,
        coalesce(source_row.named_at, 'infinity') as source_named_at,
        coalesce(source_row.registered_at, 'infinity') as registered_at
    from canon.identity_registry as registry
    left join observational.lead_ledger as ledger on ledger.person_key = registry.person_key
    left join event on event.person_key = registry.person_key
    left join source_row on source_row.person_key = registry.person_key
),
-- The state of a person from each change on: satisfactory, or a category of the backlog.
state as (
    select
        person.person_key,
        change.at,
        case
            when person.attributed_at <= change.at then 'satisfactory'
            when person.event_at <= change.at and person.event_named_at <= change.at then 'D'
            when person.event_at <= change.at then 'A'
            when person.source_named_at <= change.at then 'E'
            when person.ledger_at <= change.at then 'B'
            else 'C'
        end as state
    from person
    cross join lateral (
        select distinct greatest(happened.at, person.created_at) as at
        from (
            values
                (person.created_at), (person.attributed_at), (person.ledger_at),
                (person.event_at), (person.event_named_at), (person.source_named_at)
        ) as happened (at)
        where happened.at < 'infinity'
    ) as change
),
step as (
    select state.at, state.state, 1 as change
    from state
    union all
    select state.at, lag(state.state) over (partition by state.person_key order by state.at), -1
    from state
    union all
    select greatest(person.attributed_at, person.registered_at, person.created_at), 'registered', 1
    from person
    where greatest(person.attributed_at, person.registered_at) < 'infinity'
    union all
    select greatest(person.attributed_at, person.cabinet_at, person.created_at), 'cabinet', 1
    from person
    where greatest(person.attributed_at, person.cabinet_at) < 'infinity'
),
-- A change is first seen by the next run after it.
seen as (
    select width_bucket(step.at, moments.taken_at) + 1 as number, step.state, sum(step.change) as change
    from step
    cross join moments
    where step.state is not null
    group by 1, 2
),
figure as (
    select
        moment.number,
        coalesce(sum(seen.change) filter (where seen.state = 'satisfactory'), 0) as satisfactory,
        coalesce(sum(seen.change) filter (where seen.state = 'A'), 0) as a,
        coalesce(sum(seen.change) filter (where seen.state = 'B'), 0) as b,
        coalesce(sum(seen.change) filter (where seen.state = 'C'), 0) as c,
        coalesce(sum(seen.change) filter (where seen.state = 'D'), 0) as d,
        coalesce(sum(seen.change) filter (where seen.state = 'E'), 0) as e,
        coalesce(sum(seen.change) filter (where seen.state = 'registered'), 0) as registered,
        coalesce(sum(seen.change) filter (where seen.state = 'cabinet'), 0) as cabinet
    from moment
    left join seen on seen.number <= moment.number
    group by moment.number
),
-- A person is in conflict from the moment on at which a second scout is named.
dispute as (
    select named.person_key, named.at, person.attributed_at
    from (
        select
            scout.person_key,
            scout.at,
            row_number() over (partition by scout.person_key order by scout.at) as place
        from (
            select raw.person_key, raw.scout_id, min(raw.created_at) as at
            from ops.v_scout_attribution_raw as raw
            where raw.scout_id is not null
                and raw.person_key in (select conflict.person_key from ops.v_scout_attribution_conflicts as conflict)
            group by raw.person_key, raw.scout_id
        ) as scout
    ) as named
    join person on person.person_key = named.person_key
    where named.place = 2
),
disputed as (
    select
        moment.number,
        count(dispute.person_key) filter (where dispute.attributed_at > moment.taken_at) as open,
        count(dispute.person_key) filter (where dispute.attributed_at <= moment.taken_at) as contradicting
    from moment
    left join dispute on dispute.at <= moment.taken_at
    group by moment.number
)
update ops.scout_attribution_daily_history as history
set
    total_persons = figure.satisfactory + figure.a + figure.b + figure.c + figure.d + figure.e,
    satisfactory_count = figure.satisfactory,
    missing_count = figure.a + figure.b + figure.c + figure.d + figure.e,
    backlog_a = figure.a,
    backlog_b = figure.b,
    backlog_c = figure.c,
    backlog_d = figure.d,
    backlog_e = figure.e,
    conflicts_open = disputed.open,
    conflicts_contradicting = disputed.contradicting,
    by_source_scouting_daily = figure.registered,
    by_source_cabinet_leads = figure.cabinet,
    by_source_lead_ledger = figure.satisfactory,
    computed_at = moment.taken_at,
    is_reconstructed = false,
    run_id = moment.run_id
from moment
join figure on figure.number = moment.number
join disputed on disputed.number = moment.number
where history.metric_date = moment.day;

alter table ops.scout_attribution_daily_history enable always trigger scoutwatch_keep_closed_day;
