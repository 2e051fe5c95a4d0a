-- Purpose: lets a role read the views of scoutwatch and nothing else: no base table, no source, no write. Can be run again.
-- Setting: scoutwatch.grant_role, the name of an existing role as it is, unquoted.
-- Run by: `schema grant --viewer ROLE`, as the owner of the views. The right to connect is not given here.
-- Why so: who may not give a right gets a warning from the server and no error; so each right is looked at afterwards.

do $block$
declare
    grantee text := current_setting('scoutwatch.grant_role');
    granted text;
begin
    execute format('grant usage on schema ops to %I', grantee);
    if not has_schema_privilege(grantee, 'ops', 'USAGE') then
        raise exception '% cannot give usage on schema ops', current_user using errcode = 'insufficient_privilege';
    end if;
    foreach granted in array array[
        'ops.v_scout_attribution_raw',
        'ops.v_scout_attribution',
        'ops.v_scout_attribution_conflicts',
        'ops.v_persons_without_scout_categorized',
        'ops.v_scout_attribution_metrics_snapshot',
        'ops.v_scout_attribution_metrics_daily',
        'ops.v_yango_collection_with_scout',
        'ops.v_scout_payment_base',
        'ops.v_cabinet_leads_missing_scout_alerts',
        'ops.v_dim_scouts',
        'ops.v_scout_attribution_person_facts',
        'ops.v_scout_attribution_figures',
        'ops.v_scout_attribution_person',
        'ops.v_scout_attribution_runs',
        'ops.v_scout_attribution_sources',
        'ops.v_scout_attribution_link_candidates',
        'ops.v_scout_attribution_event_candidates',
        'ops.v_scout_attribution_ledger_candidates',
        'ops.scoutwatch_schema_versions'
    ]
    loop
        execute format('grant select on table %s to %I', granted, grantee);
        if not has_table_privilege(grantee, granted, 'SELECT') then
            raise exception '% cannot give select on %', current_user, granted using errcode = 'insufficient_privilege';
        end if;
    end loop;
    foreach granted in array array[
        'ops.scoutwatch_plain_integer(text)',
        'ops.scoutwatch_payload_scout(jsonb)',
        'ops.scoutwatch_payload_scout_is_malformed(jsonb)',
        'ops.scoutwatch_event_scout(integer, jsonb)',
        'ops.scoutwatch_row_id(text)',
        'ops.scoutwatch_license_key(text)',
        'ops.scoutwatch_phone_key(text)',
        'ops.scoutwatch_business_day(timestamp with time zone)'
    ]
    loop
        execute format('grant execute on function %s to %I', granted, grantee);
        if not has_function_privilege(grantee, granted, 'EXECUTE') then
            raise exception '% cannot give execute on %', current_user, granted using errcode = 'insufficient_privilege';
        end if;
    end loop;
end
$block$;
