//! A recording, from the first poll to the review without a database.

use std::fs;

use rustix::process::Signal;

use crate::database::TestDatabase;
use crate::installed::{Contents, database_with};
use crate::pty::{Pty, Start};
use crate::world::{ESCAPE, NOWHERE, add_person, assert_ends_well, dashboard, eventually, quit};

/// Opens a recording. No database could be reached from there.
fn replay(path: &str, arguments: &[&str]) -> Start {
    let database = ["--database-url", NOWHERE];
    Start::scoutwatch(&[&["replay", path], &database[..], arguments].concat())
}

/// A dashboard that records, after a person was added under its eyes.
async fn recorded(path: &str) -> (TestDatabase, Pty) {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let pty = dashboard(&database.url, &["--interval", "1s", "--record", path]).spawn();
    pty.wait_for("REC");
    pty.wait_for("1,676");
    add_person(&client).await;
    pty.wait_for("1,677");
    (database, pty)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_reviewed_without_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("night.polls");
    let path = file.to_str().unwrap();
    let (_database, pty) = recorded(path).await;
    quit(pty);
    let mut pty = replay(path, &[]).spawn();
    pty.wait_for("REPLAY");
    pty.wait_for("1,677");
    for _ in 0..40 {
        pty.send("[");
    }
    pty.wait_for("1,676");
    pty.wait_for("no older poll is kept");
    pty.send("]");
    pty.wait_for("2 of ");
    pty.send("6");
    pty.wait_for("no recording keeps it");
    pty.send("t");
    pty.wait_for("nothing can be written from here");
    pty.send(ESCAPE);
    pty.send("1\\");
    pty.wait_for("1,677");
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dashboard_that_was_killed_leaves_a_recording() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("night.polls");
    let path = file.to_str().unwrap();
    let (_database, mut pty) = recorded(path).await;
    let before = file.metadata().unwrap().len();
    eventually("another poll is recorded", || file.metadata().unwrap().len() > before);
    pty.signal(Signal::KILL);
    pty.wait_end();
    // As if it had been killed in the middle of a write.
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() - 1]).unwrap();
    let pty = replay(path, &[]).spawn();
    pty.wait_for("REPLAY");
    pty.wait_for("The last poll was cut off and is left out.");
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_is_told_in_lines_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("night.polls");
    let path = file.to_str().unwrap();
    let (_database, pty) = recorded(path).await;
    quit(pty);
    let mut pty = replay(path, &["--plain"]).sized(200, 60).spawn();
    let ended = pty.wait_exit();
    assert_eq!(ended.code, 0, "{}", pty.describe());
    let screen = pty.screen();
    assert!(screen.contains("backlog") && screen.contains("+1"), "{screen}");
}

#[test]
fn a_file_that_is_no_recording_is_refused_before_the_screen_changes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list");
    fs::write(&file, "milk\n").unwrap();
    let path = file.to_str().unwrap();
    for start in [replay(path, &[]), dashboard(NOWHERE, &["--record", path])] {
        let mut pty = start.spawn();
        assert_ends_well(&mut pty, 2);
        assert!(pty.screen().contains("is no recording of scoutwatch"), "{}", pty.describe());
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "milk\n");
}
