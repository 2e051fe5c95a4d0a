//! `show` on a terminal: what a person sees fits, and says what it leaves out.

use std::io::Read as _;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use unicode_width::UnicodeWidthStr as _;

use crate::binary::environment_of;
use crate::installed::{Contents, database_with};

/// What a terminal of so many columns receives, both streams.
fn on_terminal(url: &str, columns: u16, arguments: &[&str], more: &[(&str, &str)]) -> String {
    let size = PtySize { rows: 24, cols: columns, ..PtySize::default() };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(assert_cmd::cargo::cargo_bin("scoutwatch"));
    command.args(arguments);
    command.env_clear();
    // Without it, the folder is HOME, which is not there.
    command.cwd(env!("CARGO_MANIFEST_DIR"));
    for (name, value) in environment_of(url).into_iter().chain(more.iter().copied()) {
        command.env(name, value);
    }
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut received = Vec::new();
    // The end of the other side is an error on Linux; what came before it counts.
    let _ = reader.read_to_end(&mut received);
    assert!(child.wait().unwrap().success());
    String::from_utf8(received).unwrap().replace("\r\n", "\n")
}

#[tokio::test]
async fn lines_fit_and_what_does_not_is_named() {
    let url = database_with(Contents::Demo).await.url;
    let backlog = ["show", "backlog", "--limit", "3"];
    let plain = [("NO_COLOR", "1")];
    let text = on_terminal(&url, 80, &backlog, &plain);
    let (table, words) = text.split_at(text.find("rows 1–3 of 1,676").unwrap());
    assert_eq!(table.lines().count(), 4, "{text}");
    assert!(table.lines().all(|line| line.width() <= 80), "{text}");
    assert!(words.contains("no room for WHY, "), "{text}");
    assert!(!text.contains('\u{1b}'), "{text}");

    let wide = on_terminal(&url, 80, &backlog, &[("NO_COLOR", "1"), ("COLUMNS", "300")]);
    assert!(!wide.contains("no room for"), "COLUMNS counts more than the terminal: {wide}");
    let json = on_terminal(&url, 80, &["show", "metrics", "--format", "json"], &plain);
    assert!(json.lines().count() > 40, "a person gets it indented: {json}");
}

#[tokio::test]
async fn headings_and_states_are_coloured_where_a_terminal_can() {
    let url = database_with(Contents::Demo).await.url;
    let metrics = ["show", "metrics"];
    let coloured = on_terminal(&url, 120, &metrics, &[("TERM", "xterm-256color")]);
    assert!(coloured.contains("\u{1b}[1mHealth\u{1b}[0m"), "{coloured}");
    assert!(coloured.contains("\u{1b}[1;31mCRIT\u{1b}[0m"), "{coloured}");
    for plain in [&["--color", "never"][..], &[]] {
        let term = [("TERM", if plain.is_empty() { "dumb" } else { "xterm" })];
        let text = on_terminal(&url, 120, &[&metrics[..], plain].concat(), &term);
        assert!(!text.contains('\u{1b}'), "{plain:?}: {text}");
    }
}
