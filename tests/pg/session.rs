//! Sessions and read transactions: one snapshot, bounded, and never a busy connection in the pool.

use std::time::{Duration, Instant};

use scoutwatch::db::decode::RowExt as _;
use scoutwatch::db::pool::{Deadline, ReadLimits};
use scoutwatch::model::FailureKind;
use tokio_postgres::types::Type;

use crate::database::{TestDatabase, fresh_database};
use crate::handles::{count_backends, open, soon, statement};
use crate::proxy::eventually;

const BACKEND: &str = "select pg_backend_pid() as backend";
const COUNT: &str = "select count(*) as rows from t";

async fn database_with_table(name: &str) -> TestDatabase {
    let fresh = fresh_database(name).await;
    fresh.connect().await.batch_execute("create table t (n int)").await.expect("created");
    fresh
}

#[tokio::test]
async fn all_reads_of_a_transaction_see_one_moment() {
    let fresh = database_with_table("snapshot").await;
    let database = open(&fresh.url, "snapshot");
    let session = database.session(soon()).await.expect("a session");
    let mut read = session.begin_read(ReadLimits::default()).await.expect("begun");
    let decode = |row: &tokio_postgres::Row| row.read::<i64>("rows");
    assert_eq!(read.read_one(statement(COUNT), &[], decode).await, Ok(0));
    fresh.connect().await.batch_execute("insert into t values (1)").await.expect("inserted");
    assert_eq!(read.read_one(statement(COUNT), &[], decode).await, Ok(0));
    let write = read.query_in_savepoint(statement("insert into t values (2)"), &[]).await;
    let refused = write.expect_err("a read-only transaction");
    assert_eq!(refused.kind, FailureKind::ReadOnly);
    assert_eq!(refused.sqlstate.as_deref(), Some("25006"));
    let mut session = read.finish_keeping().await.expect("ended");
    let rows = session.query(statement(COUNT), &[]).await.expect("rows");
    assert_eq!(rows[0].read::<i64>("rows"), Ok(1), "the next read sees the row");
}

#[tokio::test]
async fn the_limits_hold_inside_and_leave_nothing_behind() {
    let fresh = fresh_database("limits").await;
    let database = open(&fresh.url, "limits");
    let show = "select current_setting('statement_timeout') as statement, \
                current_setting('lock_timeout') as lock, \
                current_setting('idle_in_transaction_session_timeout') as idle, \
                current_setting('jit') as jit, \
                current_setting('timezone') as zone, \
                current_setting('transaction_isolation') as isolation, \
                current_setting('transaction_read_only') as read_only";
    let columns = ["statement", "lock", "idle", "jit", "zone", "isolation", "read_only"];
    let mut session = database.session(soon()).await.expect("a session");
    let before = session.query(statement(show), &[]).await.expect("rows");
    let limits = ReadLimits {
        statement: Duration::from_millis(2500),
        lock: Duration::from_millis(150),
        idle: Duration::from_secs(7),
    };
    let mut read = session.begin_read(limits).await.expect("begun");
    let rows = read.query(statement(show), &[]).await.expect("rows");
    let seen = columns.map(|column| rows[0].read_text(column).expect("text"));
    assert_eq!(seen, ["2500ms", "150ms", "7s", "off", "UTC", "repeatable read", "on"]);
    let mut session = read.finish_keeping().await.expect("ended");
    let after = session.query(statement(show), &[]).await.expect("rows");
    for column in columns {
        assert_eq!(before[0].read_text(column), after[0].read_text(column), "{column}");
    }
}

