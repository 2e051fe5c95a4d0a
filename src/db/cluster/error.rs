//! What can go wrong with a private cluster, in words that say what failed, on what, and what to try.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::programs::OLDEST_MAJOR;

/// Why a private cluster could not be made, started or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No folder holds the server programs in a version that is new enough.
    #[error(transparent)]
    ProgramsNotFound(#[from] ProgramsNotFound),

    /// We are root, which PostgreSQL refuses, and there is no account to run the server under.
    #[error(
        "PostgreSQL does not run as root, and there is no account `postgres` or `nobody` to run it \
         under; run this as an ordinary user"
    )]
    NoServerAccount,

    /// No folder can hold the cluster: missing, not writable, closed to the server's account, too long.
    #[error("cannot put a private PostgreSQL cluster into {}: {reason}", .folder.display())]
    Folder {
        /// The folder that was to hold the cluster's own folder.
        folder: PathBuf,
        /// What is wrong with it and what to try.
        reason: String,
    },

    /// A setting or file that the cluster cannot take.
    #[error("the setting `{name}` of the private PostgreSQL cluster is refused: {reason}")]
    Setting {
        /// The name as it was given.
        name: String,
        /// Why it is refused.
        reason: &'static str,
    },

    /// A program could not be run at all.
    #[error("cannot run {}: {source}", .program.display())]
    Spawn {
        /// The program, with its folder where it is known.
        program: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },

    /// `initdb` ended with an error or did not end in time.
    #[error("initdb could not make the cluster ({ending}); it said:\n{output}")]
    Initdb {
        /// How it ended.
        ending: Ending,
        /// The end of what it wrote.
        output: String,
    },

    /// The server did not come up; its log says why.
    #[error("the private PostgreSQL server did not start ({ending}); the end of its log:\n{log}")]
    Start {
        /// How the attempt ended.
        ending: Ending,
        /// The last lines of the server's log.
        log: String,
    },

    /// The server was asked for something that only a running one can do.
    #[error("the private PostgreSQL server in {} is not running", .folder.display())]
    NotRunning {
        /// The cluster's folder.
        folder: PathBuf,
    },

    /// The server is running where it must not.
    #[error("the private PostgreSQL server in {} is already running", .folder.display())]
    AlreadyRunning {
        /// The cluster's folder.
        folder: PathBuf,
    },

    /// A file operation or a signal failed.
    #[error("cannot {action} {}: {source}", .path.display())]
    Io {
        /// What was tried, as in "cannot write …".
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

impl ClusterError {
    /// For `map_err`: an [`ClusterError::Io`] that says `action` and `path`.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_path_buf();
        move |source| Self::Io { action, path, source }
    }
}

/// How a program that had to succeed, or stay, ended instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It ended by itself with this status.
    Exited(std::process::ExitStatus),
    /// It was still not done after this time, and was killed.
    TimedOut(Duration),
}

impl fmt::Display for Ending {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(status) => status.fmt(formatter),
            Self::TimedOut(limit) => write!(formatter, "not ready after {} s", limit.as_secs()),
        }
    }
}

/// No usable server programs: where was looked, what was found and refused, and what to install.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramsNotFound {
    /// Every folder that was looked at, in order.
    pub searched: Vec<PathBuf>,
    /// Folders that hold the programs but cannot be used, with the reason.
    pub refused: Vec<(PathBuf, String)>,
    /// What to install on this machine.
    pub hint: String,
}

impl fmt::Display for ProgramsNotFound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "no PostgreSQL server programs (initdb, postgres) of version {OLDEST_MAJOR} or later found"
        )?;
        for (folder, reason) in &self.refused {
            write!(formatter, "\n  refused {}: {reason}", folder.display())?;
        }
        let looked =
            |folder: &&PathBuf| !self.refused.iter().any(|(refused, _)| refused == *folder);
        for folder in self.searched.iter().filter(looked) {
            write!(formatter, "\n  not in  {}", folder.display())?;
        }
        write!(formatter, "\n{}", self.hint)
    }
}

impl std::error::Error for ProgramsNotFound {}
