//! What has changed, from one run of the program to the next.

use crate::installed::{Contents, database_with};
use crate::pty::{Pty, Start};
use crate::world::{ESCAPE, add_person, dashboard, quit};

/// The dashboard with a folder for state that outlives it.
fn in_state(url: &str, state: &str, arguments: &[&str]) -> Pty {
    let start: Start = dashboard(url, &[&["--interval", "1s"], arguments].concat());
    start.variable("XDG_STATE_HOME", Some(state)).spawn()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_start_tells_what_has_changed_since_the_last_exit() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let state = tempfile::tempdir().unwrap();
    let state = state.path().to_str().unwrap();
    let mut pty = in_state(&database.url, state, &[]);
    pty.wait_for("1,676");
    pty.send("h");
    pty.wait_for("nothing is known to compare with");
    quit(pty);
    add_person(&client).await;
    let mut pty = in_state(&database.url, state, &[]);
    pty.wait_for("1,677");
    pty.send("h");
    pty.wait_for("Since you left at");
    pty.wait_for("1 more without a scout: 1,677 now.");
    pty.send(ESCAPE);
    pty.wait_gone("Since you left at");
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moment_that_is_asked_for_is_told_at_the_start() {
    let database = database_with(Contents::Demo).await;
    let state = tempfile::tempdir().unwrap();
    let state = state.path().to_str().unwrap();
    let mut pty = in_state(&database.url, state, &["--since", "10s"]);
    pty.wait_for("What has changed");
    pty.wait_for("No figures are known from around then");
    pty.send(ESCAPE);
    pty.wait_for("1,676");
    quit(pty);
}
