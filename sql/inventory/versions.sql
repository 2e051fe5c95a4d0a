-- Purpose: the numbered schema files that this database has had.
-- Parameters: none.
-- Columns: version int4, name text, sha256 text.
-- Needs select on ops.scoutwatch_schema_versions.

select applied.version, applied.name, applied.sha256
from ops.scoutwatch_schema_versions as applied
order by applied.version
limit 1000;
