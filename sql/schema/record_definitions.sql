-- Purpose: keeps what the installation has left, so that a view or function that somebody changes afterwards is told from ours:
--          beside the newest numbered file, the program, and of each object the checksum of its file and of its definition as
--          this server renders it.
-- Placeholders: {program} the version of scoutwatch; {objects} rows of text: a name with its schema, and the checksum of its file.
-- Applied: at every installation, last.
-- Why so: another major version of PostgreSQL renders otherwise, and so may a copy that was restored from a dump, which
--         is told by the number that the table has in the catalog. Both are kept, so that nobody is accused of their doing.

update ops.scoutwatch_schema_versions as applied
set definitions = left_behind.definitions
from (
    select jsonb_build_object(
        'program', '{program}'::text,
        'server', current_setting('server_version_num')::integer / 10000,
        'place', 'ops.scoutwatch_schema_versions'::regclass::oid::bigint,
        'objects', jsonb_object_agg(
            made.name,
            jsonb_build_object(
                'file', made.file,
                'definition', md5(coalesce(pg_catalog.pg_get_viewdef(class.oid), function.prosrc))
            )
        )
    ) as definitions
    from (
        values
            {objects}
    ) as made (name, file)
    left join pg_catalog.pg_class as class
        on class.relnamespace = 'ops'::regnamespace
        and class.relname = split_part(made.name, '.', 2)
        and class.relkind = 'v'
    left join pg_catalog.pg_proc as function
        on function.pronamespace = 'ops'::regnamespace
        and function.proname = split_part(made.name, '.', 2)
) as left_behind
where applied.version = (select max(newest.version) from ops.scoutwatch_schema_versions as newest)
    and applied.definitions is distinct from left_behind.definitions;
