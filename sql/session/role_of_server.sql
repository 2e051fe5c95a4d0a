-- What kind of server a new connection has reached, for target_session_attrs.
-- Parameters: none.
-- Columns: in_recovery bool (a standby) · read_only bool (writes are refused by default)
select
    pg_catalog.pg_is_in_recovery() as in_recovery,
    pg_catalog.current_setting('transaction_read_only') = 'on' as read_only
order by 1
limit 1;
