//! Ways to a server: sockets, hosts in a row, logins, kinds of server, cancelling.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::{Duration, Instant};

use scoutwatch::db::cluster::{Cluster, ClusterOptions, Shutdown};
use scoutwatch::db::connect::{LinkSecurity, connect_once};
use scoutwatch::db::decode::RowExt as _;
use scoutwatch::db::settings::{ConnectionSettings, GivenConnection};
use scoutwatch::model::{Environment, Failure, FailureKind};
use tokio::io::AsyncReadExt as _;

use crate::database::{environment, fresh_database, shared_cluster};
use crate::handles::{count_backends, open, settings, socket_of, soon, statement};
use crate::proxy::{Proxy, eventually};

const LIMIT: Duration = Duration::from_secs(10);
const CANARY: &str = "canary-word";

async fn try_once(text: &str) -> Result<LinkSecurity, Failure> {
    connect_once(&settings(text), LIMIT, "test").await.map(|found| found.link().security())
}

/// A port at which nobody listens.
fn dead_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

#[tokio::test]
async fn a_socket_is_reached_without_tls_whatever_sslmode_says() {
    let cluster = shared_cluster().await;
    for sslmode in ["", "sslmode=disable", "sslmode=require", "sslmode=verify-full"] {
        let text = format!("{} {sslmode}", cluster.connection_string("postgres"));
        assert_eq!(try_once(&text).await, Ok(LinkSecurity::Local), "{sslmode}");
    }
}

#[tokio::test]
async fn an_absent_server_is_named_with_what_to_try() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!("host='{}' user=u", folder.path().display());
    let failure = try_once(&text).await.expect_err("no socket");
    assert_eq!(failure.kind, FailureKind::Unreachable);
    assert!(failure.message.contains("there is no such socket"), "{failure}");
    let text = format!("host=127.0.0.1 port={}", dead_port());
    let failure = try_once(&text).await.expect_err("nobody listens");
    assert_eq!(failure.kind, FailureKind::Unreachable);
    assert!(failure.message.contains("nobody listens there"), "{failure}");
    assert!(failure.hint.is_some());
    let failure = try_once("host=no.such.host.invalid").await.expect_err("no such name");
    assert_eq!(failure.kind, FailureKind::Unreachable);
    assert!(failure.message.contains("no.such.host.invalid:5432"), "{failure}");
}

#[tokio::test]
async fn a_dead_first_host_is_passed_over_and_all_dead_ones_are_named() {
    let cluster = shared_cluster().await;
    let (dead, other) = (dead_port(), dead_port());
    let socket = cluster.socket_directory().display();
    let text = format!(
        "host=127.0.0.1,'{socket}' port={dead},{} user=postgres dbname=postgres",
        cluster.port()
    );
    // A quoted part inside a list would be libpq's business; the folder has no blank.
    let text = text.replace('\'', "");
    let database = open(&text, "second_host");
    database.session(soon()).await.expect("the second host");
    assert_eq!(database.link().expect("a link").endpoint(), format!("{socket}:{}", cluster.port()));
    let failure = try_once(&format!("host=127.0.0.1,127.0.0.1 port={dead},{other}"))
        .await
        .expect_err("both are dead");
    for port in [dead, other] {
        assert!(failure.message.contains(&format!("127.0.0.1:{port}")), "{failure}");
    }
}

#[tokio::test]
async fn the_name_of_the_session_is_the_callers_unless_the_settings_have_one() {
    let fresh = fresh_database("named").await;
    let administrator = fresh.connect().await;
    let long = format!("scoutwatch/{}", "x".repeat(60));
    let database = open(&fresh.url, &long);
    let _held = database.session(soon()).await.expect("a session");
    assert_eq!(count_backends(&administrator, &long[..63], "true").await, 1);
    let database = open(&format!("{} application_name=mine", fresh.url), "theirs");
    let _held = database.session(soon()).await.expect("a session");
    assert_eq!(count_backends(&administrator, "mine", "true").await, 1);
    assert_eq!(count_backends(&administrator, "theirs", "true").await, 0);
}

/// A server that asks for passwords over TCP.
async fn server_with_passwords() -> Cluster {
    let start = || {
        let options = ClusterOptions {
            loopback: Some(0),
            access: vec![
                "host all nobody 127.0.0.1/32 reject".to_owned(),
                "host all modern 127.0.0.1/32 scram-sha-256".to_owned(),
                "host all old 127.0.0.1/32 md5".to_owned(),
                "host all plain 127.0.0.1/32 password".to_owned(),
                "host all all 127.0.0.1/32 trust".to_owned(),
            ],
            max_connections: 20,
            ..ClusterOptions::default()
        };
        Cluster::start(&options, &environment())
    };
    let cluster = tokio::task::spawn_blocking(start).await.expect("no panic").expect("started");
    let administrator = crate::database::connect(&cluster.connection_string("postgres")).await;
    administrator
        .batch_execute(&format!(
            "create role modern login password '{CANARY}'; create role plain login password '{CANARY}'; \
             create role limited login connection limit 0; create role nobody login; \
             set password_encryption = 'md5'; create role old login password '{CANARY}'"
        ))
        .await
        .expect("created");
    cluster
}

