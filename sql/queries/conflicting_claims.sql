-- Purpose: only claims of persons in conflict; stands between keyed.sql and list_collection.sql when that is asked for, so that
--          the list of all claims does not depend on the conflicts view.
-- Placeholder: "list" in braces, the text of list_collection.sql. Columns: as there.
-- CT4's older view of claims does not know conflicts; there the conflicts view is asked.
select claim.*
from (
{list}
) as claim
where coalesce(
    claim.in_conflict,
    claim.person_key in (select conflict.person_key from ops.v_scout_attribution_conflicts as conflict)
)
