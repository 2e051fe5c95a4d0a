-- Purpose: lets a role run the refresh job: to read the tables that the job reads, beside what a viewer may, to insert links,
--          persons, audit rows, runs and days of the history, and to change what the job changes, column by column. Nothing on
--          billing, no delete, no truncate. Can be run again. A job that is configured to create missing ledger rows, and a person
--          who decides where the ledger has no row, need `grant insert on observational.lead_ledger` besides, which is left to
--          the owner.
-- Setting: scoutwatch.grant_role, the name of an existing role as it is, unquoted.
-- Run by: `schema grant --operator ROLE`, after grant_viewer.sql for the same role, as the owner of the tables.
-- Why so: who may not give a right gets a warning from the server and no error; so each right is looked at afterwards.

do $block$
declare
    grantee text := current_setting('scoutwatch.grant_role');
    granted text;
    granted_right text;
    granted_columns text;
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
        'ops.scoutwatch_runs',
        'ops.v_scoutwatch_source_scouting_daily',
        'ops.v_scoutwatch_source_migrations',
        'ops.v_scoutwatch_source_cabinet_leads',
        'ops.v_scoutwatch_source_scouts_list',
        'ops.v_scoutwatch_source_drivers',
        'ops.v_scoutwatch_source_drivers_index',
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

    for granted_right, granted, granted_columns in
        select wanted.*
        from (
            values
                (
                    'insert', 'canon.identity_registry',
                    'person_key, created_at, updated_at, confidence_level, primary_phone, primary_license, primary_full_name'
                ),
                (
                    'insert', 'canon.identity_links',
                    'person_key, source_table, source_pk, snapshot_date, match_rule, match_score, confidence_level, evidence, '
                    'linked_at, run_id'
                ),
                ('update', 'observational.lead_events', 'scout_id'),
                (
                    'update', 'observational.lead_ledger',
                    'attributed_source, attributed_scout_id, attribution_rule, confidence_level, evidence_json, decision_status, '
                    'updated_at'
                ),
                ('insert', 'ops.ingestion_runs', 'started_at, status, job_type, stats'),
                ('update', 'ops.ingestion_runs', 'status, completed_at, error_message, stats'),
                ('insert', 'ops.identity_links_backfill_audit', null),
                ('insert', 'ops.lead_events_scout_backfill_audit', null),
                ('insert', 'ops.lead_ledger_scout_backfill_audit', null),
                ('insert', 'ops.scoutwatch_runs', null),
                ('insert', 'ops.scout_attribution_daily_history', null),
                (
                    'update', 'ops.scoutwatch_runs',
                    'step, step_number, done, estimate, rate, rejected, heartbeat_at, cancel_requested_at, cancel_requested_by, '
                    'updated_at'
                ),
                (
                    'update', 'ops.scout_attribution_daily_history',
                    'total_persons, satisfactory_count, missing_count, backlog_a, backlog_b, backlog_c, backlog_d, backlog_e, '
                    'conflicts_open, conflicts_contradicting, by_source_scouting_daily, by_source_cabinet_leads, '
                    'by_source_lead_ledger, computed_at, is_final, is_reconstructed, run_id'
                )
        ) as wanted (granted_right, relation, granted_columns)
    loop
        execute format(
            'grant %s%s on table %s to %I', granted_right, coalesce(' (' || granted_columns || ')', ''), granted, grantee);
        if exists (
            select
            from unnest(string_to_array(granted_columns, ', ')) as column_name
            where not has_column_privilege(grantee, granted, column_name, granted_right)
        ) or (granted_columns is null and not has_table_privilege(grantee, granted, granted_right)) then
            raise exception '% cannot give % on %', current_user, granted_right, granted using errcode = 'insufficient_privilege';
        end if;
    end loop;

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
