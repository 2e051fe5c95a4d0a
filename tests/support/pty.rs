//! A program in a pseudo-terminal of its own, read by a thread that keeps every byte with the moment it
//! came and lets a terminal emulator show them. Nothing ever answers the program's questions.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use portable_pty::{
    Child, CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system,
};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

pub(crate) use modes::Modes;
pub(crate) use output::{BEGIN, END};
use output::{Shared, resize_emulator, size_of};

#[path = "pty/modes.rs"]
mod modes;
#[path = "pty/output.rs"]
mod output;

/// The built program.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_scoutwatch");

/// How long anything may take before a test fails; `TEST_PATIENCE=3` makes it three times as long.
pub(crate) fn patience() -> Duration {
    let scale = std::env::var("TEST_PATIENCE").ok().and_then(|scale| scale.parse().ok());
    Duration::from_secs(30).mul_f64(scale.unwrap_or(1.0))
}

/// What is to be started, and in what surroundings: a clean environment and an empty home folder.
pub(crate) struct Start {
    command: CommandBuilder,
    size: PtySize,
    home: TempDir,
}

impl Start {
    /// The program with these arguments.
    pub(crate) fn scoutwatch(arguments: &[&str]) -> Self {
        Self::new(BINARY, arguments)
    }

    /// A line for `sh`, in which `$0` is the program.
    pub(crate) fn shell(line: &str) -> Self {
        Self::new("/bin/sh", &["-c", line, BINARY])
    }

    /// Any program.
    pub(crate) fn new(program: &str, arguments: &[&str]) -> Self {
        // The server's account has to pass through it.
        let home = tempfile::Builder::new()
            .prefix("pty-")
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .tempdir()
            .unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        command.env("PATH", std::env::var("PATH").unwrap_or_else(|_| "/usr/bin:/bin".to_owned()));
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("HOME", home.path());
        command.env("TMPDIR", home.path());
        command.cwd(home.path());
        Self { command, size: size_of(80, 24), home }
    }

    /// On a terminal of this size.
    #[must_use]
    pub(crate) fn sized(mut self, columns: u16, rows: u16) -> Self {
        self.size = size_of(columns, rows);
        self
    }

    /// With this variable, or without it.
    #[must_use]
    pub(crate) fn variable(mut self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.command.env(name, value),
            None => self.command.env_remove(name),
        }
        self
    }

    /// Starts it.
    pub(crate) fn spawn(self) -> Pty {
        let pair = native_pty_system().openpty(self.size).unwrap();
        let before = Modes::of(pair.master.as_ref());
        let reader = pair.master.try_clone_reader().unwrap();
        let shared = Arc::new(Shared::new(self.size));
        let reading = Arc::clone(&shared);
        let started = Instant::now();
        let child = pair.slave.spawn_command(self.command).unwrap();
        std::thread::spawn(move || reading.read(reader));
        Pty {
            writer: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            slave: Some(pair.slave),
            child,
            shared,
            before,
            started,
            home: self.home,
        }
    }
}

/// A running program and its terminal. Dropping it kills the program.
pub(crate) struct Pty {
    /// When it was started.
    pub(crate) started: Instant,
    /// The settings of the terminal before it was started.
    pub(crate) before: Modes,
    writer: Option<Box<dyn std::io::Write + Send>>,
    master: Option<Box<dyn MasterPty + Send>>,
    /// Held so that the terminal keeps its settings when the program has ended.
    slave: Option<Box<dyn SlavePty + Send>>,
    child: Box<dyn Child + Send + Sync>,
    shared: Arc<Shared>,
    home: TempDir,
}

