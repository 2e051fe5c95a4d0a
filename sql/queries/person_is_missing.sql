-- Purpose: whether a person without evidence exists at all, on a database that has no view of persons: such a person is in the
--          backlog.
-- Parameters: $1 uuid, the person.
-- Columns (one row): is_missing boolean.
select exists (
    select
    from ops.v_persons_without_scout_categorized as person
    where person.person_key = $1
)::boolean as is_missing
order by is_missing
limit 1
