//! Clears away clusters whose owner and whose guard both died.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use super::account::Account;
use super::folder::{self, LOCK, PREFIX};
use super::{postmaster, wait};

/// How long an abandoned server may take to stop before it is killed.
const STOP_LIMIT: Duration = Duration::from_secs(8);

/// Stops and removes the abandoned clusters below `parent`, and returns their folders.
///
/// A cluster is abandoned when its owner holds the lock no more and did not mark it as kept. Folders of
/// other users, and anything that cannot be read, are left alone; nothing here is an error.
pub fn sweep_abandoned(parent: &Path) -> Vec<PathBuf> {
    let own = rustix::process::geteuid().as_raw();
    let server = Account::for_server().ok().flatten().map(Account::user);
    let Ok(entries) = parent.canonicalize().and_then(fs::read_dir) else {
        return Vec::new();
    };
    entries
        .flatten()
        .filter(|entry| entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX)))
        .filter(|entry| {
            // `metadata` of an entry does not follow symbolic links.
            entry.metadata().is_ok_and(|metadata| {
                metadata.is_dir() && (metadata.uid() == own || Some(metadata.uid()) == server)
            })
        })
        .map(|entry| entry.path())
        .filter(|folder| sweep(folder))
        .collect()
}

/// Sweeps one folder; whether it was abandoned and is gone now.
fn sweep(folder: &Path) -> bool {
    if folder::is_kept(folder) {
        return false;
    }
    // A folder without a lock is just being made, or is not ours.
    let Ok(lock) = File::open(folder.join(LOCK)) else {
        return false;
    };
    if lock.try_lock().is_err() {
        return false;
    }
    stop_server(&folder::data_of(folder));
    folder::remove(folder).is_ok()
}

/// Stops the server of a data directory, if it is one: its number may be another's by now.
fn stop_server(data: &Path) {
    let Some(server) = postmaster::read_status(data).and_then(|status| Pid::from_raw(status.pid))
    else {
        return;
    };
    let signal =
        |signal| postmaster::works_in(server, data) && kill_process(server, signal).is_ok();
    if !signal(Signal::QUIT) {
        return;
    }
    signal(Signal::CONT);
    let is_gone = || Ok::<_, ()>((!postmaster::works_in(server, data)).then_some(()));
    if !matches!(wait::until(STOP_LIMIT, is_gone), Ok(Some(()))) {
        signal(Signal::KILL);
    }
}
