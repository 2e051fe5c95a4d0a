//! Short ways to a dashboard on a database.

use std::time::Instant;

use tokio_postgres::Client;

use crate::database::TestDatabase;
use crate::installed::{Contents, database_with};
use crate::processes::living_in;
use crate::pty::{Pty, Start, patience};

/// The escape key.
pub(crate) const ESCAPE: &str = "\x1b";
/// The key that types it.
pub(crate) const CTRL_C: &str = "\x03";
/// The key that types it.
pub(crate) const CTRL_Z: &str = "\x1a";

/// An address at which nobody listens, and which names no machine but this one.
pub(crate) const NOWHERE: &str = "host=/nonexistent user=nobody dbname=none";

/// The dashboard on a database, with more arguments.
pub(crate) fn dashboard(url: &str, arguments: &[&str]) -> Start {
    Start::scoutwatch(&[&["--database-url", url], arguments].concat())
}

/// The dashboard on a copy of the demo's data, when it shows figures.
pub(crate) async fn on_demo_data(arguments: &[&str]) -> (TestDatabase, Pty) {
    let database = database_with(Contents::Demo).await;
    let pty = dashboard(&database.url, arguments).spawn();
    pty.wait_for("LIVE");
    (database, pty)
}

/// Adds a person without a scout, so that a figure changes.
pub(crate) async fn add_person(client: &Client) {
    let person = "insert into canon.identity_registry \
            (person_key, created_at, updated_at, confidence_level) \
        values (gen_random_uuid(), now(), now(), 'LOW')";
    client.batch_execute(person).await.unwrap();
}

/// Asserts which screen is in view, by the name in the help.
pub(crate) fn assert_screen(pty: &mut Pty, name: &str) {
    pty.send("?");
    pty.wait_until(&format!("the help on {name}"), |screen| {
        screen.contents().lines().any(|line| line.contains("Keys ") && line.contains(name))
    });
    pty.send(ESCAPE);
    pty.wait_gone("Esc closes");
}

/// Asserts that the terminal is as it was before the program.
pub(crate) fn assert_restored(pty: &Pty) {
    let left = pty.emulated(|screen| {
        [screen.alternate_screen(), screen.hide_cursor(), screen.bracketed_paste()]
    });
    assert_eq!(left, [false; 3], "alternate screen, hidden cursor, paste: {}", pty.describe());
    let plain = pty.emulated(|screen| {
        let colors = [screen.fgcolor(), screen.bgcolor()];
        colors == [vt100::Color::Default; 2] && !screen.inverse() && !screen.bold()
    });
    assert!(plain, "a style is left: {}", pty.describe());
}

/// Quits, and asserts that all is as before.
pub(crate) fn quit(mut pty: Pty) {
    pty.send("q");
    assert_ends_well(&mut pty, 0);
}

/// Waits for the end, and asserts its status, and that all is as before.
pub(crate) fn assert_ends_well(pty: &mut Pty, code: u32) {
    let ended = pty.wait_exit();
    assert_eq!((ended.code, ended.signal), (code, None), "{}", pty.describe());
    assert_eq!(ended.modes, pty.before, "{}", pty.describe());
    assert_restored(pty);
    assert_eq!(living_in(pty.home()), [0; 0], "{}", pty.describe());
}

/// Looks again and again until it is so.
pub(crate) fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + patience();
    while !is_so() {
        assert!(Instant::now() < deadline, "never happened: {what}");
        std::thread::park_timeout(std::time::Duration::from_millis(20));
    }
}
