-- Purpose: the scouts by name.
-- Columns: the contract's six. raw_name is the list's raw_name, or its name where raw_name is empty.
--          scout_name_normalized: upper case, without leading, trailing or repeated white space; null where there is no name.
-- Read by: v_yango_collection_with_scout, people by hand.

create or replace view ops.v_dim_scouts as
select
    scout.scout_id,
    coalesce(nullif(btrim(scout.raw_name), ''::text), scout.name) as raw_name,
    nullif(
        upper(btrim(regexp_replace(
            coalesce(nullif(btrim(scout.raw_name), ''::text), scout.name), '\s+'::text, ' '::text, 'g'::text
        ))),
        ''::text
    ) as scout_name_normalized,
    scout.is_active,
    scout.created_at,
    scout.updated_at
from ops.v_scoutwatch_source_scouts_list as scout;

comment on view ops.v_dim_scouts is
    'scoutwatch: the scouts of module_ct_scouts_list with their names as written and normalized.';
