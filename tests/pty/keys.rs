//! Keys as lines and people deliver them: in pieces, in heaps, at the wrong moment.

use std::time::Duration;

use crate::processes::cpu_time;
use crate::world::{ESCAPE, NOWHERE, assert_ends_well, dashboard, on_demo_data, quit};

#[tokio::test(flavor = "multi_thread")]
async fn an_arrow_that_comes_in_pieces_is_an_arrow() {
    let (_database, mut pty) = on_demo_data(&["--interval", "1h"]).await;
    pty.send("3");
    pty.wait_for("1 of 8");
    for place in 2..=4 {
        for piece in ["\x1b", "[", "B"] {
            pty.send(piece);
            pty.pass(Duration::from_millis(5));
        }
        pty.wait_for(&format!("{place} of 8"));
    }
    quit(pty);
}

#[test]
fn escape_alone_and_a_quick_key_behind_it_both_count() {
    let mut pty = dashboard(NOWHERE, &[]).spawn();
    pty.wait_for("NO DATABASE");
    pty.send("?");
    pty.wait_for("Esc closes");
    pty.send(ESCAPE);
    pty.wait_gone("Esc closes");
    pty.send("?");
    pty.wait_for("Esc closes");
    pty.send("\x1bq");
    assert_ends_well(&mut pty, 0);
}

#[test]
fn a_key_that_comes_with_a_new_size_is_not_lost() {
    let mut pty = dashboard(NOWHERE, &[]).spawn();
    pty.wait_for("NO DATABASE");
    for round in 0..40 {
        pty.resize(90 + round, 24);
        pty.send("?");
        pty.resize(80, 24 + round % 5);
        pty.wait_for("Esc closes");
        pty.send("?");
        pty.resize(81, 24);
        pty.wait_gone("Esc closes");
    }
    let before = cpu_time(pty.id()).unwrap();
    pty.pass(Duration::from_secs(2));
    let worked = cpu_time(pty.id()).unwrap().saturating_sub(before);
    assert!(worked < Duration::from_millis(700), "it spins: {worked:?}");
    quit(pty);
}

#[test]
fn a_heap_of_keys_is_taken_in_order_and_in_few_frames() {
    let mut pty = dashboard(NOWHERE, &[]).spawn();
    pty.wait_for("NO DATABASE");
    let mark = pty.settle();
    pty.send(&"2 3 \x1b[A\x1b[B".repeat(400));
    pty.send("8?");
    pty.wait_for("Esc closes");
    let frames = crate::escapes::frames(&pty.bytes_since(mark)).len();
    assert!(frames < 400, "{frames} frames");
    pty.wait_until("the help on the last screen", |screen| {
        screen.contents().lines().any(|line| line.contains("Keys ") && line.contains("Log"))
    });
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pasted_is_text_and_never_a_key() {
    let (_database, mut pty) = on_demo_data(&["--interval", "1h"]).await;
    let mark = pty.settle();
    pty.send("\x1b[200~q3\r?\x1b[201~");
    pty.settle();
    assert!(pty.bytes_since(mark).len() < 200, "{}", pty.describe());
    pty.send("2");
    pty.wait_for("━2 Backlog");
    pty.send("/");
    pty.wait_for("Enter keep");
    pty.send("\x1b[200~led\nger\x1b[201~");
    pty.wait_for("/led ger");
    pty.send(ESCAPE);
    pty.wait_gone("Enter keep");
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_can_keep_the_screen_as_text_in_the_shells_history() {
    let (_database, mut pty) = on_demo_data(&["--interval", "1h"]).await;
    pty.send("3");
    pty.wait_for("1 of 8");
    let shown = pty.screen();
    pty.send("Q");
    assert_ends_well(&mut pty, 0);
    let kept = pty.screen();
    for row in shown.lines().take(8).skip(1) {
        assert!(kept.contains(row.trim_end()), "{row}\n{kept}");
    }
    assert!(!kept.contains("q quit"), "the keys of a program that has gone\n{kept}");
}
