//! The ways out of a real terminal: tmux's buffer, the clipboard's sequence, a file, the screen.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::database::TestDatabase;
use crate::installed::{Contents, database_with};
use crate::pty::{BEGIN, END, Pty, Start};
use crate::world::{dashboard, eventually, quit};

/// The conflicts of the demo's data, in these surroundings.
async fn conflicts(change: impl FnOnce(Start) -> Start) -> (TestDatabase, Pty) {
    let database = database_with(Contents::Demo).await;
    let mut pty = change(dashboard(&database.url, &[])).spawn();
    pty.wait_for("LIVE");
    show(&mut pty);
    (database, pty)
}

fn show(pty: &mut Pty) {
    pty.send("3");
    pty.wait_for(" of 8 ");
}

/// The key of the selected person, as the chooser shows it.
fn key_in_chooser(pty: &mut Pty) -> String {
    pty.send("y");
    pty.wait_for("copies the key");
    let screen = pty.screen();
    let line = screen.lines().find(|line| line.contains("person key  ")).unwrap();
    line.split_whitespace().last().unwrap().to_owned()
}

/// The texts that the terminal was asked to put on its clipboard.
fn clipboard(pty: &Pty, begin: &str, end: &str) -> Vec<String> {
    let sent = String::from_utf8(pty.bytes_since(0)).unwrap();
    let texts = sent.split(begin).skip(1).map(|rest| rest.split(end).next().unwrap().to_owned());
    let decoded = texts.map(|text| STANDARD.decode(text).unwrap());
    decoded.map(|text| String::from_utf8(text).unwrap()).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let ours = |path: &PathBuf| path.to_str().unwrap().contains("scoutwatch-");
    entries.filter(ours).collect()
}

/// The tmux of a test, which ends with it.
struct Server(PathBuf);

impl Server {
    fn ask(&self, what: &str) -> String {
        let mut tmux = Command::new("tmux");
        tmux.args(["-L", "inside", what]).env("TMUX_TMPDIR", &self.0).env_remove("TMUX");
        String::from_utf8(tmux.output().unwrap().stdout).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ask("kill-server");
    }
}

