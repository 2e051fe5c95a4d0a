-- Purpose: teaches the enum of ops.ingestion_runs.job_type the refresh job, where it does not know it yet.
-- Leaves behind: the label scout_attribution_refresh. Rows and other labels stay as they are.
-- Applied: before an installation, in a transaction of its own: a label cannot be used in the transaction that adds it.
-- Run by: the owner of the enum.

do $block$
declare
    job_type regtype;
begin
    select attribute.atttypid::regtype
    into job_type
    from pg_catalog.pg_attribute as attribute
    join pg_catalog.pg_type as type
        on type.oid = attribute.atttypid
        and type.typtype = 'e'
    where attribute.attrelid = 'ops.ingestion_runs'::regclass
        and attribute.attname = 'job_type'
        and not attribute.attisdropped;
    if job_type is not null then
        execute format('alter type %s add value if not exists %L', job_type, 'scout_attribution_refresh');
    end if;
end
$block$;
