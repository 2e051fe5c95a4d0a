//! A small shell that outlives us: it stops the server and removes the folder when we die in any way.
//!
//! It waits on a pipe whose other end only we hold; the kernel closes that end with us, be it at an
//! orderly exit without destructors (statics, `process::exit`) or at SIGKILL.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::error::ClusterError;
use super::wait;

const SCRIPT: &str = include_str!("guard.sh");

/// How long a dismissed guard may take to end.
const DISMISSAL: Duration = Duration::from_secs(2);

/// The watching shell.
#[derive(Debug)]
pub(super) struct Guard {
    shell: Child,
}

impl Guard {
    /// Posts a guard over a cluster's folder.
    pub(super) fn post(folder: &Path) -> Result<Self, ClusterError> {
        let shell = Command::new("/bin/sh")
            .args(["-c", SCRIPT, "scoutwatch-guard"])
            .arg(folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C in the terminal is not for the guard.
            .process_group(0)
            .spawn()
            .map_err(|source| ClusterError::Spawn { program: PathBuf::from("/bin/sh"), source })?;
        Ok(Self { shell })
    }
}

impl Drop for Guard {
    /// Sends the guard away: nothing is left to clear up, or it is meant to stay.
    fn drop(&mut self) {
        if let Some(mut pipe) = self.shell.stdin.take() {
            let _ = pipe.write_all(b"dismissed\n");
        }
        if !matches!(wait::for_child(&mut self.shell, DISMISSAL), Ok(Some(_))) {
            let _ = self.shell.kill();
            let _ = self.shell.wait();
        }
    }
}
