-- Purpose: of the next persons of the list, those whose evidence is still what it was when the list was made. Nothing is locked.
-- Parameters: $1 uuid[] persons.
-- Columns: person_key uuid, in ascending order.
-- Run: before the batches of these persons, where canon.identity_links is large and has no index on person_key: finding their links reads
--      all of them then, which a batch that holds locks should not do. Otherwise each batch reads all evidence itself.

select named.person_key
from ops.v_scout_attribution_raw as named
where named.person_key = any($1::uuid[])
group by named.person_key
having min(named.scout_id) = max(named.scout_id)
    and count(*) filter (where named.priority = 2) > 0
order by named.person_key;
