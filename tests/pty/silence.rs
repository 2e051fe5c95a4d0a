//! How much is written to the terminal: a slow line carries it too.

use std::time::Duration;

use crate::escapes::frames;
use crate::pty::Pty;
use crate::world::{dashboard, on_demo_data, quit};

/// The most bytes at 80×24.
const FIRST_PAINT: usize = 5_000;
const POLL: usize = 1_500;
const TICK: usize = 100;

/// The time of day as the header shows it.
fn clock(pty: &Pty) -> String {
    pty.screen().lines().next().unwrap_or_default().trim().rsplit(' ').next().unwrap().to_owned()
}

/// Watches for a while, again if the clock moved to another minute meanwhile; gives what came.
fn watch(pty: &Pty, time: Duration) -> Vec<u8> {
    loop {
        let (mark, before) = (pty.mark(), clock(pty));
        pty.pass(time);
        if clock(pty) == before {
            return pty.bytes_since(mark);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_dashboard_writes_only_how_many_polls_it_has_missed() {
    let (_database, mut pty) = on_demo_data(&["--interval", "1s"]).await;
    pty.send(" ");
    pty.wait_for("PAUSED since ");
    // It counts the polls that it does not show.
    pty.wait_for("1 poll behind");
    let bytes = watch(&pty, Duration::from_secs(7));
    let strange: Vec<_> = frames(&bytes).into_iter().filter(|frame| frame.len() > TICK).collect();
    assert!(strange.is_empty(), "{}", bytes.escape_ascii());
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_dashboard_writes_nothing() {
    let (_database, mut pty) = on_demo_data(&["--interval", "1h"]).await;
    pty.send(" ");
    pty.wait_for("PAUSED since ");
    pty.settle();
    let bytes = watch(&pty, Duration::from_secs(8));
    assert!(bytes.is_empty(), "{}", bytes.escape_ascii());
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_dashboard_writes_only_where_a_text_changes() {
    let (_database, pty) = on_demo_data(&["--interval", "1h"]).await;
    let mark = pty.settle();
    let before = pty.screen();
    pty.pass(Duration::from_secs(12));
    let bytes = pty.bytes_since(mark);
    let frames = frames(&bytes);
    // Two ages, in steps of five seconds, and perhaps the clock.
    assert!((2..=7).contains(&frames.len()), "{}", bytes.escape_ascii());
    assert_eq!(frames.iter().map(|frame| frame.len()).sum::<usize>(), bytes.len());
    let mut emulator = vt100::Parser::default();
    emulator.process(&pty.bytes_between(0, mark));
    let mut shown = before;
    for frame in frames {
        assert!(frame.len() <= TICK, "{}", frame.escape_ascii());
        emulator.process(frame);
        let now = emulator.screen().contents();
        assert_ne!(now, shown, "nothing has changed: {}", frame.escape_ascii());
        shown = now;
    }
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_paint_fits_a_slow_line() {
    let database = crate::installed::database_with(crate::installed::Contents::Demo).await;
    let pty = dashboard(&database.url, &["--interval", "1h"]).spawn();
    pty.wait_for("LIVE");
    let painted = pty.settle();
    assert!(painted <= FIRST_PAINT, "{painted} bytes");
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_with_new_figures_costs_little() {
    let (database, pty) = on_demo_data(&["--interval", "1s"]).await;
    let client = database.connect().await;
    let mut mark = pty.settle();
    for _ in 0..8 {
        client.batch_execute(include_str!("../../sql/demo/step.sql")).await.unwrap();
        pty.pass(Duration::from_millis(1_200));
        let bytes = pty.bytes_since(mark);
        for frame in frames(&bytes) {
            assert!(frame.len() <= POLL, "{} bytes: {}", frame.len(), frame.escape_ascii());
        }
        mark = pty.mark();
    }
    assert!(pty.screen().contains("LIVE"));
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_moves_the_selection_costs_little() {
    let (_database, mut pty) = on_demo_data(&["--interval", "1h"]).await;
    pty.send("3");
    pty.wait_for("━3 Conflicts");
    pty.wait_for("1 of 8");
    for _ in 0..3 {
        let mark = pty.settle();
        pty.send("j");
        pty.settle();
        let bytes = pty.bytes_since(mark);
        assert!((1..=700).contains(&bytes.len()), "{}: {}", bytes.len(), bytes.escape_ascii());
    }
    quit(pty);
}
