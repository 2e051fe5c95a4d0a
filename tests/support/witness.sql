-- Purpose: a witness who writes down every change of every table of CT4, whoever makes it, and compares what the job did with what the
--          job says it did. It reads base tables alone: nothing here depends on a view or a function of ours.
-- Runs after the installation. Setting: flagship.operator, the role that runs the job.

create schema witness;

create table witness.changes (
    seq bigint generated always as identity primary key,
    relation text not null,
    operation text not null,
    old_row jsonb,
    new_row jsonb,
    changed_by text not null,
    nonce text
);
create index on witness.changes (relation, changed_by);

create function witness.note() returns trigger language plpgsql security definer as $$
begin
    insert into witness.changes (relation, operation, old_row, new_row, changed_by, nonce)
    values (
        tg_table_schema || '.' || tg_table_name, tg_op,
        case when tg_op <> 'INSERT' then to_jsonb(old) end, case when tg_op <> 'DELETE' then to_jsonb(new) end,
        session_user, current_setting('scoutwatch.nonce', true)
    );
    return null;
end
$$;

do $$
declare
    watched text;
begin
    for watched in
        select format('%I.%I', schemaname, tablename) from pg_tables
        where schemaname in ('canon', 'observational', 'public') or schemaname = 'ops' and tablename = 'ingestion_runs'
    loop
        execute format(
            'create trigger zz_witness after insert or update or delete on %s for each row execute function witness.note()', watched
        );
    end loop;
end
$$;

-- What was compared already: the totals, and the last audit row of each kind.
create table witness.accepted as
select
    current_setting('flagship.operator') as operator, 0::bigint as ledger, 0::bigint as links, 0::bigint as events, 0::bigint as persons,
    0::bigint as last_ledger, 0::bigint as last_link, 0::bigint as last_event;

create view witness.job_changes as
select change.*, run.run_id
from witness.changes as change
left join ops.scoutwatch_runs as run on run.nonce::text = change.nonce
where change.changed_by = (select operator from witness.accepted);

create view witness.evidence as
select person_key, attributed_scout_id as scout_id, 'ledger' as source from observational.lead_ledger where attributed_scout_id is not null
union all
select
    person_key,
    case when scout_id > 0 then scout_id when payload_json ->> 'scout_id' ~ '^[1-9][0-9]{0,8}$' then (payload_json ->> 'scout_id')::integer end,
    'event'
from observational.lead_events where person_key is not null
union all
select link.person_key, registration.scout_id, 'registration'
from canon.identity_links as link join public.module_ct_scouting_daily as registration on registration.id::text = link.source_pk
where link.source_table = 'module_ct_scouting_daily'
union all
select link.person_key, migration.scout_id, 'migration'
from canon.identity_links as link join public.module_ct_migrations as migration on migration.id::text = link.source_pk
where link.source_table = 'module_ct_migrations';

create view witness.persons as
select
    person_key, count(distinct scout_id) as scouts, min(scout_id) as scout_id,
    count(scout_id) filter (where source = 'event') as events
from witness.evidence
group by person_key;

