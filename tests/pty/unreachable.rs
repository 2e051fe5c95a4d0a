//! Databases that are not there yet, go away, hang and come back.

use rustix::process::{Pid, Signal, kill_process};
use scoutwatch::db::cluster::{Cluster, Shutdown};

use crate::database::{TestDatabase, environment, shared_cluster, test_options};
use crate::handles::socket_of;
use crate::installed::{Contents, database_with, fill};
use crate::proxy::Proxy;
use crate::pty::{Pty, Start};
use crate::world::{ESCAPE, add_person, dashboard, quit};

/// A server of the test's own, with some persons in it.
async fn own_server() -> (Cluster, TestDatabase) {
    let cluster = Cluster::start(&test_options(), &environment()).unwrap();
    let url = cluster.connection_string("postgres");
    let database = TestDatabase { url, name: "postgres".to_owned() };
    fill(&database, Contents::Demo).await;
    (cluster, database)
}

/// Asserts that keys are answered: the help opens and closes.
fn assert_answers(pty: &mut Pty) {
    pty.send("?");
    pty.wait_for("Esc closes");
    pty.send(ESCAPE);
    pty.wait_gone("Esc closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_server_the_dashboard_opens_at_once_and_fills_when_one_comes() {
    let (mut cluster, database) = own_server().await;
    cluster.stop(Shutdown::Fast).unwrap();
    let mut pty = dashboard(&database.url, &[]).spawn();
    let shown = pty.wait_for("q quit");
    let bytes = pty.bytes_between(0, shown);
    // On a busy machine the second frame may have come too; the first is whole without a server.
    let first = crate::escapes::frames(&bytes)[0];
    assert!(String::from_utf8_lossy(first).contains("quit"), "{}", String::from_utf8_lossy(first));

    pty.wait_for("NO DATABASE for ");
    pty.wait_for("there is no such socket");
    pty.wait_for("next try in ");
    pty.wait_for("never polled");
    assert_answers(&mut pty);
    for key in ["2", "3", "1"] {
        pty.send(key);
        pty.settle();
    }

    cluster.start_again().unwrap();
    pty.wait_for("LIVE");
    pty.wait_gone("NO DATABASE");
    pty.wait_for("1,676");
    quit(pty);
}

#[test]
fn without_a_server_q_leaves_at_once() {
    let mut pty = dashboard(crate::world::NOWHERE, &[]).spawn();
    pty.wait_for("NO DATABASE");
    pty.send("rrr");
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_leaves_its_figures_and_is_used_again_without_a_key() {
    let (mut cluster, database) = own_server().await;
    let mut pty = dashboard(&database.url, &["--interval", "1s"]).sized(160, 30).spawn();
    pty.wait_for("LIVE");
    for kill in [false, true] {
        if kill {
            cluster.kill().unwrap();
        } else {
            cluster.stop(Shutdown::Fast).unwrap();
        }
        pty.wait_for("NO DATABASE for ");
        pty.wait_for("~ STALE");
        for figure in ["1,676", "legacy", "polled "] {
            pty.wait_for(figure);
        }
        assert_answers(&mut pty);
        cluster.start_again().unwrap();
        pty.wait_for("LIVE");
        pty.wait_gone("NO DATABASE");
    }
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_swallows_everything_holds_up_no_key() {
    let database = database_with(Contents::Demo).await;
    let proxy = Proxy::before(socket_of(shared_cluster().await)).await;
    let url =
        format!("host=127.0.0.1 port={} user=postgres dbname={}", proxy.port(), database.name);
    let mut pty = dashboard(&url, &["--interval", "1s"]).sized(160, 30).spawn();
    pty.wait_for("LIVE");
    proxy.fall_silent();
    // Before the program can know.
    assert_answers(&mut pty);
    pty.send("3");
    pty.wait_for("querying…");
    assert_answers(&mut pty);
    pty.send("1");
    pty.wait_for("NO DATABASE for ");
    pty.wait_for("1,676");
    assert_answers(&mut pty);
    proxy.speak_again();
    pty.wait_for("LIVE");
    pty.wait_gone("NO DATABASE");

    proxy.fall_silent();
    pty.send("2r");
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_takes_connections_and_says_nothing_holds_up_no_key() {
    let (mut cluster, database) = own_server().await;
    cluster.suspend().unwrap();
    let mut pty = dashboard(&database.url, &[]).sized(160, 30).spawn();
    pty.wait_for("CONNECTING");
    assert_answers(&mut pty);
    pty.wait_for("NO DATABASE for ");
    assert_answers(&mut pty);
    cluster.resume().unwrap();
    pty.wait_for("LIVE");

    // Sessions that exist are processes of their own.
    cluster.suspend().unwrap();
    pty.send("r");
    pty.wait_for("polling now");
    assert_answers(&mut pty);
    pty.wait_for("LIVE");
    pty.send("q");
    let ended = pty.wait_exit();
    assert_eq!(ended.code, 0);
    cluster.resume().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_freezes_is_replaced_unseen() {
    let database = database_with(Contents::Demo).await;
    let pty = dashboard(&database.url, &["--interval", "1s"]).spawn();
    pty.wait_for("LIVE");
    let client = database.connect().await;
    let sessions = "select pid from pg_stat_activity \
         where datname = current_database() and application_name like 'scoutwatch%'";
    let rows = client.query(sessions, &[]).await.unwrap();
    let frozen: Vec<i32> = rows.iter().map(|row| row.try_get(0).unwrap()).collect();
    assert!(!frozen.is_empty());
    let tell = |signal| {
        for session in &frozen {
            // It may have been ended by its client meanwhile.
            let _ = kill_process(Pid::from_raw(*session).unwrap(), signal);
        }
    };
    tell(Signal::STOP);
    add_person(&client).await;
    pty.wait_for("1,677");
    pty.wait_for("LIVE");
    tell(Signal::CONT);
    quit(pty);
}

#[test]
fn a_password_is_in_no_word_on_the_screen() {
    let url = "postgresql://somebody:s3cret-canary@127.0.0.1:1/nothing?connect_timeout=2";
    let start = Start::scoutwatch(&["-vvv"]).variable("SCOUTWATCH_DATABASE_URL", Some(url));
    let mut pty = start.sized(200, 40).spawn();
    pty.wait_for("NO DATABASE for ");
    for key in ["2", "3", "8", "r"] {
        pty.send(key);
        pty.settle();
    }
    let bytes = pty.bytes_since(0);
    assert!(!String::from_utf8_lossy(&bytes).contains("canary"), "{}", pty.describe());
    quit(pty);
}
