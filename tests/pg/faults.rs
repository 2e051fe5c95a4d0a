//! Servers that end, fall silent and come back.

use std::time::{Duration, Instant};

use scoutwatch::db::cluster::{Cluster, ClusterOptions, Shutdown};
use scoutwatch::db::pool::{Database, Deadline, PoolOptions, ReadLimits};
use scoutwatch::model::{Failure, FailureKind};

use crate::database::{environment, fresh_database, shared_cluster};
use crate::handles::{
    count_backends, open, settings, socket_of, soon, statement, terminate_backends,
};
use crate::proxy::{Proxy, eventually};

/// More than any bound below, less than a hang.
const GENEROUS: Duration = Duration::from_secs(20);

async fn poll(database: &Database, deadline: Duration) -> Result<(), Failure> {
    let session = database.session(Deadline::after(deadline)).await?;
    let mut read = session.begin_read(ReadLimits::default()).await?;
    read.query_in_savepoint(statement("select 1"), &[]).await?;
    read.finish().await
}

#[tokio::test]
async fn a_terminated_idle_session_is_replaced_unseen() {
    let fresh = fresh_database("terminated").await;
    let administrator = fresh.connect().await;
    let database = open(&fresh.url, "terminated");
    for _ in 0..3 {
        poll(&database, GENEROUS).await.expect("a poll");
        terminate_backends(&administrator, "terminated").await;
        poll(&database, GENEROUS).await.expect("the very next poll");
    }
}

#[tokio::test]
async fn a_session_terminated_in_the_middle_says_so_and_the_next_is_well() {
    let fresh = fresh_database("midway").await;
    let administrator = fresh.connect().await;
    let database = open(&fresh.url, "midway");
    let working = database.clone();
    let task = tokio::spawn(async move {
        let mut session = working.session(soon()).await?;
        session.query(statement("select pg_sleep(60)"), &[]).await
    });
    eventually("the statement runs", async || {
        count_backends(&administrator, "midway", "state = 'active'").await == 1
    })
    .await;
    terminate_backends(&administrator, "midway").await;
    let failure = task.await.expect("no panic").expect_err("terminated");
    assert_eq!(failure.kind, FailureKind::Unavailable);
    assert_eq!(failure.sqlstate.as_deref(), Some("57P01"));
    poll(&database, GENEROUS).await.expect("the very next poll");
}

#[tokio::test]
async fn a_server_that_stops_and_starts_is_used_again_at_once() {
    let start = || Cluster::start(&ClusterOptions::default(), &environment());
    let mut cluster = tokio::task::spawn_blocking(start).await.expect("no panic").expect("started");
    let database = open(&cluster.connection_string("postgres"), "restarted");
    poll(&database, GENEROUS).await.expect("a poll");
    for immediate in [false, true] {
        let shutdown = if immediate { Shutdown::Immediate } else { Shutdown::Fast };
        cluster = tokio::task::spawn_blocking(move || {
            cluster.stop(shutdown).expect("stopped");
            cluster
        })
        .await
        .expect("no panic");
        let begun = Instant::now();
        let failure = poll(&database, GENEROUS).await.expect_err("no server");
        assert!(failure.kind.is_connection(), "{failure}");
        assert!(begun.elapsed() < GENEROUS / 2, "it fails at once: {:?}", begun.elapsed());
        let again = poll(&database, GENEROUS).await.expect_err("no server");
        assert_eq!(again.kind, FailureKind::Unreachable, "{again}");
        cluster = tokio::task::spawn_blocking(move || {
            cluster.start_again().expect("started again");
            cluster
        })
        .await
        .expect("no panic");
        poll(&database, GENEROUS).await.expect("the first poll after the start");
    }
}

