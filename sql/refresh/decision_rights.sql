-- Purpose: which rights a person needs to record a decision, and the role does not have.
-- Parameters: $1 boolean, whether the ledger row has to be made.
-- Columns: missing_right text: `update (attributed_scout_id) on observational.lead_ledger`, `usage on schema ops`.
-- Needs no right on any table. What does not exist is no missing right.

with wanted as (
    select *
    from (
        values
            ('select', 'ops.v_scout_attribution_person', 'person_key ledger_exists evidence_fingerprint'),
            ('select', 'ops.v_scout_attribution_raw', 'person_key scout_id'),
            ('select', 'observational.lead_ledger', 'person_key attributed_source attributed_scout_id attribution_rule '
                'confidence_level evidence_json updated_at'),
            ('update', 'observational.lead_ledger', 'attributed_scout_id attribution_rule confidence_level evidence_json '
                'decision_status updated_at'),
            ('select', 'ops.lead_ledger_scout_backfill_audit', 'person_key'),
            ('insert', 'ops.lead_ledger_scout_backfill_audit', 'person_key old_attributed_scout_id new_attributed_scout_id '
                'attribution_rule_old attribution_rule_new attribution_confidence_old attribution_confidence_new '
                'attribution_source evidence_json_old evidence_json_new backfill_method backfill_timestamp ingestion_run_id notes')
    ) as listed (wanted_right, object, wanted_columns)
    union all
    select
        'insert', 'observational.lead_ledger',
        'person_key attributed_scout_id attribution_rule attribution_score confidence_level decision_status evidence_json '
            'updated_at'
    where $1::boolean
),
missing as (
    select
        'usage on schema ' || schema_name.schema_name as missing_right,
        schema_name.schema_name || '.' as object
    from (values ('observational'), ('ops')) as schema_name (schema_name)
    where not pg_catalog.has_schema_privilege(schema_name.schema_name, 'USAGE')
    union all
    select
        wanted.wanted_right
            || case
                when pg_catalog.has_any_column_privilege(class.oid, wanted.wanted_right) then
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
    where not pg_catalog.has_column_privilege(class.oid, wanted_column.name, wanted.wanted_right)
    group by class.oid, wanted.wanted_right, wanted.object
    union all
    -- An id that is given out by a sequence of its own, and not as an identity, asks for a right on that.
    select
        'usage on sequence ' || sequence_schema.nspname || '.' || sequence.relname,
        'ops.lead_ledger_scout_backfill_audit'
    from pg_catalog.pg_namespace as schema
    join pg_catalog.pg_class as class
        on class.relnamespace = schema.oid
        and class.relname = 'lead_ledger_scout_backfill_audit'
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
    where schema.nspname = 'ops'
        and case when sequence.relkind = 'S' then not pg_catalog.has_sequence_privilege(sequence.oid, 'USAGE') end
)
select missing.missing_right
from missing
order by missing.object, missing.missing_right
limit 100;