#[tokio::test]
async fn a_read_that_fails_leaves_the_others_alive_in_the_same_moment() {
    let fresh = database_with_table("savepoint").await;
    let database = open(&fresh.url, "savepoint");
    let session = database.session(soon()).await.expect("a session");
    let mut read = session.begin_read(ReadLimits::default()).await.expect("begun");
    let decode = |row: &tokio_postgres::Row| row.read::<i64>("rows");
    assert_eq!(read.read_one(statement(COUNT), &[], decode).await, Ok(0));
    fresh.connect().await.batch_execute("insert into t values (1)").await.expect("inserted");
    for (text, kind, sqlstate) in [
        ("select 1 from ops.absent", FailureKind::Missing, "42P01"),
        ("select absent from t", FailureKind::Shape, "42703"),
        ("select absent()", FailureKind::Missing, "42883"),
        ("select 1 / 0", FailureKind::Other, "22012"),
        ("select 'abc'::int", FailureKind::Shape, "22P02"),
    ] {
        let failure = read.query_in_savepoint(statement(text), &[]).await.expect_err(text);
        assert_eq!((failure.kind, failure.sqlstate.as_deref()), (kind, Some(sqlstate)), "{text}");
        assert!(failure.message.starts_with("reading test.sql: "), "{failure}");
        assert_eq!(read.read_one(statement(COUNT), &[], decode).await, Ok(0), "after {text}");
    }
    let statement_timeout = "select pg_sleep(30)";
    let mut session = read.finish_keeping().await.expect("ended");
    let limits = ReadLimits { statement: Duration::from_millis(100), ..ReadLimits::default() };
    session.set_deadline(soon());
    let mut read = session.begin_read(limits).await.expect("begun");
    let slow = read.query_in_savepoint(statement(statement_timeout), &[]).await;
    assert_eq!(slow.expect_err("too slow").kind, FailureKind::StatementTimeout);
    assert_eq!(read.read_one(statement(COUNT), &[], decode).await, Ok(1));
    read.finish().await.expect("ended");
}

#[tokio::test]
async fn a_lock_and_a_missing_right_are_told_apart_and_bounded() {
    let fresh = database_with_table("refused").await;
    let administrator = fresh.connect().await;
    administrator
        .batch_execute("create role onlooker login; begin; lock table t in access exclusive mode")
        .await
        .expect("locked");
    let database = open(&fresh.url, "refused");
    let session = database.session(soon()).await.expect("a session");
    let mut read = session.begin_read(ReadLimits::default()).await.expect("begun");
    let locked = read.query_in_savepoint(statement(COUNT), &[]).await.expect_err("locked");
    assert_eq!(locked.kind, FailureKind::LockTimeout, "{locked}");
    administrator.batch_execute("commit").await.expect("unlocked");
    read.query_in_savepoint(statement(COUNT), &[]).await.expect("the lock is gone");
    let url = format!("{} user=onlooker", fresh.url);
    let database = open(&url, "onlooker");
    let session = database.session(soon()).await.expect("a session");
    let mut read = session.begin_read(ReadLimits::default()).await.expect("begun");
    let denied = read.query_in_savepoint(statement(COUNT), &[]).await.expect_err("denied");
    assert_eq!(denied.kind, FailureKind::Denied);
    assert!(denied.to_string().contains("schema grant --viewer"), "{denied}");
}

#[tokio::test]
async fn a_failure_outside_a_savepoint_fails_the_rest_and_still_ends_well() {
    let fresh = fresh_database("aborted").await;
    let database = open(&fresh.url, "aborted");
    let session = database.session(soon()).await.expect("a session");
    let mut read = session.begin_read(ReadLimits::default()).await.expect("begun");
    read.query(statement("select 1 / 0"), &[]).await.expect_err("a division by zero");
    let next = read.query(statement("select 1"), &[]).await.expect_err("the transaction failed");
    assert_eq!(next.sqlstate.as_deref(), Some("25P02"));
    let in_savepoint = read.query_in_savepoint(statement("select 1"), &[]).await;
    assert_eq!(in_savepoint.expect_err("no savepoint").sqlstate.as_deref(), Some("25P02"));
    let mut session = read.finish_keeping().await.expect("rolled back by the commit");
    session.query(statement("select 1"), &[]).await.expect("the connection is well");
}

