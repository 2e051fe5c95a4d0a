-- Purpose: gives the trend a past on the first installation, as far as CT4's timestamps prove it and no further.
-- Proves: total_persons of a day: the persons created by its end. satisfactory_count: those of them whose ledger row names a
--         scout and was last changed by its end. A ledger row that changed again later is counted from then on only, so that the
--         count is a lower bound; each row says is_reconstructed. Categories, conflicts and the other sources stay null.
-- Leaves behind: one final row for each of at most 400 business days before today that has none, from the day of the first person
--                on. Days that have a row are left as they are, so that it can be run again.
-- Applied: once, at the first installation, after V0002 and business_day.sql. One pass over registry and ledger.

insert into ops.scout_attribution_daily_history (
    metric_date, total_persons, satisfactory_count, missing_count, by_source_lead_ledger, computed_at, is_final, is_reconstructed
)
with today as (
    select ops.scoutwatch_business_day(now()) as day
),
person as (
    select
        ops.scoutwatch_business_day(registry.created_at) as created_on,
        case
            when ledger.attributed_scout_id is not null
                then ops.scoutwatch_business_day(greatest(registry.created_at, ledger.updated_at))
        end as attributed_on
    from canon.identity_registry as registry
    left join observational.lead_ledger as ledger
        on ledger.person_key = registry.person_key
),
counted as (
    select person.created_on, person.attributed_on, count(*) as persons
    from person
    group by person.created_on, person.attributed_on
),
change as (
    select counted.created_on as day, counted.persons as created, 0::numeric as attributed
    from counted
    union all
    select counted.attributed_on, 0, counted.persons
    from counted
    where counted.attributed_on is not null
),
changed_day as (
    select change.day, sum(change.created) as created, sum(change.attributed) as attributed
    from change
    group by change.day
),
history_day as (
    select series.moment::date as day
    from today
    cross join (select min(counted.created_on) as day from counted) as first_person
    cross join lateral generate_series(
        greatest(first_person.day, today.day - 400)::timestamp without time zone,
        (today.day - 1)::timestamp without time zone,
        interval '1 day'
    ) as series (moment)
    where first_person.day is not null
),
running as (
    select
        every_day.day,
        every_day.is_wanted,
        sum(every_day.created) over (order by every_day.day) as total_persons,
        sum(every_day.attributed) over (order by every_day.day) as satisfactory_count
    from (
        select
            coalesce(history_day.day, changed_day.day) as day,
            history_day.day is not null as is_wanted,
            coalesce(changed_day.created, 0) as created,
            coalesce(changed_day.attributed, 0) as attributed
        from history_day
        full join changed_day
            on changed_day.day = history_day.day
    ) as every_day
)
select
    running.day as metric_date,
    running.total_persons::bigint,
    running.satisfactory_count::bigint,
    (running.total_persons - running.satisfactory_count)::bigint as missing_count,
    running.satisfactory_count::bigint as by_source_lead_ledger,
    now() as computed_at,
    true as is_final,
    true as is_reconstructed
from running
where running.is_wanted
order by running.day
limit 400
on conflict (metric_date) do nothing;
