-- Purpose: asks every view of ours for no row, so that a view that could not be read fails the installation and not the first
--          poll: the server checks the rights of each view's owner, and runs nothing.
-- Applied: at every installation, last.

do $block$
declare
    probed text;
    its_owner text;
begin
    for probed, its_owner in
        select class.oid::regclass::text, pg_catalog.pg_get_userbyid(class.relowner)::text
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
        -- The older first: those below before those that read them.
        order by class.oid
    loop
        begin
            execute format('select from %s limit 0', probed);
        exception
            when insufficient_privilege then
                raise exception '% of % could not be read, since it or a view below it rests on what its owner may not read: %',
                    probed, its_owner, sqlerrm
                    using errcode = 'insufficient_privilege';
        end;
    end loop;
end
$block$;
