//! The demo, from the first word to the last process.

use std::fs;
use std::process::{Command, Stdio};

use rustix::process::Signal;

use crate::processes::living_in;
use crate::pty::{Pty, Start};
use crate::world::{
    CTRL_C, ESCAPE, assert_ends_well, assert_restored, assert_screen, eventually, quit,
};

fn demo(arguments: &[&str]) -> Pty {
    let pty = Start::scoutwatch(&[&["demo", "--persons", "300"], arguments].concat()).spawn();
    pty.wait_for("LIVE");
    pty
}

fn assert_nothing_is_left(pty: &Pty) {
    assert_eq!(living_in(pty.home()), [0; 0]);
    let left: Vec<_> = fs::read_dir(pty.home()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_demo_is_looked_at_in_every_way_and_leaves_nothing_behind() {
    let mut pty = demo(&["--interval", "1s"]);
    for text in ["DEMO", "ct4@private", "SATISFACTORY", "CONFLICTS", "LAST JOB"] {
        pty.wait_for(text);
    }
    for (key, name) in [
        ("2", "Backlog"),
        ("3", "Conflicts"),
        ("4", "Trend"),
        ("5", "Jobs"),
        ("6", "Collection"),
        ("7", "Liquidation"),
        ("8", "Log"),
        ("1", "Overview"),
    ] {
        pty.send(key);
        assert_screen(&mut pty, name);
    }

    // To a person, and back.
    pty.send("2");
    pty.wait_for("━2 Backlog ");
    pty.send("\r");
    pty.wait_for("2 Backlog › C");
    pty.wait_for("1 of ");
    pty.send("\r");
    pty.wait_for("› person ");
    pty.wait_for("REGISTRY");
    pty.send(ESCAPE);
    pty.wait_gone("› person ");
    pty.wait_for("2 Backlog › C");

    // A filter is typed, kept, and cleared.
    pty.send("/");
    pty.wait_for("Enter keep");
    pty.send("zzzz");
    pty.wait_for("filter: zzzz (0 of ");
    pty.send("\r");
    pty.wait_gone("Enter keep");
    pty.wait_for("filter: zzzz");
    pty.send(ESCAPE);
    pty.wait_gone("filter: zzzz");

    // Another order, and turned round.
    pty.send("o");
    pty.wait_gone("sort: last");
    pty.send("O");
    pty.wait_for("▲");
    pty.send(ESCAPE);
    pty.wait_gone("› C");

    // Frozen, and going on.
    pty.send(" ");
    pty.wait_for("PAUSED since ");
    pty.wait_for("2 polls behind");
    pty.send(" ");
    pty.wait_gone("PAUSED");
    pty.wait_for("LIVE");

    // Less often, more often, now.
    pty.send("+");
    pty.wait_for("polling every 2s");
    pty.send("-");
    pty.wait_for("polling every 1s");
    pty.send("r");
    pty.wait_for("polling now");

    assert!(pty.modes().is_raw());
    assert!(living_in(pty.home()).len() > 5, "program, guard and server");
    pty.send("q");
    assert_ends_well(&mut pty, 0);
    assert_nothing_is_left(&pty);
}

#[test]
fn the_figures_of_a_demo_move_by_themselves() {
    let pty = demo(&["--interval", "1s"]);
    let before = backlog(&pty.screen());
    pty.wait_until("other figures", |screen| backlog(&screen.contents()) != before);
    quit(pty);
}

/// The rows of the backlog.
fn backlog(screen: &str) -> String {
    let lines: Vec<_> = screen.lines().skip(3).take(7).collect();
    lines.join("\n")
}

#[test]
fn a_kept_demo_says_how_to_reach_it_stop_it_and_remove_it() {
    let mut pty = demo(&["--keep"]);
    pty.resize(200, 24);
    pty.settle();
    pty.send("q");
    let status = pty.wait_end();
    assert_eq!(status.exit_code(), 0, "{}", pty.describe());
    pty.wait_for("  remove  ");
    assert_restored(&pty);
    assert_eq!(pty.modes(), pty.before);

    let screen = pty.screen();
    let said = |word: &str| {
        let line = screen.lines().find_map(|line| line.trim().strip_prefix(word));
        line.unwrap_or_else(|| panic!("no {word}: {screen}")).trim().to_owned()
    };
    let asked = format!("{} -Atc 'select count(*) from ops.v_scout_attribution'", said("query"));
    assert!(sh(&asked).trim().parse::<u64>().unwrap() >= 50, "{asked}");
    assert!(said("watch").starts_with("scoutwatch --database-url "));

    sh(&said("stop"));
    eventually("the kept server has stopped", || living_in(pty.home()).is_empty());
    sh(&said("remove"));
    assert_nothing_is_left(&pty);
}

/// Runs a line in a shell, and gives what it printed.
fn sh(line: &str) -> String {
    let output = Command::new("/bin/sh").args(["-c", line]).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{line}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_demo_that_is_ended_from_outside_takes_its_server_with_it() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let mut pty = demo(&[]);
        pty.signal(signal);
        assert_ends_well(&mut pty, code);
        assert_nothing_is_left(&pty);
    }
}

#[test]
fn a_demo_that_is_killed_is_cleared_up_behind() {
    let mut pty = demo(&[]);
    pty.signal(Signal::KILL);
    pty.wait_end();
    eventually("nothing is left", || {
        living_in(pty.home()).is_empty() && fs::read_dir(pty.home()).unwrap().next().is_none()
    });
}

#[test]
fn a_demo_can_be_broken_off_while_it_starts() {
    for text in ["starting PostgreSQL", "inventing", "installing"] {
        let mut pty = Start::scoutwatch(&["demo", "--persons", "20000"]).spawn();
        pty.wait_for(text);
        pty.send(CTRL_C);
        pty.wait_end();
        eventually("nothing is left", || {
            living_in(pty.home()).is_empty() && fs::read_dir(pty.home()).unwrap().next().is_none()
        });
        assert_eq!(pty.modes(), pty.before);
        assert_restored(&pty);
    }
}

#[test]
fn a_demo_whose_terminal_goes_away_goes_too() {
    let mut pty = demo(&[]);
    pty.hang_up();
    pty.wait_end();
    eventually("nothing is left", || living_in(pty.home()).is_empty());
    assert_nothing_is_left(&pty);
}