impl Pty {
    /// The number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Its home and temporary folder.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_raw(self.id() as i32).unwrap(), signal).unwrap();
    }

    /// Types.
    pub(crate) fn send(&mut self, keys: &str) {
        self.writer.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
    }

    /// Gives the terminal another size.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        let size = size_of(columns, rows);
        self.shared.change(|output| resize_emulator(&mut output.emulator, size));
        self.master.as_ref().unwrap().resize(size).unwrap();
    }

    /// The settings of the terminal now.
    pub(crate) fn modes(&self) -> Modes {
        Modes::of(self.master.as_ref().unwrap().as_ref())
    }

    /// How many bytes have come.
    pub(crate) fn mark(&self) -> usize {
        self.shared.look(|output| output.bytes.len())
    }

    /// The bytes between two marks.
    pub(crate) fn bytes_between(&self, from: usize, to: usize) -> Vec<u8> {
        self.shared.look(|output| output.bytes[from..to].to_vec())
    }

    /// All bytes since a mark.
    pub(crate) fn bytes_since(&self, from: usize) -> Vec<u8> {
        self.bytes_between(from, self.mark())
    }

    /// When the byte before a mark came.
    pub(crate) fn arrival(&self, mark: usize) -> Instant {
        self.shared.look(|output| {
            let after = output.arrivals.partition_point(|(end, _)| *end < mark);
            output.arrivals[after].1
        })
    }

    /// What is on the screen.
    pub(crate) fn screen(&self) -> String {
        self.emulated(vt100::Screen::contents)
    }

    /// Asks the emulated terminal.
    pub(crate) fn emulated<T>(&self, ask: impl FnOnce(&vt100::Screen) -> T) -> T {
        self.shared.look(|output| ask(output.emulator.screen()))
    }

    /// Waits until the screen shows a text; gives the mark of that moment.
    pub(crate) fn wait_for(&self, text: &str) -> usize {
        self.wait_until(&format!("{text:?} on the screen"), |screen| {
            screen.contents().contains(text)
        })
    }

    /// Waits until the screen does not show a text any more.
    pub(crate) fn wait_gone(&self, text: &str) -> usize {
        self.wait_until(&format!("{text:?} gone from the screen"), |screen| {
            !screen.contents().contains(text)
        })
    }

    /// Waits until the screen is as it should be, looking only between frames.
    pub(crate) fn wait_until(&self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) -> usize {
        self.shared
            .wait(patience(), |output| {
                (output.is_between_frames() && is_so(output.emulator.screen()))
                    .then_some(output.bytes.len())
            })
            .unwrap_or_else(|| panic!("never happened: {what}\n{}", self.describe()))
    }

    /// Lets time pass while output is read.
    pub(crate) fn pass(&self, time: Duration) {
        let nothing: Option<()> = self.shared.wait(time, |_| None);
        assert_eq!(nothing, None);
    }

    /// Waits until nothing has come for a while.
    pub(crate) fn settle(&self) -> usize {
        let mut mark = self.mark();
        let deadline = Instant::now() + patience();
        loop {
            self.pass(Duration::from_millis(150));
            if self.mark() == mark {
                return mark;
            }
            assert!(Instant::now() < deadline, "it never settles\n{}", self.describe());
            mark = self.mark();
        }
    }

    /// Stops reading, as a terminal behind a link that hangs does; or goes on.
    pub(crate) fn hold(&self, is_held: bool) {
        self.shared.change(|output| output.is_held = is_held);
    }

    /// Takes the terminal away from under the program.
    pub(crate) fn hang_up(&mut self) {
        self.shared.change(|output| output.is_closing = true);
        // The reading thread is woken by what the program draws now, and closes its end.
        self.resize(81, 25);
        let gone = self.shared.wait(patience(), |output| output.has_ended.then_some(()));
        assert!(gone.is_some(), "the terminal is still read\n{}", self.describe());
        self.slave = None;
        self.writer = None;
        self.master = None;
    }

    /// Whether the program still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for the end of the program.
    pub(crate) fn wait_end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + patience();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "it never ends\n{}", self.describe());
            self.pass(Duration::from_millis(10));
        }
    }

    /// Waits for the end of the program and of everything that holds its terminal. The settings of the
    /// terminal are those that it was left with.
    pub(crate) fn wait_exit(&mut self) -> Ended {
        let status = self.wait_end();
        let modes = self.modes();
        self.slave = None;
        let closed = self.shared.wait(patience(), |output| output.has_ended.then_some(()));
        assert!(closed.is_some(), "a process still holds the terminal\n{}", self.describe());
        Ended { code: status.exit_code(), signal: status.signal().map(str::to_owned), modes }
    }

    /// Everything that is known, for the message of a failed test.
    pub(crate) fn describe(&self) -> String {
        let tail = self.shared.look(|output| {
            let from = output.bytes.len().saturating_sub(400);
            output.bytes[from..].escape_ascii().to_string()
        });
        format!("--- the screen\n{}\n--- the last bytes\n{tail}", self.screen())
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if let (Ok(None), Some(id)) = (self.child.try_wait(), self.child.process_id())
            && let Some(id) = Pid::from_raw(id as i32)
        {
            let _ = kill_process(id, Signal::KILL);
            let _ = self.child.wait();
        }
        self.shared.change(|output| {
            output.is_closing = true;
            output.is_held = false;
        });
    }
}

/// How a program ended, and what it left.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The exit status.
    pub(crate) code: u32,
    /// The name of the signal that killed it.
    pub(crate) signal: Option<String>,
    /// The settings of the terminal.
    pub(crate) modes: Modes,
}
