-- Purpose: the three audit tables of the refresh job, append-only. A CT4 database may hold them already; then its rows, its
--          columns and its id stay as they are, only missing columns are added, and the guards are put on.
-- Leaves behind: ops.identity_links_backfill_audit, ops.lead_ledger_scout_backfill_audit, ops.lead_events_scout_backfill_audit,
--                an index for each question asked of them, and the function ops.scoutwatch_refuse_change with its triggers.
-- Why so: each table is made with its id alone and then given its columns, so that a new and an older table pass the same list.
--         `enable always`, so that session_replication_role does not get past the guards. Whoever owns a table can still drop a
--         guard; doctor looks for that.

create table if not exists ops.identity_links_backfill_audit (
    id bigint generated always as identity primary key
);
alter table ops.identity_links_backfill_audit
    add column if not exists source_table text,
    add column if not exists source_pk text,
    add column if not exists person_key uuid,
    add column if not exists driver_id text,
    add column if not exists match_method text,
    add column if not exists match_confidence text,
    add column if not exists match_score integer,
    add column if not exists evidence_json jsonb,
    add column if not exists action_type text,
    add column if not exists error_message text,
    add column if not exists backfill_timestamp timestamp with time zone default now(),
    add column if not exists ingestion_run_id integer,
    add column if not exists notes text;

create table if not exists ops.lead_ledger_scout_backfill_audit (
    id bigint generated always as identity primary key
);
alter table ops.lead_ledger_scout_backfill_audit
    add column if not exists person_key uuid,
    add column if not exists old_attributed_scout_id integer,
    add column if not exists new_attributed_scout_id integer,
    add column if not exists attribution_rule_old text,
    add column if not exists attribution_rule_new text,
    add column if not exists attribution_confidence_old text,
    add column if not exists attribution_confidence_new text,
    add column if not exists attribution_source text,
    add column if not exists evidence_json_old jsonb,
    add column if not exists evidence_json_new jsonb,
    add column if not exists backfill_method text,
    add column if not exists backfill_timestamp timestamp with time zone default now(),
    add column if not exists ingestion_run_id integer,
    add column if not exists notes text;

create table if not exists ops.lead_events_scout_backfill_audit (
    id bigint generated always as identity primary key
);
alter table ops.lead_events_scout_backfill_audit
    add column if not exists source_table text,
    add column if not exists source_pk text,
    add column if not exists person_key uuid,
    add column if not exists old_scout_id integer,
    add column if not exists new_scout_id integer,
    add column if not exists mapping_method text,
    add column if not exists mapping_confidence text,
    add column if not exists evidence_json jsonb,
    add column if not exists action_type text,
    add column if not exists error_message text,
    add column if not exists backfill_timestamp timestamp with time zone default now(),
    add column if not exists ingestion_run_id integer,
    add column if not exists notes text;

create index if not exists scoutwatch_links_audit_by_source
    on ops.identity_links_backfill_audit (source_table, source_pk);
create index if not exists scoutwatch_links_audit_by_person
    on ops.identity_links_backfill_audit (person_key);
create index if not exists scoutwatch_links_audit_by_run
    on ops.identity_links_backfill_audit (ingestion_run_id);
create index if not exists scoutwatch_ledger_audit_by_person
    on ops.lead_ledger_scout_backfill_audit (person_key);
create index if not exists scoutwatch_ledger_audit_by_run
    on ops.lead_ledger_scout_backfill_audit (ingestion_run_id);
create index if not exists scoutwatch_events_audit_by_source
    on ops.lead_events_scout_backfill_audit (source_table, source_pk);
create index if not exists scoutwatch_events_audit_by_person
    on ops.lead_events_scout_backfill_audit (person_key);
create index if not exists scoutwatch_events_audit_by_run
    on ops.lead_events_scout_backfill_audit (ingestion_run_id);

comment on table ops.identity_links_backfill_audit is
    'Append-only: what the refresh job did, or did not do and why, for each registration without a link.';
comment on table ops.lead_ledger_scout_backfill_audit is
    'Append-only: each ledger row that the refresh job gave a scout, as it was and as it became.';
comment on table ops.lead_events_scout_backfill_audit is
    'Append-only: what the refresh job did, or did not do and why, for each event without a scout.';

create or replace function ops.scoutwatch_refuse_change()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $function$
begin
    raise exception '%.% is append-only: % is refused', tg_table_schema, tg_table_name, lower(tg_op)
        using errcode = 'integrity_constraint_violation',
            hint = 'An audit row is never changed or removed; append another that corrects it.';
end
$function$;
comment on function ops.scoutwatch_refuse_change() is
    'scoutwatch: the trigger function that keeps the audit tables append-only.';

do $block$
declare
    audit_table text;
begin
    foreach audit_table in array array[
        'identity_links_backfill_audit', 'lead_ledger_scout_backfill_audit', 'lead_events_scout_backfill_audit'
    ]
    loop
        if not exists (
            select
            from pg_catalog.pg_trigger as trigger
            where trigger.tgrelid = format('ops.%I', audit_table)::regclass
                and trigger.tgname = 'scoutwatch_refuse_row_change'
        ) then
            execute format(
                'create trigger scoutwatch_refuse_row_change before update or delete on ops.%I '
                'for each row execute function ops.scoutwatch_refuse_change()', audit_table);
        end if;
        if not exists (
            select
            from pg_catalog.pg_trigger as trigger
            where trigger.tgrelid = format('ops.%I', audit_table)::regclass
                and trigger.tgname = 'scoutwatch_refuse_truncate'
        ) then
            execute format(
                'create trigger scoutwatch_refuse_truncate before truncate on ops.%I '
                'for each statement execute function ops.scoutwatch_refuse_change()', audit_table);
        end if;
        execute format('alter table ops.%I enable always trigger scoutwatch_refuse_row_change', audit_table);
        execute format('alter table ops.%I enable always trigger scoutwatch_refuse_truncate', audit_table);
    end loop;
end
$block$;
