-- Purpose: who asks, where, what answers; and of a standby, how far it has replayed what its primary did.
-- Parameters: none.
-- Columns (one row): role text, database text, server_version text (such as 15.18), in_recovery boolean; of a standby: is_streaming
--          boolean (it is connected to a server that sends it changes), is_caught_up boolean (all that it has received is replayed),
--          replayed_at timestamptz (commit time of the newest change that is replayed, null before the first), read_at timestamptz.
-- Why so: the view of the receiver has a row only while it is connected, and shows that much to every role. This statement is the first
--         of a poll, so that it is not told of changes which the poll's snapshot does not see.
select
    current_user::text as role,
    current_database()::text as database,
    split_part(current_setting('server_version'), ' ', 1)::text as server_version,
    pg_is_in_recovery()::boolean as in_recovery,
    exists (select 1 from pg_catalog.pg_stat_wal_receiver as receiver) as is_streaming,
    coalesce(
        pg_catalog.pg_last_wal_receive_lsn() <= pg_catalog.pg_last_wal_replay_lsn(), false
    ) as is_caught_up,
    pg_catalog.pg_last_xact_replay_timestamp() as replayed_at,
    pg_catalog.now() as read_at
order by role
limit 1
