-- Purpose: lets the owners of older views read what those views now rest on. A view reads with the rights of its owner, and
--          `create or replace` leaves an older view to its owner, while new views and tables belong to whoever installs.
-- Leaves behind: select on our relations and execute on our functions for each other owner of one of our relations.
-- Applied: at every installation, after the views. Does nothing where everything has one owner.

do $block$
declare
    other_owner text;
    granted text;
begin
    for other_owner in
        select distinct pg_catalog.pg_get_userbyid(class.relowner)
        from pg_catalog.pg_class as class
        where class.relnamespace = 'ops'::regnamespace
            and class.relkind = 'v'
            and class.relname in (
                'v_scout_attribution_raw', 'v_scout_attribution', 'v_scout_attribution_conflicts',
                'v_persons_without_scout_categorized', 'v_scout_attribution_metrics_snapshot',
                'v_scout_attribution_metrics_daily', 'v_yango_collection_with_scout', 'v_scout_payment_base',
                'v_cabinet_leads_missing_scout_alerts', 'v_dim_scouts'
            )
            and class.relowner <> (select role.oid from pg_catalog.pg_roles as role where role.rolname = current_user)
    loop
        for granted in
            select class.oid::regclass::text
            from pg_catalog.pg_class as class
            where class.relnamespace = 'ops'::regnamespace
                and class.relowner = (select role.oid from pg_catalog.pg_roles as role where role.rolname = current_user)
                and (
                    class.relname like 'v\_scout\_%' or class.relname like 'v\_scoutwatch\_%'
                    or class.relname in ('v_dim_scouts', 'scout_attribution_daily_history')
                )
            order by class.relname
        loop
            execute format('grant select on table %s to %I', granted, other_owner);
        end loop;
        for granted in
            select function.oid::regprocedure::text
            from pg_catalog.pg_proc as function
            where function.pronamespace = 'ops'::regnamespace
                and function.proname like 'scoutwatch\_%'
                and function.proowner = (select role.oid from pg_catalog.pg_roles as role where role.rolname = current_user)
            order by function.proname
        loop
            execute format('grant execute on function %s to %I', granted, other_owner);
        end loop;
    end loop;
end
$block$;