/// A handle through a proxy, with short limits.
async fn through_a_proxy(name: &str) -> (Proxy, Database) {
    let cluster = shared_cluster().await;
    let proxy = Proxy::before(socket_of(cluster)).await;
    let text = format!("host=127.0.0.1 port={} user=postgres dbname=postgres", proxy.port());
    let options = PoolOptions {
        connect_timeout: Duration::from_millis(500),
        recycle_timeout: Duration::from_millis(500),
        application_name: name.to_owned(),
        ..PoolOptions::default()
    };
    (proxy, Database::open(settings(&text), &options).expect("a pool"))
}

#[tokio::test]
async fn a_silent_network_fails_within_the_bound_and_recovers_at_once() {
    let (proxy, database) = through_a_proxy("silent").await;
    poll(&database, GENEROUS).await.expect("a poll");
    for _ in 0..2 {
        proxy.fall_silent();
        // With an idle connection, then without one.
        for _ in 0..2 {
            let begun = Instant::now();
            let failure = poll(&database, Duration::from_secs(3)).await.expect_err("silence");
            assert_eq!(failure.kind, FailureKind::Deadline, "{failure}");
            assert!(begun.elapsed() < GENEROUS, "{:?}", begun.elapsed());
        }
        proxy.speak_again();
        poll(&database, GENEROUS).await.expect("the first poll after the silence");
    }
}

#[tokio::test]
async fn silence_in_the_middle_of_a_read_ends_at_the_deadline() {
    let (proxy, database) = through_a_proxy("hushed").await;
    let deadline = Deadline::after(Duration::from_millis(800));
    let session = database.session(deadline).await.expect("a session");
    let mut read = session.begin_read(ReadLimits::default()).await.expect("begun");
    proxy.fall_silent();
    let begun = Instant::now();
    let failure = read.query_in_savepoint(statement("select 1"), &[]).await.expect_err("silence");
    assert_eq!(failure.kind, FailureKind::Deadline);
    assert!(begun.elapsed() < GENEROUS, "{:?}", begun.elapsed());
    drop(read);
    proxy.speak_again();
    poll(&database, GENEROUS).await.expect("the first poll after the silence");
}

#[tokio::test]
async fn a_silent_host_does_not_keep_the_next_one_from_being_reached() {
    let (silent, _unused) = through_a_proxy("first").await;
    silent.fall_silent();
    let (living, _unused) = through_a_proxy("second").await;
    let text = format!(
        "host=127.0.0.1,127.0.0.1 port={},{} user=postgres dbname=postgres",
        silent.port(),
        living.port()
    );
    let options = PoolOptions { connect_timeout: GENEROUS, ..PoolOptions::default() };
    let database = Database::open(settings(&text), &options).expect("a pool");
    // The first deadline is used up by the first host, which is then tried last.
    let failure = poll(&database, Duration::from_millis(500)).await.expect_err("silence");
    assert_eq!(failure.kind, FailureKind::Deadline);
    poll(&database, GENEROUS).await.expect("the second host");
    let link = database.link().expect("a link");
    assert_eq!(link.endpoint(), format!("127.0.0.1:{}", living.port()));
}

#[tokio::test]
async fn a_frozen_server_fails_within_the_bound() {
    let start = || Cluster::start(&ClusterOptions::default(), &environment());
    let mut cluster = tokio::task::spawn_blocking(start).await.expect("no panic").expect("started");
    let options =
        PoolOptions { connect_timeout: Duration::from_millis(500), ..PoolOptions::default() };
    let database =
        Database::open(settings(&cluster.connection_string("postgres")), &options).expect("a pool");
    cluster.suspend().expect("suspended");
    let begun = Instant::now();
    let failure = poll(&database, GENEROUS).await.expect_err("frozen");
    assert_eq!(failure.kind, FailureKind::Deadline, "{failure}");
    assert!(begun.elapsed() < GENEROUS / 2, "{:?}", begun.elapsed());
    cluster.resume().expect("resumed");
    poll(&database, GENEROUS).await.expect("the first poll after the thaw");
}