/// Settings with a password file of this text and mode.
fn with_password_file(text: &str, folder: &Path, lines: &str, mode: u32) -> ConnectionSettings {
    let path = folder.join(".pgpass");
    std::fs::write(&path, lines).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("mode");
    let environment = Environment { home: Some(folder.to_path_buf()), ..Environment::default() };
    let given = GivenConnection { text, origin: "the test" };
    ConnectionSettings::resolve(Some(given), &environment).expect("valid settings")
}

#[tokio::test]
async fn logins_by_password_succeed_and_fail_with_a_word_on_the_source() {
    let cluster = server_with_passwords().await;
    let port = cluster.port();
    let home = tempfile::tempdir().expect("a folder");
    let text = |user: &str| format!("host=127.0.0.1 port={port} user={user} dbname=postgres");
    for user in ["modern", "old", "plain"] {
        let lines = format!("other:*:*:*:wrong\n127.0.0.1:{port}:*:{user}:{CANARY}\n");
        let settings = with_password_file(&text(user), home.path(), &lines, 0o600);
        connect_once(&settings, LIMIT, "test").await.expect(user);
        let given = try_once(&format!("{} password={CANARY}", text(user))).await;
        assert_eq!(given, Ok(LinkSecurity::Local), "{user}");
    }
    let right = format!("*:*:*:*:{CANARY}\n");
    for (lines, mode, sqlstate, part) in [
        ("*:*:*:*:wrong-canary-word\n", 0o600, Some("28P01"), "the password came from"),
        (right.as_str(), 0o644, None, "chmod 600"),
        ("", 0o600, None, "has none for this login"),
    ] {
        let settings = with_password_file(&text("modern"), home.path(), lines, mode);
        let failure = connect_once(&settings, LIMIT, "test").await.expect_err(part);
        assert_eq!(failure.kind, FailureKind::Authentication, "{failure}");
        assert_eq!(failure.sqlstate.as_deref(), sqlstate);
        assert!(failure.to_string().contains(part), "{failure}");
        assert!(!format!("{failure} {failure:?} {settings:?}").contains(CANARY), "{failure}");
    }
    let wrong = try_once(&format!("{} password=wrong", text("modern"))).await;
    let wrong = wrong.expect_err("a wrong password");
    assert!(wrong.to_string().contains("the password came from the test"), "{wrong}");
}

#[tokio::test]
async fn refusals_of_the_server_are_told_apart() {
    let cluster = server_with_passwords().await;
    let port = cluster.port();
    for (rest, kind, sqlstate) in [
        ("user=postgres dbname=absent", FailureKind::Authentication, "3D000"),
        ("user=absent dbname=postgres", FailureKind::Authentication, "28000"),
        ("user=nobody dbname=postgres", FailureKind::Authentication, "28000"),
        ("user=limited dbname=postgres", FailureKind::Unavailable, "53300"),
    ] {
        let text = format!("host=127.0.0.1 port={port} {rest}");
        let failure = try_once(&text).await.expect_err(rest);
        assert_eq!((failure.kind, failure.sqlstate.as_deref()), (kind, Some(sqlstate)), "{rest}");
        assert!(failure.hint.is_some(), "{failure}");
    }
    // A server that refuses the login has the last word; one that is full has not.
    let socket = cluster.socket_directory().display();
    let hosts = format!("host=127.0.0.1,{socket} port={port} dbname=postgres");
    let refused = try_once(&format!("{hosts} user=nobody")).await.expect_err("refused");
    assert_eq!(refused.sqlstate.as_deref(), Some("28000"));
    let full = try_once(&format!("{hosts} user=limited")).await.expect_err("full");
    assert!(full.message.contains(&socket.to_string()), "both were asked: {full}");
}

