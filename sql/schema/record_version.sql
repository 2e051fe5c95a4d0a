-- Purpose: notes that a numbered file has been applied.
-- Placeholders: {version} its number; {name} the rest of its name and {sha256} its checksum, letters, digits and _ alone.

insert into ops.scoutwatch_schema_versions (version, name, sha256)
values ({version}, '{name}', '{sha256}');
