-- Purpose: makes the session the job's own: what it is called, how it finds names, and how soon the server notices that the runner has
--          gone. A frozen or vanished runner loses its session, and with it the job's lock, in less than a minute.
-- Parameters: $1 text, the name of the session in pg_stat_activity; $2 text, the column of module_ct_cabinet_leads that points at a scout;
--             $3 text, the column of module_ct_scouts_list that it points at; both empty where none is configured.
-- Columns: name text, setting text: what was set. A setting that an older server does not know is left out.
-- Run: once, on the job's own session, after it was proved that no pooler stands between.
-- Why so: a batch finds a few thousand rows by their keys, over and over; the server's default for random_page_cost is that of a
--         disk with a moving arm, and makes it read whole tables instead, which takes twice as long.

select wanted.name, pg_catalog.set_config(wanted.name, wanted.setting, false) as setting
from (
    values
        ('application_name', left($1::text, 63)),
        ('search_path', 'pg_catalog, pg_temp'),
        ('timezone', 'UTC'),
        ('datestyle', 'ISO, YMD'),
        ('jit', 'off'),
        ('random_page_cost', '1.1'),
        ('default_transaction_deferrable', 'off'),
        ('lock_timeout', '2s'),
        ('client_connection_check_interval', '1s'),
        ('idle_in_transaction_session_timeout', '30s'),
        ('idle_session_timeout', '45s'),
        ('tcp_keepalives_idle', '10'),
        ('tcp_keepalives_interval', '5'),
        ('tcp_keepalives_count', '3'),
        ('tcp_user_timeout', '20s'),
        ('scoutwatch.lead_scout_column', $2::text),
        ('scoutwatch.scouts_match_column', $3::text)
) as wanted (name, setting)
where wanted.name like 'scoutwatch.%'
    or exists (
        select
        from pg_catalog.pg_settings as known
        where lower(known.name) = wanted.name
    )
order by wanted.name
limit 100;