-- Every rule that is broken, with an example. Nobody runs the job, and since the last acceptance nobody but the job has changed evidence.
create function witness.faults() returns table (fault text) language sql set jit = off as $$
    with changed_ledger as materialized (
        select
            (new_row ->> 'person_key')::uuid as person_key, (old_row ->> 'attributed_scout_id')::integer as old_scout,
            (new_row ->> 'attributed_scout_id')::integer as new_scout, old_row ->> 'attribution_rule' as old_rule,
            new_row ->> 'attribution_rule' as new_rule, old_row ->> 'confidence_level' as old_confidence,
            new_row ->> 'confidence_level' as new_confidence, nullif(old_row -> 'evidence_json', 'null') as old_evidence,
            new_row -> 'evidence_json' as new_evidence, run_id, operation, old_row
        from witness.job_changes where relation = 'observational.lead_ledger'
    ),
    ledger_change as (
        select person_key, old_scout, new_scout, old_rule, new_rule, old_confidence, new_confidence, old_evidence, new_evidence, run_id
        from changed_ledger
    ),
    ledger_audit as (
        select
            person_key, old_attributed_scout_id, new_attributed_scout_id, attribution_rule_old, attribution_rule_new,
            attribution_confidence_old, attribution_confidence_new, nullif(evidence_json_old, 'null'), evidence_json_new, ingestion_run_id
        from ops.lead_ledger_scout_backfill_audit where id > (select last_ledger from witness.accepted)
    ),
    link_change as (
        select
            new_row ->> 'source_table', new_row ->> 'source_pk', (new_row ->> 'person_key')::uuid, (new_row ->> 'match_score')::integer,
            new_row ->> 'confidence_level', run_id, (new_row ->> 'run_id')::integer
        from witness.job_changes where relation = 'canon.identity_links'
    ),
    link_audit as (
        select source_table, source_pk, person_key, match_score, match_confidence, ingestion_run_id, ingestion_run_id
        from ops.identity_links_backfill_audit where action_type = 'CREATED' and id > (select last_link from witness.accepted)
    ),
    event_change as (
        select
            new_row ->> 'source_table', new_row ->> 'source_pk', (new_row ->> 'person_key')::uuid, (old_row ->> 'scout_id')::integer,
            (new_row ->> 'scout_id')::integer, run_id
        from witness.job_changes where relation = 'observational.lead_events'
    ),
    event_audit as (
        select source_table, source_pk, person_key, old_scout_id, new_scout_id, ingestion_run_id
        from ops.lead_events_scout_backfill_audit where action_type = 'UPDATED' and id > (select last_event from witness.accepted)
    ),
    bad (what, example) as (
        select 'a ledger change without its audit row', to_jsonb(x)::text from (table ledger_change except all table ledger_audit) as x
        union all
        select 'a ledger audit row without its change', to_jsonb(x)::text from (table ledger_audit except all table ledger_change) as x
        union all
        select 'a link without its audit row', to_jsonb(x)::text from (table link_change except all table link_audit) as x
        union all
        select 'a link audit row without its link', to_jsonb(x)::text from (table link_audit except all table link_change) as x
        union all
        select 'an event without its audit row', to_jsonb(x)::text from (table event_change except all table event_audit) as x
        union all
        select 'an event audit row without its change', to_jsonb(x)::text from (table event_audit except all table event_change) as x
        union all
        select 'a ledger row that had a scout was changed', to_jsonb(c)::text from changed_ledger as c where c.old_scout is not null
        union all
        select 'a ledger row was changed that says conflict', to_jsonb(c)::text from changed_ledger as c
        where c.old_row ->> 'decision_status' = 'conflict'
        union all
        select 'a ledger row was inserted or deleted', to_jsonb(c)::text from changed_ledger as c where c.operation <> 'UPDATE'
        union all
        select 'a person in conflict was written', to_jsonb(c)::text || to_jsonb(p)::text
        from changed_ledger as c join witness.persons as p on p.person_key = c.person_key where p.scouts <> 1 or p.scout_id <> c.new_scout
        union all
        select 'a link was changed or deleted', to_jsonb(c)::text from witness.job_changes as c
        where c.relation in ('canon.identity_links', 'canon.identity_registry') and c.operation <> 'INSERT'
        union all
        select 'an event was changed beyond its scout', to_jsonb(c)::text from witness.job_changes as c
        where c.relation = 'observational.lead_events'
            and (c.operation <> 'UPDATE' or c.old_row - 'scout_id' <> c.new_row - 'scout_id' or c.old_row ->> 'scout_id' is not null)
        union all
        select 'a person was created without a link', to_jsonb(c)::text from witness.job_changes as c
        where c.relation = 'canon.identity_registry' and not exists (
            select from ops.identity_links_backfill_audit as a
            where a.person_key::text = c.new_row ->> 'person_key' and a.ingestion_run_id = c.run_id and a.notes = 'new person'
        )
        union all
        select 'another table was changed', to_jsonb(c)::text from witness.job_changes as c
        where c.relation not in ('canon.identity_links', 'canon.identity_registry', 'observational.lead_events', 'observational.lead_ledger')
            and not (c.relation = 'ops.ingestion_runs' and c.operation <> 'DELETE' and c.new_row ->> 'job_type' = 'scout_attribution_refresh')
        union all
        select 'a change outside a run', to_jsonb(c)::text from witness.job_changes as c
        where c.relation not like 'ops.%' and c.run_id is null
        union all
        select 'a run that had ended was opened or ended again', to_jsonb(c)::text from witness.job_changes as c
        where c.relation = 'ops.ingestion_runs' and c.operation = 'UPDATE' and c.old_row ->> 'status' <> 'RUNNING'
        union all
        select 'several runs are active', count(*)::text from ops.ingestion_runs
        where job_type = 'scout_attribution_refresh' and status = 'RUNNING' having count(*) > 1
        union all
        select 'a run ended without an end or a reason', to_jsonb(r)::text from ops.ingestion_runs as r
        where r.job_type = 'scout_attribution_refresh' and r.status <> 'RUNNING'
            and (r.completed_at is null or (r.status = 'FAILED') <> (coalesce(r.error_message, '') <> ''))
        union all
        select 'a registration was left and audited twice', source_pk from ops.identity_links_backfill_audit
        where action_type in ('AMBIGUOUS', 'SKIPPED') group by source_pk, action_type having count(*) > 1
    )
    select bad.what || ': ' || count(*) || ' times, as ' || left(min(bad.example), 600) from bad group by bad.what order by bad.what
