//! What only the process itself can tell: its variables, home folder and user.

use std::ffi::OsString;
use std::io::IsTerminal as _;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::model::Environment;

/// Reads the surroundings of this process, once, for everybody who takes an [`Environment`].
pub fn environment() -> Environment {
    let readable = |(name, value): (OsString, OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    let mut environment = Environment {
        variables: std::env::vars_os().filter_map(readable).collect(),
        home: etcetera::home_dir().ok().filter(|home| home.is_absolute()),
        user: None,
    };
    environment.user = user(&environment);
    environment
}

/// A token that SIGINT, SIGTERM and SIGHUP cancel, for whatever ends in order.
///
/// # Errors
/// What the system says.
pub fn stop_on_signals() -> std::io::Result<CancellationToken> {
    let stop = CancellationToken::new();
    for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
        let (mut signal, stop) = (signal(kind)?, stop.clone());
        tokio::spawn(async move {
            signal.recv().await;
            stop.cancel();
        });
    }
    Ok(stop)
}

/// What standard output is, and how wide it is where that is known: as `COLUMNS` says, else as the terminal
/// itself does.
pub fn standard_output(environment: &Environment) -> (bool, Option<usize>) {
    let stdout = std::io::stdout();
    if !stdout.is_terminal() {
        return (false, None);
    }
    let said = environment.variable("COLUMNS").and_then(|columns| columns.parse().ok());
    let width = said.or_else(|| terminal_width(&stdout)).filter(|columns| *columns > 0);
    (true, width)
}

/// Columns and rows of the terminal that standard output is, as the terminal itself says.
pub fn terminal_size() -> Option<(u16, u16)> {
    size_of(&std::io::stdout()).filter(|(columns, rows)| *columns > 0 && *rows > 0)
}

#[cfg(unix)]
fn size_of(stdout: &std::io::Stdout) -> Option<(u16, u16)> {
    rustix::termios::tcgetwinsize(stdout).ok().map(|size| (size.ws_col, size.ws_row))
}

#[cfg(not(unix))]
fn size_of(_stdout: &std::io::Stdout) -> Option<(u16, u16)> {
    None
}

fn terminal_width(stdout: &std::io::Stdout) -> Option<usize> {
    size_of(stdout).map(|(columns, _)| usize::from(columns))
}

/// The operating-system user: by the effective user number, as libpq has it, else as the login says.
fn user(environment: &Environment) -> Option<String> {
    user_by_number()
        .or_else(|| environment.variable("USER").map(str::to_owned))
        .or_else(|| environment.variable("LOGNAME").map(str::to_owned))
}

#[cfg(unix)]
fn user_by_number() -> Option<String> {
    let number = rustix::process::geteuid().as_raw();
    let accounts = std::fs::read_to_string("/etc/passwd").ok();
    accounts.and_then(|accounts| name_of(number, &accounts)).or_else(name_by_directory)
}

#[cfg(not(unix))]
fn user_by_number() -> Option<String> {
    None
}

/// The name that belongs to a number in a text of the form of `/etc/passwd`.
#[cfg(unix)]
fn name_of(number: u32, accounts: &str) -> Option<String> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, _, found) = (fields.next()?, fields.next()?, fields.next()?);
        (found.parse() == Ok(number)).then(|| name.to_owned())
    })
}

/// Asks `id`, which knows directory services too.
#[cfg(unix)]
fn name_by_directory() -> Option<String> {
    let output = std::process::Command::new("id")
        .arg("-un")
        .stdin(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let name = String::from_utf8(output.stdout).ok()?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_number_and_not_by_a_group_or_a_prefix() {
        let accounts =
            "root:x:0:0:root:/root:/bin/sh\nbroken\nct4:x:1000:5:,,,:/home/ct4:/bin/sh\n";
        assert_eq!(name_of(1000, accounts).as_deref(), Some("ct4"));
        assert_eq!(name_of(0, accounts).as_deref(), Some("root"));
        assert_eq!(name_of(5, accounts), None);
        assert_eq!(name_of(100, accounts), None);
    }
}
