-- Purpose: what has to be known of the server, the role and the session before anything is judged.
-- Parameters: none.
-- Columns (one row): role, login, database, version text; version_number int4 (150018); in_recovery boolean; is_streaming boolean (a
--          standby is connected to its primary), is_caught_up boolean (what was received is replayed), replay_age_seconds float8 (age of
--          the last transaction that was replayed), all three null on a primary; is_read_only boolean (transactions of the role are);
--          tls_version text (null where this session has none); idle_session_ms, transaction_ms int8 (limits that the server sets by
--          itself, 0 for none, null where it knows none); idle_session_remedy, transaction_remedy text (what lifts them).
-- Needs no right on any table.

select
    current_user::text as role,
    session_user::text as login,
    pg_catalog.current_database()::text as database,
    split_part(pg_catalog.current_setting('server_version'), ' ', 1)::text as version,
    pg_catalog.current_setting('server_version_num')::integer as version_number,
    pg_catalog.pg_is_in_recovery() as in_recovery,
    case when pg_catalog.pg_is_in_recovery() then exists (select from pg_catalog.pg_stat_wal_receiver) end as is_streaming,
    case
        when pg_catalog.pg_is_in_recovery() then
            pg_catalog.pg_last_wal_receive_lsn() is not distinct from pg_catalog.pg_last_wal_replay_lsn()
    end as is_caught_up,
    case
        when pg_catalog.pg_is_in_recovery() then
            extract(epoch from clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp())::float8
    end as replay_age_seconds,
    coalesce(settings.is_read_only, false) as is_read_only,
    (
        select session.version::text
        from pg_catalog.pg_stat_ssl as session
        where session.pid = pg_catalog.pg_backend_pid()
            and session.ssl
    ) as tls_version,
    settings.idle_session_ms,
    settings.transaction_ms,
    format('alter role %I set idle_session_timeout = 0', session_user) as idle_session_remedy,
    format('alter role %I set transaction_timeout = 0', session_user) as transaction_remedy
from (
    -- The values of the session, whatever this transaction has set for itself.
    select
        bool_or(setting.reset_val = 'on') filter (where setting.name = 'default_transaction_read_only') as is_read_only,
        max(setting.reset_val::bigint) filter (where setting.name = 'idle_session_timeout') as idle_session_ms,
        max(setting.reset_val::bigint) filter (where setting.name = 'transaction_timeout') as transaction_ms
    from pg_catalog.pg_settings as setting
    where setting.name in ('default_transaction_read_only', 'idle_session_timeout', 'transaction_timeout')
) as settings
order by 1
limit 1;
