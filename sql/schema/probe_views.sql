-- Purpose: asks every view of ours for no row, so that a view that could not be read fails the installation and not the first
--          poll: the server checks the rights of each view's owner, and runs nothing.
-- Applied: at every installation, last.

do $block$
declare
    probed text;
begin
    for probed in
        select class.oid::regclass::text
        from pg_catalog.pg_class as class
        where class.relnamespace = 'ops'::regnamespace
            and class.relkind = 'v'
            and (
                class.relname like 'v\_scout\_%' or class.relname like 'v\_scoutwatch\_%'
                or class.relname in (
                    'v_persons_without_scout_categorized', 'v_yango_collection_with_scout',
                    'v_cabinet_leads_missing_scout_alerts', 'v_dim_scouts'
                )
            )
        order by class.relname
    loop
        execute format('select from %s limit 0', probed);
    end loop;
end
$block$;
