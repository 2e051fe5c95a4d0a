-- Purpose: what doctor judges of the server and the session beyond what every poll reads.
-- Parameters: none.
-- Columns (one row): is_read_only boolean (transactions of the role are); tls_version text (null where this session has none);
--          idle_session_ms, transaction_ms int8 (limits that the server sets by itself, 0 for none, null where it knows none);
--          idle_session_remedy, transaction_remedy text (what lifts them).
-- Needs no right on any table.

select
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
