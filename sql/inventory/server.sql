-- Purpose: who asks, where, and what only the server knows about the installation.
-- Parameters: none.
-- Columns (one row): role text (whose rights count), database text, schema_exists boolean (ops is there), can_create boolean
--          (the role may create objects in ops), in_recovery boolean, business_time_zone text (as the installed function has
--          it; null where there is none), refresh_label boolean (the enum of ops.ingestion_runs.job_type knows the job of
--          scoutwatch; null where there is no such enum), refresh_label_type text (that enum's name), refresh_label_owner text
--          (whose it is), may_add_label boolean (the role has the owner's rights).
-- Needs no right on any table.

select
    current_user::text as role,
    current_database()::text as database,
    schema.oid is not null as schema_exists,
    coalesce(pg_catalog.has_schema_privilege(schema.oid, 'CREATE'), false) as can_create,
    pg_catalog.pg_is_in_recovery() as in_recovery,
    (
        select substring(function.prosrc from 'time zone ''([^'']+)''')
        from pg_catalog.pg_proc as function
        where function.pronamespace = schema.oid
            and function.proname = 'scoutwatch_business_day'
        order by function.oid
        limit 1
    ) as business_time_zone,
    job_type.has_label as refresh_label,
    job_type.type_name as refresh_label_type,
    job_type.type_owner as refresh_label_owner,
    job_type.is_owner as may_add_label
from (values (1)) as one_row (always)
left join pg_catalog.pg_namespace as schema
    on schema.nspname = 'ops'
left join lateral (
    select
        exists (
            select
            from pg_catalog.pg_enum as label
            where label.enumtypid = attribute.atttypid
                and label.enumlabel = 'scout_attribution_refresh'
        ) as has_label,
        pg_catalog.format('%I.%I', type_schema.nspname, type.typname) as type_name,
        pg_catalog.pg_get_userbyid(type.typowner)::text as type_owner,
        pg_catalog.pg_has_role(type.typowner, 'USAGE') as is_owner
    from pg_catalog.pg_class as class
    join pg_catalog.pg_attribute as attribute
        on attribute.attrelid = class.oid
        and attribute.attname = 'job_type'
        and not attribute.attisdropped
    join pg_catalog.pg_type as type
        on type.oid = attribute.atttypid
        and type.typtype = 'e'
    join pg_catalog.pg_namespace as type_schema
        on type_schema.oid = type.typnamespace
    where class.relnamespace = schema.oid
        and class.relname = 'ingestion_runs'
) as job_type
    on true
order by 1
limit 1;
