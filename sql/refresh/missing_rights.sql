-- Purpose: which of the wanted rights the role does not have.
-- Placeholder: "wanted" in braces, the text of job_rights.sql or decision_rights.sql.
-- Parameters: those of that text.
-- Columns: missing_right text: `update (scout_id) on observational.lead_events`, `usage on schema ops`.
-- Needs no right on any table. What does not exist is no missing right.

with wanted as (
{wanted}
),
missing as (
    select
        'usage on schema ' || schema.nspname as missing_right,
        schema.nspname || '.' as object
    from (select distinct split_part(wanted.object, '.', 1) as name from wanted) as schema_name
    join pg_catalog.pg_namespace as schema
        on schema.nspname = schema_name.name
    where not pg_catalog.has_schema_privilege(schema.oid, 'USAGE')
    union all
    select
        wanted.wanted_right
            || case
                when wanted.wanted_right = 'update' or pg_catalog.has_any_column_privilege(class.oid, wanted.wanted_right) then
                    ' (' || string_agg(wanted_column.name, ', ' order by wanted_column.position) || ')'
                else ''
            end
            || ' on ' || wanted.object,
        wanted.object
    from wanted
    cross join lateral regexp_split_to_table(wanted.wanted_columns, ' ') with ordinality as wanted_column (name, position)
    join pg_catalog.pg_namespace as schema
        on schema.nspname = split_part(wanted.object, '.', 1)
    join pg_catalog.pg_class as class
        on class.relnamespace = schema.oid
        and class.relname = split_part(wanted.object, '.', 2)
    join pg_catalog.pg_attribute as attribute
        on attribute.attrelid = class.oid
        and attribute.attname = wanted_column.name
        and not attribute.attisdropped
    where not pg_catalog.has_column_privilege(class.oid, attribute.attnum, wanted.wanted_right)
    group by class.oid, wanted.wanted_right, wanted.object
    union all
    -- An id that is given out by a sequence of its own, and not as an identity, asks for a right on that.
    select
        'usage on sequence ' || sequence_schema.nspname || '.' || sequence.relname,
        schema.nspname || '.' || class.relname
    from (select distinct wanted.object from wanted where wanted.wanted_right = 'insert') as filled
    join pg_catalog.pg_namespace as schema
        on schema.nspname = split_part(filled.object, '.', 1)
    join pg_catalog.pg_class as class
        on class.relnamespace = schema.oid
        and class.relname = split_part(filled.object, '.', 2)
    join pg_catalog.pg_depend as dependency
        on dependency.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and dependency.refobjid = class.oid
        and dependency.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and dependency.deptype = 'a'
    join pg_catalog.pg_class as sequence
        on sequence.oid = dependency.objid
        and sequence.relkind = 'S'
    join pg_catalog.pg_namespace as sequence_schema
        on sequence_schema.oid = sequence.relnamespace
    where case when sequence.relkind = 'S' then not pg_catalog.has_sequence_privilege(sequence.oid, 'USAGE') end
)
select missing.missing_right
from missing
order by missing.object, missing.missing_right
limit 100;
