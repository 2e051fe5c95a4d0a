-- Purpose: what the role may do beyond what it needs, each with the line that takes it away.
-- Placeholder: "wanted" in braces, the text of refresh/job_rights.sql.
-- Parameters: $1 boolean, true (for that text); $2 boolean, whether the role is meant to write what the job and decisions write.
-- Columns: kind text (superuser, attribute, member, owner, write, read, create); object text (an attribute, a role, a table, a schema;
--          null for owner); rights text (`insert, delete`; null where there are none to name); grantee text (who was given it: the
--          role, one that it belongs to, or public); object_count int8 (for owner and read, how many; a read of several tables has
--          their schema as its object); remedy text (null where nothing can be revoked).
-- Needs no right on any table. Nothing else is listed of a superuser: no right binds one.

with wanted as (
{wanted}
),
asker as (
    select
        role.oid,
        role.rolname,
        role.rolsuper,
        role.rolbypassrls,
        role.rolcreaterole,
        role.rolcreatedb,
        role.rolreplication,
        bool_or(role.rolsuper) over () as has_superuser
    from pg_catalog.pg_roles as role
    where role.rolname in (current_user, session_user)
),
-- Whose rights are the role's: its own, those of the roles that it belongs to, and everybody's.
grantee as (
    select role.oid, quote_ident(role.rolname) as name
    from pg_catalog.pg_roles as role
    where pg_catalog.pg_has_role(role.oid, 'USAGE')
    union all
    select 0, 'public'
),
schema as (
    select schema.oid, schema.nspname, schema.nspowner, schema.nspacl
    from pg_catalog.pg_namespace as schema
    where schema.nspname !~ '^pg_'
        and schema.nspname <> 'information_schema'
),
relation as (
    select
        class.oid,
        class.relowner,
        class.relacl,
        schema.nspname,
        quote_ident(schema.nspname) || '.' || quote_ident(class.relname) as name,
        class.relkind in ('r', 'p', 'f') as is_table,
        schema.nspname = 'ops'
            and class.relname in (
                'identity_links_backfill_audit', 'lead_ledger_scout_backfill_audit', 'lead_events_scout_backfill_audit'
            ) as is_audit,
        schema.nspname = 'ops'
            and class.relname in ('scout_attribution_daily_history', 'scoutwatch_runs') as is_ours
    from schema
    join pg_catalog.pg_class as class
        on class.relnamespace = schema.oid
        and class.relkind in ('r', 'p', 'v', 'm', 'f')
),
given as (
    select relation.*, null::text as column_name, entry.privilege_type, entry.grantee
    from relation
    cross join lateral pg_catalog.aclexplode(relation.relacl) as entry
    where entry.grantee <> relation.relowner
    union all
    select relation.*, attribute.attname, entry.privilege_type, entry.grantee
    from relation
    join pg_catalog.pg_attribute as attribute
        on attribute.attrelid = relation.oid
        and not attribute.attisdropped
    cross join lateral pg_catalog.aclexplode(attribute.attacl) as entry
),
excess as (
    select
        given.name,
        grantee.name as grantee,
        lower(given.privilege_type)
            || coalesce(' (' || string_agg(quote_ident(given.column_name), ', ' order by given.column_name) || ')', '') as granted
    from given
    join grantee
        on grantee.oid = given.grantee
    where given.privilege_type <> 'SELECT'
        and not (
            $2::boolean
            and case given.privilege_type
                when 'INSERT' then
                    given.is_ours or given.is_audit or given.name = 'observational.lead_ledger'
                    or exists (
                        select
                        from wanted
                        where wanted.wanted_right = 'insert'
                            and wanted.object = given.name
                            and given.column_name = any (string_to_array(wanted.wanted_columns, ' '))
                    )
                when 'UPDATE' then
                    (given.is_ours and given.column_name is not null)
                    or exists (
                        select
                        from wanted
                        where wanted.wanted_right = 'update'
                            and wanted.object = given.name
                            and given.column_name = any (string_to_array(wanted.wanted_columns, ' '))
                    )
                else false
            end
        )
    group by given.name, grantee.name, given.privilege_type, given.column_name is null
),
-- A viewer reads views, with the rights of their owner, and needs no table of CT4's.
reading as (
    select
        given.nspname,
        given.name,
        grantee.name as grantee,
        string_agg(quote_ident(given.column_name), ', ' order by given.column_name) as column_names
    from given
    join grantee
        on grantee.oid = given.grantee
    where given.privilege_type = 'SELECT'
        and given.is_table
        and given.name <> 'ops.scoutwatch_schema_versions'
        -- What grant_operator.sql gives.
        and not (
            $2::boolean
            and (
                given.is_ours
                or given.is_audit
                or given.name in (
                    'canon.identity_registry', 'canon.identity_links', 'canon.drivers_index', 'observational.lead_events',
                    'observational.lead_ledger', 'ops.ingestion_runs', 'public.module_ct_scouting_daily',
                    'public.module_ct_migrations', 'public.module_ct_cabinet_leads', 'public.module_ct_scouts_list', 'public.drivers'
                )
            )
        )
        -- Tables of an extension are for everybody, by its own word.
        and not exists (
            select
            from pg_catalog.pg_depend as depend
            where depend.classid = 'pg_catalog.pg_class'::regclass
                and depend.objid = given.oid
                and depend.deptype = 'e'
        )
    group by given.nspname, given.name, grantee.name, given.column_name is null
),
listed as (
    select
        1 as place,
        'superuser' as kind,
        asker.rolname::text as object,
        null::text as rights,
        asker.rolname::text as grantee,
        null::bigint as object_count,
        -- The one that the server began with stays one.
        case when asker.oid <> 10 then format('alter role %I nosuperuser', asker.rolname) end as remedy
    from asker
    where asker.rolsuper
    union all
    select 2, 'attribute', attribute.word, null, asker.rolname::text, null, format('alter role %I no%s', asker.rolname, attribute.word)
    from asker
    cross join lateral (
        values
            ('bypassrls', asker.rolbypassrls),
            ('createrole', asker.rolcreaterole),
            ('createdb', asker.rolcreatedb),
            ('replication', asker.rolreplication)
    ) as attribute (word, has_it)
    where attribute.has_it
        and not asker.has_superuser
    union all
    select 3, 'member', granted.rolname::text, null, member.rolname::text, null,
        format('revoke %I from %I', granted.rolname, member.rolname)
    from pg_catalog.pg_auth_members as membership
    join pg_catalog.pg_roles as granted
        on granted.oid = membership.roleid
    join pg_catalog.pg_roles as member
        on member.oid = membership.member
    where granted.rolname in (
            'pg_write_all_data', 'pg_read_all_data', 'pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files',
            'pg_signal_backend', 'pg_monitor', 'pg_read_all_stats', 'pg_stat_scan_tables', 'pg_maintain'
        )
        -- What the server's own roles have of each other nobody has given.
        and member.rolname !~ '^pg_'
        -- Who runs the job may be meant to stop the runs of other roles, too.
        and not ($2::boolean and granted.rolname = 'pg_signal_backend')
        and pg_catalog.pg_has_role(member.oid, 'MEMBER')
        and not (select bool_or(asker.has_superuser) from asker)
    union all
    select 4, 'owner', null, null, current_user::text, count(*), null
    from relation
    where pg_catalog.pg_has_role(relation.relowner, 'USAGE')
        and not (select bool_or(asker.has_superuser) from asker)
    having count(*) > 0
    union all
    select 5, 'write', excess.name, string_agg(excess.granted, ', ' order by excess.granted), excess.grantee, null,
        format(
            'revoke %s on %s from %s', string_agg(excess.granted, ', ' order by excess.granted), excess.name, excess.grantee
        )
    from excess
    where not (select bool_or(asker.has_superuser) from asker)
    group by excess.name, excess.grantee
    union all
    select
        6,
        'read',
        case count(*) when 1 then min(reading.name) else 'schema ' || quote_ident(reading.nspname) end,
        'select',
        reading.grantee,
        count(*),
        case when reading.column_names is null
            then format('revoke select on %s from %s', string_agg(reading.name, ', ' order by reading.name), reading.grantee)
            else format('revoke select (%s) on %s from %s', reading.column_names, min(reading.name), reading.grantee)
        end
    from reading
    where not (select bool_or(asker.has_superuser) from asker)
    -- Columns are revoked table by table.
    group by reading.nspname, reading.grantee, reading.column_names, case when reading.column_names is not null then reading.name end
    union all
    select 7, 'create', 'schema ' || quote_ident(schema.nspname), 'create', grantee.name, null,
        format('revoke create on schema %I from %s', schema.nspname, grantee.name)
    from schema
    cross join lateral pg_catalog.aclexplode(
        coalesce(schema.nspacl, pg_catalog.acldefault('n', schema.nspowner))
    ) as entry
    join grantee
        on grantee.oid = entry.grantee
    where entry.privilege_type = 'CREATE'
        and not (select bool_or(asker.has_superuser) from asker)
    union all
    select 8, 'create', 'database ' || quote_ident(database.datname), 'create', grantee.name, null,
        format('revoke create on database %I from %s', database.datname, grantee.name)
    from pg_catalog.pg_database as database
    cross join lateral pg_catalog.aclexplode(
        coalesce(database.datacl, pg_catalog.acldefault('d', database.datdba))
    ) as entry
    join grantee
        on grantee.oid = entry.grantee
    where database.datname = pg_catalog.current_database()
        and entry.privilege_type = 'CREATE'
        and not (select bool_or(asker.has_superuser) from asker)
)
select listed.kind, listed.object, listed.rights, listed.grantee, listed.object_count, listed.remedy
from listed
order by listed.place, listed.object, listed.grantee
limit 200;
