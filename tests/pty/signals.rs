//! Signals, terminals that go away, and terminals that stop reading.

use std::fs;
use std::time::Duration;

use rustix::process::Signal;

use crate::processes::{children_of, cpu_time};
use crate::pty::{Pty, Start};
use crate::world::{
    CTRL_C, NOWHERE, assert_ends_well, assert_restored, dashboard, eventually, on_demo_data,
};

fn alone() -> Pty {
    let pty = dashboard(NOWHERE, &[]).spawn();
    pty.wait_for("NO DATABASE");
    pty
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signal_gives_the_terminal_back_and_is_the_exit_status() {
    for (signal, code) in
        [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)]
    {
        let (_, mut pty) = on_demo_data(&[]).await;
        pty.signal(signal);
        assert_ends_well(&mut pty, code);
    }
}

#[test]
fn ctrl_c_is_a_key_and_leaves_like_q() {
    let mut pty = alone();
    pty.send(CTRL_C);
    assert_ends_well(&mut pty, 0);
}

#[test]
fn a_terminal_that_goes_away_ends_the_program() {
    let mut pty = alone();
    pty.hang_up();
    assert_eq!(pty.wait_end().exit_code(), 129);
}

/// The kernel tells a hang-up to the shell alone; this one does not care, and so the program is told nothing.
#[test]
fn a_terminal_that_goes_away_without_a_signal_ends_the_program_without_spinning() {
    let line = format!("trap '' HUP; \"$0\" --database-url '{NOWHERE}'; echo $? >status");
    let mut pty = Start::shell(&line).spawn();
    pty.wait_for("NO DATABASE");
    let [child] = children_of(pty.id())[..] else { panic!("{}", pty.describe()) };
    let mut worked = cpu_time(child).unwrap();
    pty.hang_up();
    eventually("the program has ended", || {
        let now = cpu_time(child);
        worked = now.unwrap_or(worked);
        now.is_none()
    });
    assert!(worked < Duration::from_millis(500), "{worked:?}");
    pty.wait_end();
    assert_eq!(fs::read_to_string(pty.home().join("status")).unwrap(), "129\n");
}

/// Fills the way to a terminal that does not read, until the program waits for it.
fn clog(pty: &mut Pty) {
    pty.hold(true);
    for round in 0..40 {
        pty.resize(200 + round, 100);
        pty.send("?");
        std::thread::park_timeout(Duration::from_millis(25));
    }
}

#[test]
fn a_terminal_that_does_not_read_holds_up_no_signal() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let mut pty = alone();
        clog(&mut pty);
        pty.signal(signal);
        let status = pty.wait_end();
        assert_eq!(status.exit_code(), code);
        assert_eq!(pty.modes(), pty.before);
    }
}

#[test]
fn a_terminal_that_reads_again_shows_the_newest_frame() {
    let mut pty = alone();
    clog(&mut pty);
    pty.resize(100, 30);
    pty.send("2");
    pty.hold(false);
    pty.settle();
    pty.wait_until("a frame of the last size", |screen| {
        screen.contents().lines().last().is_some_and(|line| line.contains("q quit"))
    });
    pty.send("q");
    assert_ends_well(&mut pty, 0);
}

#[test]
fn a_terminal_that_goes_away_while_it_does_not_read_ends_the_program() {
    let mut pty = alone();
    clog(&mut pty);
    pty.hang_up();
    assert_eq!(pty.wait_end().exit_code(), 129);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_is_no_harm() {
    let (_, mut pty) = on_demo_data(&[]).await;
    pty.signal(Signal::TERM);
    pty.signal(Signal::TERM);
    pty.signal(Signal::HUP);
    let ended = pty.wait_exit();
    assert!([143, 129].contains(&ended.code), "{ended:?}");
    assert_restored(&pty);
}