#[tokio::test]
async fn each_kind_of_server_is_found_among_a_primary_and_a_standby() {
    let start = || Cluster::start(&ClusterOptions::default(), &environment());
    let primary = tokio::task::spawn_blocking(start).await.expect("no panic").expect("started");
    let standby = tokio::task::spawn_blocking(move || {
        let mut cluster = start().expect("started");
        cluster.stop(Shutdown::Fast).expect("stopped");
        let signal = cluster.data_directory().join("standby.signal");
        std::fs::write(signal, "").expect("written");
        cluster.start_again().expect("started again");
        cluster
    })
    .await
    .expect("no panic");
    let folder = |cluster: &Cluster| cluster.socket_directory().display().to_string();
    let (first, second) = (folder(&primary), folder(&standby));
    for (hosts, wish, expected) in [
        ([&first, &second], "any", Some(&first)),
        ([&second, &first], "any", Some(&second)),
        ([&second, &first], "primary", Some(&first)),
        ([&second, &first], "read-write", Some(&first)),
        ([&first, &second], "standby", Some(&second)),
        ([&first, &second], "read-only", Some(&second)),
        ([&first, &second], "prefer-standby", Some(&second)),
        ([&first, &first], "prefer-standby", Some(&first)),
        ([&second, &second], "primary", None),
        ([&first, &first], "standby", None),
    ] {
        let text = format!(
            "host={},{} user=postgres dbname=postgres target_session_attrs={wish}",
            hosts[0], hosts[1]
        );
        let outcome = connect_once(&settings(&text), LIMIT, "test").await;
        match (outcome, expected) {
            (Ok(connection), Some(expected)) => {
                assert_eq!(connection.link().endpoint(), format!("{expected}:5432"), "{wish}");
            }
            (Err(failure), None) => {
                assert_eq!(failure.kind, FailureKind::Unavailable);
                assert!(failure.to_string().contains("target_session_attrs"), "{failure}");
            }
            (outcome, _) => panic!("{wish} of {hosts:?}: {outcome:?}"),
        }
    }
}

#[tokio::test]
async fn a_statement_is_cancelled_over_a_socket_and_over_tcp() {
    let fresh = fresh_database("cancel").await;
    let administrator = fresh.connect().await;
    let proxy = Proxy::before(socket_of(shared_cluster().await)).await;
    let tcp = format!("host=127.0.0.1 port={} user=postgres dbname={}", proxy.port(), fresh.name);
    for text in [&fresh.url, &tcp] {
        let database = open(text, "cancel");
        let mut session = database.session(soon()).await.expect("a session");
        let canceller = session.canceller().expect("a canceller");
        let task = tokio::spawn(async move {
            let outcome = session.query(statement("select pg_sleep(60)"), &[]).await;
            (session, outcome)
        });
        eventually("the statement runs", async || {
            count_backends(&administrator, "cancel", "state = 'active'").await == 1
        })
        .await;
        let begun = Instant::now();
        canceller.cancel().await.expect("taken");
        let (mut session, outcome) = task.await.expect("no panic");
        let failure = outcome.expect_err("cancelled");
        assert_eq!(failure.kind, FailureKind::StatementTimeout);
        assert_eq!(failure.sqlstate.as_deref(), Some("57014"));
        assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
        let rows = session.query(statement("select 1 as n"), &[]).await.expect("still well");
        assert_eq!(rows[0].read::<i32>("n"), Ok(1));
    }
}

/// A pooler drops a cancel request whose sender hangs up before it is passed on.
#[tokio::test]
async fn a_cancel_waits_until_the_server_hangs_up() {
    let socket = socket_of(shared_cluster().await);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let pooler = tokio::spawn(async move {
        let (mut first, _) = listener.accept().await.expect("the session");
        tokio::spawn(async move {
            let mut real = tokio::net::UnixStream::connect(&socket).await.expect("connected");
            let _ = tokio::io::copy_bidirectional(&mut first, &mut real).await;
        });
        let (mut request, _) = listener.accept().await.expect("the cancel");
        let mut bytes = [0; 16];
        request.read_exact(&mut bytes).await.expect("the request");
        let mut more = [0; 1];
        let pause = Duration::from_millis(300);
        let hung_up = tokio::time::timeout(pause, request.read(&mut more)).await;
        hung_up.is_err()
    });
    let text = format!("host=127.0.0.1 port={port} user=postgres dbname=postgres sslmode=disable");
    let connection = connect_once(&settings(&text), LIMIT, "test").await.expect("connected");
    connection.canceller().cancel().await.expect("taken");
    assert!(pooler.await.expect("no panic"), "the sender was still there");
}

#[tokio::test]
async fn a_cancel_that_nobody_answers_ends_by_itself() {
    let proxy = Proxy::before(socket_of(shared_cluster().await)).await;
    let text = format!("host=127.0.0.1 port={} user=postgres dbname=postgres", proxy.port());
    let connection = connect_once(&settings(&text), LIMIT, "test").await.expect("connected");
    proxy.fall_silent();
    let begun = Instant::now();
    let failure = connection.canceller().cancel().await.expect_err("silence");
    assert_eq!(failure.kind, FailureKind::Deadline);
    assert!(begun.elapsed() < 2 * LIMIT, "{:?}", begun.elapsed());
}
