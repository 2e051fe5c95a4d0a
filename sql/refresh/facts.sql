-- Purpose: who would write, and where: what has to be known before anything is written.
-- Parameters: none.
-- Columns (one row): role, database text; is_superuser boolean (the role, or the one that it logged in as); in_recovery, is_read_only boolean;
--          enum_type text (of ops.ingestion_runs.job_type, with its schema; null where there is none); has_label boolean (it knows the job).
-- Needs no right on any table.

select
    current_user::text as role,
    pg_catalog.current_database()::text as database,
    exists (
        select
        from pg_catalog.pg_roles as role
        where role.rolname in (current_user, session_user)
            and role.rolsuper
    ) as is_superuser,
    pg_catalog.pg_is_in_recovery() as in_recovery,
    pg_catalog.current_setting('transaction_read_only') = 'on' as is_read_only,
    pg_catalog.format('%I.%I', type_schema.nspname, type.typname) as enum_type,
    exists (
        select
        from pg_catalog.pg_enum as label
        where label.enumtypid = type.oid
            and label.enumlabel = 'scout_attribution_refresh'
    ) as has_label
from (values (1)) as one_row (always)
left join pg_catalog.pg_namespace as schema
    on schema.nspname = 'ops'
left join pg_catalog.pg_class as class
    on class.relnamespace = schema.oid
    and class.relname = 'ingestion_runs'
left join pg_catalog.pg_attribute as attribute
    on attribute.attrelid = class.oid
    and attribute.attname = 'job_type'
    and not attribute.attisdropped
left join pg_catalog.pg_type as type
    on type.oid = attribute.atttypid
    and type.typtype = 'e'
left join pg_catalog.pg_namespace as type_schema
    on type_schema.oid = type.typnamespace
order by 1
limit 1;
