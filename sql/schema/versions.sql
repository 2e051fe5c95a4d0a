-- Purpose: remembers which numbered files of sql/schema this database has had. The installer runs this first, at every
--          installation, and writes one row for each file that it applies.
-- Columns: version int4 (the number of the file), name text (the rest of its name), sha256 text (of the file as applied, hex),
--          applied_at timestamptz.

create table if not exists ops.scoutwatch_schema_versions (
    version integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamp with time zone not null default now()
);

comment on table ops.scoutwatch_schema_versions is
    'scoutwatch: the numbered schema files that this database has had, with the checksum of each.';
