-- Purpose: check 8: the last run has an audit row for each row that it changed, and no other.
-- Parameters: $1 int4 run; null: the last run of scoutwatch that ended.
-- Columns (one row): verdict text, detail text.
-- What was undone by hand (docs/runbooks) has audit rows of its own with the run's number, and is no change of the run.
-- Compared: the links that carry the run's number, and what the run itself says it changed, step by step, as far as it got to say it. A
--           run that lost its connection does not know whether its last batch was committed, so that one that failed may say less.

with this_run as (
    select run.id, run.status::text as status, run.stats
    from ops.ingestion_runs as run
    join ops.scoutwatch_runs as ours
        on ours.run_id = run.id
    where case when $1::integer is null then run.status::text <> 'RUNNING' else run.id = $1::integer end
    order by run.started_at desc, run.id desc
    limit 1
),
told as (
    select
        this_run.id,
        this_run.status,
        sum((step.value ->> 'changed')::bigint) filter (where step.value ->> 'step' = 'identity_links') as links,
        sum((step.value ->> 'changed')::bigint) filter (where step.value ->> 'step' = 'lead_events') as events,
        sum((step.value ->> 'changed')::bigint) filter (where step.value ->> 'step' = 'lead_ledger') as ledger
    from this_run
    left join lateral json_array_elements(this_run.stats -> 'steps') as step (value)
        on true
    group by this_run.id, this_run.status
),
counted as (
    select
        told.*,
        (select count(*) from canon.identity_links as link where link.run_id = told.id) as link_rows,
        (
            select count(*)
            from ops.identity_links_backfill_audit as audit
            where audit.ingestion_run_id = told.id
                and audit.action_type = 'CREATED'
        ) as link_audits,
        (
            select count(*)
            from ops.identity_links_backfill_audit as audit
            where audit.ingestion_run_id = told.id
                and audit.action_type = 'UNDONE'
        ) as links_undone,
        (
            select count(*)
            from ops.lead_events_scout_backfill_audit as audit
            where audit.ingestion_run_id = told.id
                and audit.action_type = 'UPDATED'
        ) as event_audits,
        (
            select count(*)
            from ops.lead_ledger_scout_backfill_audit as audit
            where audit.ingestion_run_id = told.id
                and audit.backfill_method is distinct from 'UNDONE'
        ) as ledger_audits
    from told
)
select
    case
        when counted.id is null then 'SKIP'
        when counted.link_rows <> counted.link_audits - counted.links_undone
            or counted.links > counted.link_audits
            or counted.events > counted.event_audits
            or counted.ledger > counted.ledger_audits
            or (
                counted.status <> 'FAILED'
                and (
                    counted.links < counted.link_audits
                    or counted.events < counted.event_audits
                    or counted.ledger < counted.ledger_audits
                )
            )
            then 'ERROR'
        else 'OK'
    end as verdict,
    case
        when counted.id is null then 'scoutwatch has run no job here yet'
        else format(
            'run %s: %s links, %s audited; %s events changed, %s audited; %s ledger rows changed, %s audited', counted.id,
            counted.link_rows, counted.link_audits, coalesce(counted.events::text, '–'), counted.event_audits,
            coalesce(counted.ledger::text, '–'), counted.ledger_audits
        )
    end as detail
from (values (1)) as one_row (always)
left join counted
    on true
order by 1
limit 1;