$$;

-- What a clean run leaves undone though it should have done it.
create function witness.undone() returns table (fault text) language sql set jit = off as $$
    select 'a ledger row could have its one scout: ' || person.person_key
    from witness.persons as person join observational.lead_ledger as ledger on ledger.person_key = person.person_key
    where person.scouts = 1 and person.events > 0 and ledger.attributed_scout_id is null and ledger.decision_status <> 'conflict'
    limit 3
$$;

-- Counts what was compared and forgets it. In the same snapshot as the comparison.
create procedure witness.accept() language sql as $$
    update witness.accepted set
        ledger = ledger + (select count(*) from witness.job_changes where relation = 'observational.lead_ledger'),
        links = links + (select count(*) from witness.job_changes where relation = 'canon.identity_links'),
        events = events + (select count(*) from witness.job_changes where relation = 'observational.lead_events'),
        persons = persons + (select count(*) from witness.job_changes where relation = 'canon.identity_registry'),
        last_ledger = (select coalesce(max(id), 0) from ops.lead_ledger_scout_backfill_audit),
        last_link = (select coalesce(max(id), 0) from ops.identity_links_backfill_audit),
        last_event = (select coalesce(max(id), 0) from ops.lead_events_scout_backfill_audit);
    delete from witness.changes;
$$;

-- The checksum of every table that nothing in a test may change.
create function witness.rest() returns text language plpgsql as $$
declare
    watched record;
    sum_of_rows text;
    answer text := '';
begin
    for watched in
        select schemaname, tablename from pg_tables
        where schemaname in ('canon', 'observational', 'public', 'ops')
            and format('%s.%s', schemaname, tablename) not in (
                'canon.identity_links', 'canon.identity_registry', 'observational.lead_events', 'observational.lead_ledger',
                'ops.ingestion_runs', 'ops.scoutwatch_runs', 'ops.identity_links_backfill_audit', 'ops.lead_ledger_scout_backfill_audit',
                'ops.lead_events_scout_backfill_audit', 'ops.scout_attribution_daily_history'
            )
        order by 1, 2
    loop
        execute format(
            'select count(*) || '' '' || coalesce(sum(hashtextextended(t::text, 0)), 0) from %I.%I as t', watched.schemaname, watched.tablename
        ) into sum_of_rows;
        answer := answer || format(E'%s.%s %s\n', watched.schemaname, watched.tablename, sum_of_rows);
    end loop;
    select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) from ops.ingestion_runs as t
    where job_type <> 'scout_attribution_refresh' into sum_of_rows;
    return answer || 'runs of other jobs ' || sum_of_rows;
end
$$;

-- The application takes decisions back, so that there is work again: ledger rows, links, scouts of events.
create procedure witness.take_back(few integer, seed bigint) language sql as $$
    update observational.lead_ledger set attributed_scout_id = null, decision_status = 'unassigned', confidence_level = 'low',
        attribution_rule = nullif(attribution_rule, 'BACKFILL_SINGLE_SCOUT_FROM_EVENTS'), updated_at = now()
    where person_key in (
        select person_key from observational.lead_ledger where evidence_json ? 'scout_attribution_refresh' and attributed_scout_id is not null
        order by hashtextextended(person_key::text, seed) limit few
    );
    delete from canon.identity_links where id in (
        select id from canon.identity_links where run_id is not null order by hashint8extended(id, seed) limit few / 10
    );
    update observational.lead_events set scout_id = null where id in (
        select id from observational.lead_events where source_table = 'module_ct_cabinet_leads' and scout_id is not null
        order by hashint8extended(id, seed) limit few / 10
    );
    delete from witness.changes;
$$;
