//! Recordings: the polls of a dashboard in files, for the review after an incident.
//!
//! `format` says what a file looks like, `reader` reads files, `writer` appends to one and keeps their number
//! and size within bounds, `task` listens to the poller. Nothing here knows a terminal.

mod error;
mod format;
mod reader;
mod task;
mod writer;

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use error::RecordingError;
pub use reader::{Recording, read};
pub use task::spawn;
pub use writer::{Limits, Recorder};

/// The largest file that is read; several times what the settings allow to be written.
const MAX_FILE: u64 = 256 << 20;

/// What a recording says of itself, at the beginning of each file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The word for the database, such as PROD.
    #[serde(default)]
    pub label: String,
    /// Database and host.
    #[serde(default)]
    pub target: String,
    /// Whether people work on it.
    #[serde(default)]
    pub is_production: bool,
    /// The colour of the word, as the configuration has it.
    #[serde(default)]
    pub color: Option<String>,
    /// The share of satisfactory persons to reach, in percent.
    #[serde(default)]
    pub target_percent: f64,
    /// When the file was begun.
    #[serde(default)]
    pub begun_at: DateTime<Utc>,
}

impl Header {
    /// Whether two recordings are of one database.
    fn is_same_database(&self, other: &Self) -> bool {
        (&self.label, &self.target) == (&other.label, &other.target)
    }
}

/// The file with what is older than all in `path`, counted from one: `FILE.1`, `FILE.2` and so on.
fn older(path: &Path, number: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{number}"));
    name.into()
}
