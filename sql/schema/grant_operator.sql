-- Purpose: lets a role run the refresh job: to read the tables that the job reads, beside what a viewer may, to insert links,
--          persons, audit rows, runs and days of the history, and to change the few columns that the job changes. Nothing on
--          billing, no delete, no truncate. Can be run again.
-- Setting: scoutwatch.grant_role, the name of an existing role as it is, unquoted.
-- Run by: `schema grant --operator ROLE`, after grant_viewer.sql for the same role, as the owner of the tables.
-- Why so: who may not give a right gets a warning from the server and no error; so each right is looked at afterwards.

do $block$
declare
    grantee text := current_setting('scoutwatch.grant_role');
    granted text;
    id_sequence text;
begin
    foreach granted in array array['canon', 'observational', 'public', 'ops']
    loop
        execute format('grant usage on schema %I to %I', granted, grantee);
        if not has_schema_privilege(grantee, granted, 'USAGE') then
            raise exception '% cannot give usage on schema %', current_user, granted using errcode = 'insufficient_privilege';
        end if;
    end loop;

    foreach granted in array array[
        'canon.identity_registry',
        'canon.identity_links',
        'canon.drivers_index',
        'observational.lead_events',
        'observational.lead_ledger',
        'ops.ingestion_runs',
        'ops.identity_links_backfill_audit',
        'ops.lead_ledger_scout_backfill_audit',
        'ops.lead_events_scout_backfill_audit',
        'ops.scout_attribution_daily_history',
        'ops.v_scoutwatch_source_scouting_daily',
        'ops.v_scoutwatch_source_migrations',
        'ops.v_scoutwatch_source_cabinet_leads',
        'ops.v_scoutwatch_source_scouts_list',
        'ops.v_scoutwatch_source_drivers',
        'public.module_ct_scouting_daily',
        'public.module_ct_migrations',
        'public.module_ct_cabinet_leads',
        'public.module_ct_scouts_list',
        'public.drivers'
    ]
    loop
        if to_regclass(granted) is not null then
            execute format('grant select on table %s to %I', granted, grantee);
            if not has_table_privilege(grantee, granted, 'SELECT') then
                raise exception '% cannot give select on %', current_user, granted using errcode = 'insufficient_privilege';
            end if;
        end if;
    end loop;

    foreach granted in array array[
        'canon.identity_registry',
        'canon.identity_links',
        'ops.identity_links_backfill_audit',
        'ops.lead_ledger_scout_backfill_audit',
        'ops.lead_events_scout_backfill_audit',
        'ops.ingestion_runs',
        'ops.scout_attribution_daily_history'
    ]
    loop
        execute format('grant insert on table %s to %I', granted, grantee);
        if not has_table_privilege(grantee, granted, 'INSERT') then
            raise exception '% cannot give insert on %', current_user, granted using errcode = 'insufficient_privilege';
        end if;
    end loop;

    execute format('grant update on table ops.ingestion_runs, ops.scout_attribution_daily_history to %I', grantee);
    execute format(
        'grant update (attributed_source, attributed_scout_id, attribution_rule, confidence_level, evidence_json, '
        'decision_status, updated_at) on table observational.lead_ledger to %I', grantee);
    execute format('grant update (scout_id) on table observational.lead_events to %I', grantee);
    foreach granted in array array['ops.ingestion_runs', 'ops.scout_attribution_daily_history']
    loop
        if not has_table_privilege(grantee, granted, 'UPDATE') then
            raise exception '% cannot give update on %', current_user, granted using errcode = 'insufficient_privilege';
        end if;
    end loop;
    if not has_column_privilege(grantee, 'observational.lead_ledger', 'attributed_scout_id', 'UPDATE') then
        raise exception '% cannot give update on observational.lead_ledger', current_user
            using errcode = 'insufficient_privilege';
    end if;
    if not has_column_privilege(grantee, 'observational.lead_events', 'scout_id', 'UPDATE') then
        raise exception '% cannot give update on observational.lead_events', current_user
            using errcode = 'insufficient_privilege';
    end if;

    foreach granted in array array[
        'canon.identity_links',
        'ops.ingestion_runs',
        'ops.identity_links_backfill_audit',
        'ops.lead_ledger_scout_backfill_audit',
        'ops.lead_events_scout_backfill_audit'
    ]
    loop
        id_sequence := pg_get_serial_sequence(granted, 'id');
        if id_sequence is not null then
            execute format('grant usage on sequence %s to %I', id_sequence, grantee);
            if not has_sequence_privilege(grantee, id_sequence, 'USAGE') then
                raise exception '% cannot give usage on %', current_user, id_sequence using errcode = 'insufficient_privilege';
            end if;
        end if;
    end loop;
end
$block$;
