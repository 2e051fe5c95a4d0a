//! The server process: started as our child, watched by its pid file, stopped by signals.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};

use super::account::Account;
use super::error::{ClusterError, Ending};
use super::wait;
use crate::model::{Environment, text};

/// How long a server may take to stop before it is killed; with `Immediate` it kills its own children
/// after five seconds.
const STOP_LIMIT: Duration = Duration::from_secs(10);

/// How long the kernel may take to end a killed process.
const KILL_LIMIT: Duration = Duration::from_secs(5);

/// How much of the end of a log is read.
const LOG_BYTES: u64 = 64 * 1024;

/// Variables that programs may need to run at all; all others stay behind, above all PG* and LC_*.
const PASSED_ON: [&str; 5] =
    ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "TMPDIR"];

/// The variables that are passed on to the server programs. The others are not even kept: a password
/// may be among them.
pub(super) fn passed_on(environment: &Environment) -> Vec<(&'static str, String)> {
    let pair = |name| Some((name, environment.variable(name)?.to_owned()));
    PASSED_ON.into_iter().filter_map(pair).collect()
}

/// A server program of PostgreSQL that runs under the server's account, writes to `log`, has no input
/// and stands in its own process group, so that Ctrl-C in the terminal does not reach it.
pub(super) fn command(
    program: &Path,
    folder: &Path,
    log: &Path,
    account: Option<Account>,
    variables: &[(&'static str, String)],
) -> Result<Command, ClusterError> {
    let output = OpenOptions::new()
        .create(true)
        .append(true)
        .open(log)
        .map_err(ClusterError::io("open", log))?;
    let errors = output.try_clone().map_err(ClusterError::io("open", log))?;
    let mut command = Command::new(program);
    command
        .env_clear()
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .env("LC_ALL", "C")
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(errors)
        .process_group(0);
    if let Some(account) = account {
        account.apply(&mut command);
    }
    Ok(command)
}

/// Runs a command.
pub(super) fn spawn(mut command: Command) -> Result<Child, ClusterError> {
    command.spawn().map_err(|source| ClusterError::Spawn {
        program: PathBuf::from(command.get_program()),
        source,
    })
}

/// Waits until the server takes connections; otherwise says how it ended. One that is too slow is
/// killed.
pub(super) fn await_ready(
    child: &mut Child,
    data: &Path,
    limit: Duration,
) -> io::Result<Result<(), Ending>> {
    let pid = Pid::from_child(child).as_raw_pid();
    let outcome = wait::until(limit, || {
        if let Some(status) = child.try_wait()? {
            return Ok::<_, io::Error>(Some(Err(Ending::Exited(status))));
        }
        let is_ready = read_status(data).is_some_and(|status| status.pid == pid && status.is_ready);
        Ok(is_ready.then_some(Ok(())))
    })?;
    if let Some(outcome) = outcome {
        return Ok(outcome);
    }
    end(child, Signal::KILL)?;
    Ok(Err(Ending::TimedOut(limit)))
}

/// Sends `signal`, also to a suspended server, waits for the end, and kills what does not end.
pub(super) fn end(child: &mut Child, signal: Signal) -> io::Result<()> {
    if child.try_wait()?.is_some() {
        return Ok(());
    }
    // Our child is not waited for yet, so its number cannot be another's.
    let pid = Pid::from_child(child);
    kill_process(pid, signal)?;
    kill_process(pid, Signal::CONT)?;
    if signal != Signal::KILL && wait::for_child(child, STOP_LIMIT)?.is_some() {
        return Ok(());
    }
    child.kill()?;
    wait::for_child(child, KILL_LIMIT)?
        .map(drop)
        .ok_or_else(|| io::Error::new(io::ErrorKind::TimedOut, "a killed process does not end"))
}

/// Stops the server without ending it, and returns when it stands still (or has ended).
pub(super) fn suspend(child: &Child) -> io::Result<()> {
    let pid = Pid::from_child(child);
    kill_process(pid, Signal::STOP)?;
    let stopped = WaitIdOptions::STOPPED | WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    waitid(WaitId::Pid(pid), stopped)?;
    Ok(())
}

/// Lets a suspended server go on.
pub(super) fn resume(child: &Child) -> io::Result<()> {
    kill_process(Pid::from_child(child), Signal::CONT)?;
    Ok(())
}

/// What `postmaster.pid` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Status {
    /// The number of the server process, which may be dead by now.
    pub(super) pid: i32,
    /// Whether it takes connections.
    pub(super) is_ready: bool,
}

/// Reads `postmaster.pid`; `None` where there is none.
pub(super) fn read_status(data: &Path) -> Option<Status> {
    parse_status(&fs::read_to_string(data.join("postmaster.pid")).ok()?)
}

/// The first line is the process, the eighth its state.
fn parse_status(text: &str) -> Option<Status> {
    let pid = text.lines().next()?.trim().parse().ok()?;
    let state = text.lines().nth(7).map(str::trim);
    Some(Status { pid, is_ready: matches!(state, Some("ready" | "standby")) })
}

/// Whether a process works in this data directory, as a server does in its own.
#[cfg(target_os = "linux")]
pub(super) fn works_in(pid: Pid, data: &Path) -> bool {
    fs::read_link(format!("/proc/{}/cwd", pid.as_raw_pid())).is_ok_and(|folder| folder == data)
}

/// Whether a process works in this data directory, which we pass on its command line.
#[cfg(not(target_os = "linux"))]
pub(super) fn works_in(pid: Pid, data: &Path) -> bool {
    let number = pid.as_raw_pid().to_string();
    let output = Command::new("ps").args(["-o", "command=", "-p", &number]).output();
    output.is_ok_and(|output| {
        String::from_utf8_lossy(&output.stdout).contains(&*data.to_string_lossy())
    })
}

/// The length of a log in bytes; 0 where there is none yet.
pub(super) fn log_length(log: &Path) -> u64 {
    fs::metadata(log).map_or(0, |metadata| metadata.len())
}

/// The last `lines` lines behind `offset`, fit to be shown; empty where there is no log.
pub(super) fn log_tail(log: &Path, offset: u64, lines: usize) -> String {
    let read = || -> io::Result<Vec<u8>> {
        let mut file = File::open(log)?;
        let start = offset.max(file.metadata()?.len().saturating_sub(LOG_BYTES));
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.take(LOG_BYTES).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().unwrap_or_default();
    let all = String::from_utf8_lossy(&bytes);
    let mut last: Vec<_> = all.lines().rev().take(lines).map(text::clean).collect();
    last.reverse();
    last.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PID_FILE: &str =
        "4711\n/tmp/x/data\n1795492000\n5432\n/tmp/x\n\n  5432001    32\nready   \n";

    #[test]
    fn the_pid_file_tells_the_process_and_whether_it_is_ready() {
        assert_eq!(parse_status(PID_FILE), Some(Status { pid: 4711, is_ready: true }));
        let starting = PID_FILE.replace("ready   ", "starting");
        assert_eq!(parse_status(&starting), Some(Status { pid: 4711, is_ready: false }));
        assert_eq!(parse_status("4711\n"), Some(Status { pid: 4711, is_ready: false }));
        assert_eq!(parse_status(""), None);
    }

    #[test]
    fn the_tail_of_a_log_is_cut_by_lines_and_cleaned() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "one\ntwo\n\u{1b}[2Jthree\n").unwrap();
        assert_eq!(log_tail(file.path(), 0, 2), "two\n\\u{1b}[2Jthree");
        assert_eq!(log_tail(file.path(), 8, 9), "\\u{1b}[2Jthree");
        assert_eq!(log_tail(Path::new("/no/such/log"), 0, 9), "");
    }

    #[test]
    fn a_process_works_in_its_own_folder_only() {
        let own = rustix::process::getpid();
        let folder = std::env::current_dir().unwrap();
        if cfg!(target_os = "linux") {
            assert!(works_in(own, &folder));
        }
        assert!(!works_in(own, Path::new("/no/such/folder")));
    }
}
