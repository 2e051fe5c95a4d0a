-- Purpose: a fingerprint of the definition of each object of ours, taken before and after an installation to tell what changed.
-- Parameters: $1 text[] our tables and views, with their schema, unquoted. Functions are found by their name.
-- Columns: name text (with its schema), kind text (table, view, function), fingerprint text. Ordered by kind and name.

select
    schema.nspname || '.' || class.relname as name,
    case class.relkind when 'v' then 'view' else 'table' end as kind,
    md5(concat_ws(
        e'\n',
        case when class.relkind = 'v' then pg_catalog.pg_get_viewdef(class.oid) end,
        pg_catalog.obj_description(class.oid, 'pg_class'),
        (
            select string_agg(
                concat_ws(
                    ' ', attribute.attname, pg_catalog.format_type(attribute.atttypid, attribute.atttypmod),
                    attribute.attnotnull, attribute.attidentity, pg_catalog.pg_get_expr(preset.adbin, preset.adrelid),
                    pg_catalog.col_description(class.oid, attribute.attnum)
                ),
                ',' order by attribute.attnum
            )
            from pg_catalog.pg_attribute as attribute
            left join pg_catalog.pg_attrdef as preset
                on preset.adrelid = attribute.attrelid
                and preset.adnum = attribute.attnum
            where attribute.attrelid = class.oid
                and attribute.attnum > 0
                and not attribute.attisdropped
        ),
        (
            select string_agg(pg_catalog.pg_get_constraintdef(rule.oid), ',' order by rule.conname)
            from pg_catalog.pg_constraint as rule
            where rule.conrelid = class.oid
        ),
        (
            select string_agg(pg_catalog.pg_get_indexdef(place.indexrelid), ',' order by place.indexrelid)
            from pg_catalog.pg_index as place
            where place.indrelid = class.oid
        ),
        (
            select string_agg(
                pg_catalog.pg_get_triggerdef(guard.oid) || guard.tgenabled::text, ',' order by guard.tgname
            )
            from pg_catalog.pg_trigger as guard
            where guard.tgrelid = class.oid
                and not guard.tgisinternal
        )
    )) as fingerprint
from unnest($1::text[]) as wanted (name)
join pg_catalog.pg_namespace as schema
    on schema.nspname = split_part(wanted.name, '.', 1)
join pg_catalog.pg_class as class
    on class.relnamespace = schema.oid
    and class.relname = split_part(wanted.name, '.', 2)
union all
select
    schema.nspname || '.' || function.proname,
    'function',
    md5(concat_ws(
        e'\n', pg_catalog.pg_get_functiondef(function.oid), pg_catalog.obj_description(function.oid, 'pg_proc')
    ))
from pg_catalog.pg_proc as function
join pg_catalog.pg_namespace as schema
    on schema.oid = function.pronamespace
where schema.nspname = 'ops'
    and function.proname like 'scoutwatch\_%'
order by kind, name
limit 1000;
