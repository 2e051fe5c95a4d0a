-- Purpose: takes the lock of the installation, or fails: the form for a script, as `schema print` writes it.

do $block$
begin
    if not pg_catalog.pg_try_advisory_xact_lock(1935896437, 2) then
        raise exception 'another installation of scoutwatch is running in this database'
            using errcode = 'lock_not_available', hint = 'Try again when it has ended.';
    end if;
end
$block$;