#[tokio::test]
async fn parameters_and_types_go_over_unnamed_statements() {
    let fresh = fresh_database("typed").await;
    let database = open(&fresh.url, "typed");
    let mut session = database.session(soon()).await.expect("a session");
    let text = "select $1::text as word, $2::bigint + 1 as next, null::text as nothing, \
                12.50::numeric as price, array['a', 'b\u{1b}']::text[] as words, \
                '{\"k\": \"v\u{7}\"}'::jsonb as json, now() as at";
    let text = text.replace("v\u{7}", "v\\u0007");
    let parameters = [(&"it's" as _, Type::TEXT), (&41_i64 as _, Type::INT8)];
    let rows = session.query(statement(&text), &parameters).await.expect("rows");
    let row = &rows[0];
    assert_eq!(row.read_text("word").as_deref(), Ok("it's"));
    assert_eq!(row.read::<i64>("next"), Ok(42));
    assert_eq!(row.read_optional_text("nothing"), Ok(None));
    assert_eq!(row.read::<rust_decimal::Decimal>("price"), Ok(rust_decimal::Decimal::new(1250, 2)));
    assert_eq!(row.read_text_array("words"), Ok(vec!["a".to_owned(), "b\\u{1b}".to_owned()]));
    let json = row.read_optional_json("json").expect("json").expect("a value");
    assert_eq!(json["k"], "v\\u{7}");
    row.read::<chrono::DateTime<chrono::Utc>>("at").expect("a time");
    for (failure, part) in [
        (row.read::<i64>("absent").expect_err("absent"), "column absent is missing"),
        (row.read::<i64>("word").expect_err("text"), "column word is of type text, not i64"),
        (row.read_text("nothing").expect_err("null"), "column nothing is NULL"),
    ] {
        assert_eq!(failure.kind, FailureKind::Shape);
        assert!(failure.message.contains(part), "{failure}");
    }
    let prepared = "select count(*) as prepared from pg_prepared_statements";
    let rows = session.query(statement(prepared), &[]).await.expect("rows");
    assert_eq!(rows[0].read::<i64>("prepared"), Ok(0));
}

#[tokio::test]
async fn reading_one_row_refuses_none_and_two() {
    let fresh = fresh_database("one").await;
    let database = open(&fresh.url, "one");
    let session = database.session(soon()).await.expect("a session");
    let mut read = session.begin_read(ReadLimits::default()).await.expect("begun");
    let decode = |row: &tokio_postgres::Row| row.read::<i32>("n");
    for (text, said) in [
        ("select 1 as n where false", "0 rows where one is expected"),
        ("select generate_series(1, 2) as n", "2 rows where one is expected"),
        ("select null::int as n", "reading test.sql: column n is NULL"),
    ] {
        let failure = read.read_one(statement(text), &[], decode).await.expect_err(text);
        assert_eq!(failure.kind, FailureKind::Shape);
        assert!(failure.message.contains(said), "{failure}");
    }
    assert_eq!(read.read_one(statement("select 7 as n"), &[], decode).await, Ok(7));
}

#[tokio::test]
async fn what_runs_into_its_deadline_stops_on_the_server_and_the_pool_goes_on() {
    let fresh = fresh_database("deadline").await;
    let administrator = fresh.connect().await;
    let database = open(&fresh.url, "deadline");
    let begun = Instant::now();
    let deadline = Deadline::after(Duration::from_millis(500));
    let session = database.session(deadline).await.expect("a session");
    let limits = ReadLimits { statement: Duration::from_secs(60), ..ReadLimits::default() };
    let mut read = session.begin_read(limits).await.expect("begun");
    let failure = read
        .query(statement("select pg_sleep(60)"), &[])
        .await
        .expect_err("longer than the deadline");
    assert_eq!(failure.kind, FailureKind::Deadline);
    assert!(failure.message.contains("no answer within 500ms"), "{failure}");
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    let next = read.query(statement("select 1"), &[]).await.expect_err("given up");
    assert_eq!(next.kind, FailureKind::Unreachable);
    drop(read);
    eventually("the statement stops", async || {
        count_backends(&administrator, "deadline", "state = 'active'").await == 0
    })
    .await;
    eventually("its connection goes", async || {
        count_backends(&administrator, "deadline", "true").await == 0
    })
    .await;
    let mut session = database.session(soon()).await.expect("the pool goes on");
    session.query(statement("select 1"), &[]).await.expect("rows");
}

#[tokio::test]
async fn a_dropped_read_stops_on_the_server_and_never_comes_back_busy() {
    let fresh = fresh_database("dropped").await;
    let administrator = fresh.connect().await;
    let database = open(&fresh.url, "dropped");
    for in_transaction in [false, true] {
        let working = database.clone();
        let task = tokio::spawn(async move {
            let mut session = working.session(soon()).await?;
            if in_transaction {
                let limits =
                    ReadLimits { statement: Duration::from_secs(60), ..ReadLimits::default() };
                let mut read = session.begin_read(limits).await?;
                read.query_in_savepoint(statement("select pg_sleep(60)"), &[]).await
            } else {
                session.query(statement("select pg_sleep(60)"), &[]).await
            }
        });
        eventually("the statement runs", async || {
            count_backends(&administrator, "dropped", "state = 'active'").await == 1
        })
        .await;
        task.abort();
        eventually("nothing of it is left", async || {
            count_backends(&administrator, "dropped", "true").await == 0
        })
        .await;
        let mut session = database.session(soon()).await.expect("a session");
        session.query(statement("select 1"), &[]).await.expect("rows");
        drop(session);
        eventually("the clean one is idle", async || {
            count_backends(&administrator, "dropped", "state = 'idle'").await == 1
        })
        .await;
        crate::handles::terminate_backends(&administrator, "dropped").await;
    }
}

