-- Purpose: a scene of the demo's bad night: drivers have come for whom nobody has sent an event.
-- Settings: none. Needs tables.sql.
-- Leaves behind: 250 persons without a scout and without evidence, dated now.

insert into canon.identity_registry (person_key, created_at, updated_at, confidence_level, primary_full_name)
select gen_random_uuid(), now(), now(), 'LOW', 'Sin Evento ' || number
from generate_series(1, 250) as number;
