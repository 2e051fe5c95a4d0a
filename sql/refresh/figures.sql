-- Purpose: the figures as they stand, by the same names as snapshot.sql.
-- Parameters: none.
-- Columns (one row, int8): total_persons, satisfactory_count, missing_count, backlog_a … backlog_e, conflicts_open,
--          conflicts_contradicting; then at timestamptz, role text, database text.

select
    figures.total_persons,
    figures.satisfactory as satisfactory_count,
    figures.total_persons - figures.satisfactory as missing_count,
    figures.backlog_a,
    figures.backlog_b,
    figures.backlog_c,
    figures.backlog_d,
    figures.backlog_e,
    figures.conflicts_open,
    figures.conflicts_contradicting,
    now() as at,
    current_user::text as role,
    current_database()::text as database
from ops.v_scout_attribution_figures as figures
order by 1
limit 1;
