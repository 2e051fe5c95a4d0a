-- Purpose: the events without a scout whose cabinet lead points at one, by the mapping that a configuration names, and what the refresh
--          job does about each. The job changes the rows that this view names, and a dry run counts them here.
-- Settings: scoutwatch.lead_scout_column (a column of module_ct_cabinet_leads), scoutwatch.scouts_match_column (a column of
--           module_ct_scouts_list with the same values). Without them the view has no rows.
-- Columns: event_id int4; person_key uuid; source_pk text (the lead's); mapped_value text (what the lead says); scout_id int4 (the
--          one scout that it maps to, else null); action text: UPDATE (the event gets the scout), NO_MAPPING (no scout has that
--          value), SEVERAL (more than one has).
-- Read by: the refresh job, the plan of a run.
-- Why so: the names of columns are values here, read out of the row as jsonb, so that nothing is composed from a configuration.

create or replace view ops.v_scout_attribution_event_candidates as
select
    pointed.event_id,
    pointed.person_key,
    pointed.source_pk,
    min(pointed.mapped_value) as mapped_value,
    case when min(pointed.scout_min) = max(pointed.scout_max) then min(pointed.scout_min) end as scout_id,
    case
        when min(pointed.scout_min) is null then 'NO_MAPPING'::text
        when min(pointed.scout_min) = max(pointed.scout_max) then 'UPDATE'::text
        else 'SEVERAL'::text
    end as action
from (
    select
        event.id as event_id,
        event.person_key,
        event.source_pk::text as source_pk,
        lead.mapped_value,
        scout.scout_min,
        scout.scout_max
    from observational.lead_events as event
    join (
        select
            coalesce(source_lead.external_id::text, source_lead.id::text) as source_pk,
            nullif(
                btrim(source_lead.whole_row ->> current_setting('scoutwatch.lead_scout_column'::text, true)), ''::text
            ) as mapped_value
        from ops.v_scoutwatch_source_cabinet_leads as source_lead
    ) as lead
        on lead.source_pk = event.source_pk::text
    left join (
        select
            btrim(
                source_scout.whole_row ->> current_setting('scoutwatch.scouts_match_column'::text, true)
            ) as mapped_value,
            min(source_scout.scout_id) as scout_min,
            max(source_scout.scout_id) as scout_max
        from ops.v_scoutwatch_source_scouts_list as source_scout
        where source_scout.scout_id > 0
        group by 1
    ) as scout
        on scout.mapped_value = lead.mapped_value
    where event.source_table::text = 'module_ct_cabinet_leads'::text
        and ops.scoutwatch_event_scout(event.scout_id, event.payload_json) is null
        and lead.mapped_value is not null
) as pointed
group by pointed.event_id, pointed.person_key, pointed.source_pk;

comment on view ops.v_scout_attribution_event_candidates is
    'scoutwatch: the events without a scout whose cabinet lead points at one, by the configured mapping.';
