-- Purpose: the stored daily history: what the figures were at the end of each business day.
-- Leaves behind: ops.scout_attribution_daily_history, and a guard that keeps a closed day as it is.
-- Columns: metric_date date; total_persons, satisfactory_count, missing_count int8; backlog_a … backlog_e int8; conflicts_open,
--          conflicts_contradicting int8; by_source_scouting_daily, by_source_cabinet_leads, by_source_lead_ledger int8;
--          computed_at timestamptz; is_final boolean (the day is over and its row stays); is_reconstructed boolean (from
--          timestamps, after the fact); run_id int4 (the run that stored it).
--          Only a reconstructed day may leave figures null: those that timestamps cannot prove.
-- Written by: the refresh job (today's row, again at each run; past rows become final), sql/schema/reconstruct_history.sql once.

create table ops.scout_attribution_daily_history (
    metric_date date primary key,
    total_persons bigint not null,
    satisfactory_count bigint not null,
    missing_count bigint not null,
    backlog_a bigint,
    backlog_b bigint,
    backlog_c bigint,
    backlog_d bigint,
    backlog_e bigint,
    conflicts_open bigint,
    conflicts_contradicting bigint,
    by_source_scouting_daily bigint,
    by_source_cabinet_leads bigint,
    by_source_lead_ledger bigint,
    computed_at timestamp with time zone not null default now(),
    is_final boolean not null default false,
    is_reconstructed boolean not null default false,
    run_id integer,
    constraint scout_attribution_daily_history_not_negative check (
        least(
            total_persons, satisfactory_count, missing_count, backlog_a, backlog_b, backlog_c, backlog_d, backlog_e,
            conflicts_open, conflicts_contradicting,
            by_source_scouting_daily, by_source_cabinet_leads, by_source_lead_ledger
        ) >= 0
    ),
    constraint scout_attribution_daily_history_total check (satisfactory_count + missing_count = total_persons),
    constraint scout_attribution_daily_history_partition check (
        backlog_a + backlog_b + backlog_c + backlog_d + backlog_e = missing_count
    ),
    constraint scout_attribution_daily_history_known check (
        is_reconstructed
        or num_nulls(
            backlog_a, backlog_b, backlog_c, backlog_d, backlog_e, conflicts_open, conflicts_contradicting,
            by_source_scouting_daily, by_source_cabinet_leads, by_source_lead_ledger
        ) = 0
    )
);

comment on table ops.scout_attribution_daily_history is
    'scoutwatch: the figures of each business day as they were stored; a day that is over and final is never changed.';
comment on column ops.scout_attribution_daily_history.is_reconstructed is
    'From timestamps, after the fact: satisfactory_count is a lower bound, and what cannot be proved is null.';

create or replace function ops.scoutwatch_keep_closed_day()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $function$
begin
    if tg_op = 'TRUNCATE' then
        raise exception 'the daily history is never truncated'
            using errcode = 'integrity_constraint_violation';
    end if;
    if old.is_final and old.metric_date < ops.scoutwatch_business_day(now()) then
        raise exception 'the day % of the history is closed: % is refused', old.metric_date, lower(tg_op)
            using errcode = 'integrity_constraint_violation',
                hint = 'A closed day stays as it was stored; only today and days that are not final can change.';
    end if;
    if tg_op = 'DELETE' then
        return old;
    end if;
    return new;
end
$function$;
comment on function ops.scoutwatch_keep_closed_day() is
    'scoutwatch: the trigger function that refuses to change or delete a closed day of the history.';

create trigger scoutwatch_keep_closed_day
    before update or delete on ops.scout_attribution_daily_history
    for each row execute function ops.scoutwatch_keep_closed_day();
alter table ops.scout_attribution_daily_history enable always trigger scoutwatch_keep_closed_day;

create trigger scoutwatch_keep_history
    before truncate on ops.scout_attribution_daily_history
    for each statement execute function ops.scoutwatch_keep_closed_day();
alter table ops.scout_attribution_daily_history enable always trigger scoutwatch_keep_history;
