//! The screen on the wall, from the first byte to the last.

use std::time::Duration;

use chrono::Timelike as _;
use rustix::process::Signal;
use scoutwatch::clock::Clock;
use scoutwatch::db::cluster::Cluster;

use crate::database::{TestDatabase, environment, test_options};
use crate::escapes::frames;
use crate::installed::{Contents, fill};
use crate::world::{CTRL_C, CTRL_Z, ESCAPE, NOWHERE, assert_ends_well, dashboard, on_demo_data};

#[tokio::test(flavor = "multi_thread")]
async fn a_wall_without_a_server_shows_no_figure_and_heals_without_a_key() {
    let mut cluster = Cluster::start(&test_options(), &environment()).unwrap();
    let url = cluster.connection_string("postgres");
    let database = TestDatabase { url, name: "postgres".to_owned() };
    fill(&database, Contents::Demo).await;
    let arguments = ["--wallboard", "--interval", "1s"];
    let mut pty = dashboard(&database.url, &arguments).sized(120, 40).spawn();
    pty.wait_for("LIVE");
    pty.wait_for("█");
    assert!(pty.emulated(vt100::Screen::hide_cursor));
    for _ in 0..2 {
        cluster.kill().unwrap();
        pty.wait_for("NO DATA 00:00:0");
        let screen = pty.screen();
        assert!(!screen.contains('█') && screen.contains("╱ ╱"), "{screen}");
        assert!(!screen.contains("● OK"), "{screen}");
        cluster.start_again().unwrap();
        pty.wait_for("LIVE");
        pty.wait_for("█");
        pty.wait_gone("NO DATA");
    }
    pty.send("u");
    pty.wait_for("q leaves");
    pty.send("q");
    assert_ends_well(&mut pty, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_ends_it_and_every_signal_does() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let (_database, mut pty) = on_demo_data(&["--wallboard"]).await;
        for keys in ["q", CTRL_C, CTRL_Z, ESCAPE, "t", "y", "1q"] {
            pty.send(keys);
            pty.wait_for("locked");
        }
        pty.settle();
        assert!(pty.is_running());
        pty.signal(signal);
        assert_ends_well(&mut pty, code);
    }
}

#[test]
fn it_opens_without_a_server_at_every_size() {
    let mut pty = dashboard(NOWHERE, &["--wallboard"]).sized(200, 60).spawn();
    pty.wait_for("NO DATA 00:00:0");
    for (columns, rows) in [(120, 40), (80, 24), (60, 15), (40, 8), (20, 5), (1, 1), (80, 24)] {
        pty.resize(columns, rows);
        pty.pass(Duration::from_millis(60));
    }
    pty.wait_for("NO DATA 00:00:");
    pty.signal(Signal::TERM);
    assert_ends_well(&mut pty, 143);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wall_writes_only_where_a_text_changes() {
    let (_database, mut pty) = on_demo_data(&["--wallboard", "--interval", "1h"]).await;
    let mut mark = pty.settle();
    let clock = Clock::system();
    let hour = clock.now().hour();
    pty.pass(Duration::from_secs(8));
    if hour != clock.now().hour() {
        // At the full hour everything moves by a cell.
        mark = pty.settle();
        pty.pass(Duration::from_secs(8));
    }
    let bytes = pty.bytes_since(mark);
    // The age of the poll moves in steps of five seconds; the minute may turn.
    let frames = frames(&bytes);
    assert!(frames.len() <= 4, "{}", bytes.escape_ascii());
    assert!(frames.iter().all(|frame| frame.len() < 120), "{}", bytes.escape_ascii());
    pty.signal(Signal::TERM);
    assert_ends_well(&mut pty, 143);
}