#[tokio::test]
async fn a_transaction_that_is_not_finished_takes_its_connection_with_it() {
    let fresh = fresh_database("unfinished").await;
    let administrator = fresh.connect().await;
    let database = open(&fresh.url, "unfinished");
    let session = database.session(soon()).await.expect("a session");
    let read = session.begin_read(ReadLimits::default()).await.expect("begun");
    drop(read);
    eventually("no transaction stays open", async || {
        count_backends(&administrator, "unfinished", "true").await == 0
    })
    .await;
    database.session(soon()).await.expect("another session");
}

#[tokio::test]
async fn a_clean_session_gives_its_connection_back() {
    let fresh = fresh_database("reused").await;
    let database = open(&fresh.url, "reused");
    let mut backends = std::collections::BTreeSet::new();
    for _ in 0..5 {
        let session = database.session(soon()).await.expect("a session");
        let mut read = session.begin_read(ReadLimits::default()).await.expect("begun");
        let rows = read.query(statement(BACKEND), &[]).await.expect("rows");
        backends.insert(rows[0].read::<i32>("backend").expect("a number"));
        read.finish().await.expect("ended");
    }
    assert_eq!(backends.len(), 1, "{backends:?}");
}

#[tokio::test]
async fn the_pool_has_a_limit_and_the_wait_for_it_a_deadline() {
    let fresh = fresh_database("full").await;
    let database = open(&fresh.url, "full");
    let _one = database.session(soon()).await.expect("one");
    let two = database.session(soon()).await.expect("two");
    let waited = database.session(Deadline::after(Duration::from_millis(200))).await;
    assert_eq!(waited.expect_err("both are taken").kind, FailureKind::Deadline);
    drop(two);
    database.session(soon()).await.expect("one was given back");
}

#[tokio::test]
async fn a_dedicated_session_is_outside_the_pool_and_ends_with_its_owner() {
    let fresh = fresh_database("dedicated").await;
    let administrator = fresh.connect().await;
    let database = open(&fresh.url, "dedicated");
    let mut session = database.dedicated_session(soon()).await.expect("a session");
    session.query(statement("select pg_advisory_lock(7)::text"), &[]).await.expect("locked");
    let _one = database.session(soon()).await.expect("one of the pool");
    let two = database.session(soon()).await.expect("the other of the pool");
    assert_eq!(count_backends(&administrator, "dedicated", "true").await, 3);
    drop(two);
    drop(session);
    eventually("the lock's session ends", async || {
        count_backends(&administrator, "dedicated", "true").await == 2
    })
    .await;
}

#[tokio::test]
async fn text_that_is_no_utf_8_fails_its_read_and_not_the_connection() {
    let fresh = fresh_database("ascii").await;
    let administrator = fresh.connect().await;
    let name = format!("{}_ascii", fresh.name);
    let create = format!("create database {name} template template0 encoding 'SQL_ASCII'");
    administrator.batch_execute(&create).await.expect("created");
    let url = fresh.url.replace(&fresh.name, &name);
    let database = open(&url, "ascii");
    let mut session = database.session(soon()).await.expect("a session");
    let broken = "select convert_from('\\xff'::bytea, 'SQL_ASCII') as name";
    let failure = session.query(statement(broken), &[]).await.expect_err("no UTF-8");
    assert_eq!(failure.kind, FailureKind::Shape, "{failure}");
    assert_eq!(failure.sqlstate.as_deref(), Some("22021"), "the server itself looks");
    session.query(statement("select 1"), &[]).await.expect("the connection is well");
}

#[tokio::test]
async fn notices_are_heard_and_change_nothing() {
    let fresh = fresh_database("notices").await;
    let database = open(&fresh.url, "notices");
    let mut session = database.session(soon()).await.expect("a session");
    session
        .batch(statement("do $$ begin raise notice 'hear \x1b[2J'; raise warning 'this'; end $$"))
        .await
        .expect("done");
    session.query(statement("select 1"), &[]).await.expect("rows");
}
