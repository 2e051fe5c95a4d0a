-- Purpose: the persons whose events name a scout that the ledger does not have, and what the refresh job does about each. The job
--          changes the rows that this view names, and a dry run counts them here: there is no other definition.
-- Columns: person_key uuid; scout_id int4 (the one scout that all evidence names, null where it names several); ledger_exists
--          boolean; action text: UPDATE (the ledger row gets the scout), CREATE (there is no ledger row: it is made only where the
--          configuration says so), CONFLICT (evidence names several scouts: a human decides), DECIDED_CONFLICT (one scout, but the
--          ledger row says conflict: a human has to take that back).
-- Read by: the refresh job, the plan of a run, people by hand. In no order: ask for one.
-- Cost: one pass over the facts.

create or replace view ops.v_scout_attribution_ledger_candidates as
select
    facts.person_key,
    case when not facts.in_conflict then facts.scout_min end as scout_id,
    facts.ledger_exists,
    case
        when facts.in_conflict then 'CONFLICT'::text
        when not facts.ledger_exists then 'CREATE'::text
        when ledger.decision_status::text = 'conflict'::text then 'DECIDED_CONFLICT'::text
        else 'UPDATE'::text
    end as action
from ops.v_scout_attribution_person_facts as facts
left join observational.lead_ledger as ledger
    on ledger.person_key = facts.person_key
where facts.category = 'D'::text;

comment on view ops.v_scout_attribution_ledger_candidates is
    'scoutwatch: the persons whose events name a scout that the ledger does not have, and what the refresh job does about each.';
