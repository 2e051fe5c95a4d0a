-- Purpose: check 9: the last run gave no ledger row a scout that other evidence of the person contradicted.
-- Parameters: $1 int4 run; null: the last run of scoutwatch that ended.
-- Columns (one row): verdict text, detail text.
-- ERROR: the evidence was there, and linked to the person, when the run began. WARN: it came while the run was running; whether before
--        or after the ledger row was written cannot be told from its times.

with this_run as (
    select run.id, run.started_at, coalesce(run.completed_at, now()) as ended_at
    from ops.ingestion_runs as run
    join ops.scoutwatch_runs as ours
        on ours.run_id = run.id
    where case when $1::integer is null then run.status::text <> 'RUNNING' else run.id = $1::integer end
    order by run.started_at desc, run.id desc
    limit 1
),
written as (
    select audit.person_key, audit.new_attributed_scout_id as scout_id, this_run.started_at, this_run.ended_at
    from this_run
    join ops.lead_ledger_scout_backfill_audit as audit
        on audit.ingestion_run_id = this_run.id
),
contradicted as (
    select written.person_key, bool_or(greatest(evidence.created_at, link.linked_at) < written.started_at) as was_there_before
    from written
    join ops.v_scout_attribution_raw as evidence
        on evidence.person_key = written.person_key
    left join canon.identity_links as link
        on link.source_table::text = substring(evidence.source_table from '^public\.(module_ct_.*)$')
        and link.source_pk::text = evidence.source_pk
        and evidence.priority in (3, 4)
    where evidence.priority > 1
        and evidence.scout_id <> written.scout_id
        and greatest(evidence.created_at, link.linked_at) < written.ended_at
    group by written.person_key
)
select
    case
        when not exists (select from this_run) then 'SKIP'
        when counted.before > 0 then 'ERROR'
        when counted.meanwhile > 0 then 'WARN'
        else 'OK'
    end as verdict,
    case
        when not exists (select from this_run) then 'scoutwatch has run no job here yet'
        else format(
            '%s ledger rows written; %s for a person whose other evidence contradicted it before, %s meanwhile',
            (select count(*) from written), counted.before, counted.meanwhile
        )
    end as detail
from (
    select
        count(*) filter (where contradicted.was_there_before) as before,
        count(*) filter (where not contradicted.was_there_before) as meanwhile
    from contradicted
) as counted
order by 1
limit 1;
