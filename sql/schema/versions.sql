-- Purpose: remembers which numbered files of sql/schema this database has had. The installer runs this first, at every
--          installation, and writes one row for each file that it applies.
-- Columns: version int4 (the number of the file), name text (the rest of its name), sha256 text (of the file as applied, hex),
--          applied_at timestamptz, definitions jsonb (of the newest file: what the last installation left, by record_definitions.sql).

create table if not exists ops.scoutwatch_schema_versions (
    version integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamp with time zone not null default now()
);

comment on table ops.scoutwatch_schema_versions is
    'scoutwatch: the numbered schema files that this database has had, with the checksum of each.';

-- Looked at before: adding it locks the table even where it is there.
do $block$
begin
    if not exists (
        select
        from pg_catalog.pg_attribute as attribute
        where attribute.attrelid = 'ops.scoutwatch_schema_versions'::regclass
            and attribute.attname = 'definitions'
    )
    then
        alter table ops.scoutwatch_schema_versions add column definitions jsonb;
    end if;
end
$block$;