/// Puts a program of this text into a folder that stands first in PATH.
fn program(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_terminal_is_asked_for_its_clipboard_between_two_frames() {
    let (_database, mut pty) = conflicts(|start| start).await;
    let key = key_in_chooser(&mut pty);
    pty.send("y");
    pty.wait_for("sent to the terminal's clipboard (OSC 52)");
    pty.settle();
    assert_eq!(clipboard(&pty, "\x1b]52;c;", "\x07"), [key]);
    let sent = pty.bytes_since(0);
    let at = sent.windows(7).position(|bytes| bytes == b"\x1b]52;c;").unwrap();
    let count = |mark: &[u8]| sent[..at].windows(mark.len()).filter(|part| *part == mark).count();
    assert_eq!(count(BEGIN), count(END), "it tears no frame");
    pty.send("Y");
    pty.wait_for("the incident note");
    let copied = clipboard(&pty, "\x1b]52;c;", "\x07");
    assert!(copied[1].starts_with("# Scout attribution: CRIT, "), "{}", copied[1]);
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn inside_tmux_its_buffer_has_what_was_copied() {
    let database = database_with(Contents::Demo).await;
    let line = format!("tmux -L inside -f /dev/null new \"$0 --database-url '{}'\"", database.url);
    let folder = tempfile::tempdir().unwrap();
    let mut pty = Start::shell(&line)
        .variable("TMUX_TMPDIR", folder.path().to_str())
        .variable("LC_ALL", Some("C.UTF-8"))
        .sized(100, 30)
        .spawn();
    let server = Server(folder.path().to_owned());
    let buffer = |name: &str| server.ask(name);
    eventually("the dashboard", || pty.screen().contains("LIVE"));
    pty.send("3");
    eventually("the conflicts", || pty.screen().contains(" of 8 "));
    pty.send("y");
    eventually("the chooser", || pty.screen().contains("copies the key"));
    let screen = pty.screen();
    let line = screen.lines().find(|line| line.contains("person key  ")).unwrap();
    let key = line.split_whitespace().last().unwrap().to_owned();
    pty.send("y");
    eventually("the message", || pty.screen().contains("copied to the tmux buffer"));
    assert_eq!(buffer("show-buffer"), key);
    pty.send("Y");
    eventually("the note", || pty.screen().contains("the incident note"));
    assert!(buffer("show-buffer").starts_with("# Scout attribution: CRIT, "));
    pty.send("q");
    assert_eq!(pty.wait_exit().code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tmux_that_does_not_answer_or_refuses_is_passed_by() {
    for text in ["#!/bin/sh\nexec sleep 60\n", "#!/bin/sh\ncat > /dev/null\nexit 1\n", "no program"]
    {
        let folder = tempfile::tempdir().unwrap();
        let path = program(folder.path(), "tmux", text);
        let inside = |start: Start| {
            let start = start.variable("PATH", Some(&path));
            start.variable("TMUX", Some("/nonexistent/default,1,0"))
        };
        let (_database, mut pty) = conflicts(inside).await;
        let key = key_in_chooser(&mut pty);
        pty.send("y");
        pty.wait_for("sent to the terminal's clipboard (OSC 52)");
        pty.settle();
        assert_eq!(clipboard(&pty, "\x1bPtmux;\x1b\x1b]52;c;", "\x07\x1b\\"), [key]);
        quit(pty);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_without_a_clipboard_gets_a_file_that_only_its_owner_reads() {
    let (_database, mut pty) = conflicts(|start| start.variable("TERM", Some("linux"))).await;
    let key = key_in_chooser(&mut pty);
    pty.send("y");
    pty.wait_for("written to ");
    let [file] = &files(pty.home())[..] else { panic!("{:?}", files(pty.home())) };
    assert_eq!(std::fs::read_to_string(file).unwrap(), key);
    assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!pty.bytes_since(0).windows(5).any(|bytes| bytes == b"\x1b]52;"));
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_may_leave_the_text_is_on_the_screen_and_nowhere_else() {
    let screen = |start: Start| start.variable("SCOUTWATCH_SHARE_WAY", Some("screen"));
    let (_database, mut pty) = conflicts(screen).await;
    let key = key_in_chooser(&mut pty);
    pty.send("y");
    pty.wait_for("No other way was open");
    assert!(pty.screen().lines().any(|line| line.trim_end() == key), "{}", pty.screen());
    assert_eq!(files(pty.home()).len(), 0);
    pty.send("\x1b");
    pty.wait_gone("No other way was open");
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_tells_its_path_rows_and_bytes_and_one_without_room_leaves_nothing() {
    let database = database_with(Contents::Demo).await;
    // A file of more than four thousand bytes finds no room here.
    let line = format!("trap '' XFSZ; ulimit -f 8; exec \"$0\" --database-url '{}'", database.url);
    let mut pty = Start::shell(&line).spawn();
    pty.wait_for("LIVE");
    show(&mut pty);
    pty.send("xc");
    pty.wait_for("exported");
    pty.wait_for("BYTES");
    let [file] = &files(pty.home())[..] else { panic!("{:?}", files(pty.home())) };
    let bytes = std::fs::metadata(file).unwrap().len();
    assert!(
        pty.screen().contains(&format!(" BYTES    1,{:03}", bytes - 1_000)),
        "{}",
        pty.screen()
    );
    assert!(pty.screen().contains(" ROWS     8"), "{}", pty.screen());
    pty.send("\x1b");
    pty.wait_gone("BYTES");
    pty.send("6");
    pty.wait_for("1 of 4");
    pty.send("xc");
    pty.wait_for("cannot write in ");
    assert_eq!(files(pty.home()).len(), 1, "{:?}", files(pty.home()));
    pty.send("\x1bq");
    crate::world::assert_ends_well(&mut pty, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_what_is_copied_is_logged() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let logged = |start: Start| {
        let start = start.variable("SCOUTWATCH_LOG_FILE", log.to_str());
        start.variable("SCOUTWATCH_LOG_LEVEL", Some("trace"))
    };
    let (_database, mut pty) = conflicts(logged).await;
    let key = key_in_chooser(&mut pty);
    pty.send("y");
    pty.wait_for("sent to the terminal's clipboard (OSC 52)");
    pty.send("xj");
    pty.wait_for("BYTES");
    pty.send("\x1b");
    pty.wait_gone("BYTES");
    quit(pty);
    let written = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let text: String = written.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    assert!(!text.is_empty() && !text.contains(&key), "{text}");
}
