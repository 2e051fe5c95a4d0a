-- Purpose: the newest numbered schema file that this database has had.
-- Parameters: none. Columns: version int4, 0 where it has had none.

select coalesce(max(applied.version), 0) as version
from ops.scoutwatch_schema_versions as applied
order by 1
limit 1;
