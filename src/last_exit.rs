//! What was true when the dashboard was left, in a small file: for what has changed since, at the next start.
//!
//! One file a database, in the user's folder for state. It is a convenience: where it cannot be written or read, there
//! is nothing to compare with, and that is all.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::model::digest::{Before, Origin};
use crate::model::text::clean;
use crate::model::{Environment, Health};
use crate::state_file::StateFile;

/// The version of the file.
const VERSION: u32 = 1;

/// The longest file that is read; a hundred times what is written.
const MAX_BYTES: u64 = 256 << 10;

/// Counts beyond this are nobody's.
const LARGEST: i64 = 1_000_000_000_000_000;

/// The file.
#[derive(Serialize, Deserialize)]
struct Note {
    version: u32,
    /// The database, in words, so that a file can be told from another.
    database: String,
    before: Before,
}

/// Where the note on a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    file: StateFile,
    database: String,
}

impl Place {
    /// The place for a database, by its name; `None` where the user has no folder for state.
    pub fn of(environment: &Environment, database: &str) -> Option<Self> {
        let digest = Sha256::digest(database.as_bytes());
        let first = digest.iter().take(8);
        let name = first.fold(0_u64, |name, byte| (name << 8) | u64::from(*byte));
        let file = StateFile::of(environment, &format!("last-exit-{name:016x}.json"))?;
        Some(Self { file, database: database.to_owned() })
    }

    /// Where the file is.
    pub fn file(&self) -> &Path {
        self.file.path()
    }

    /// What was noted; `None` where nothing was, or what is there cannot be believed.
    pub fn read(&self) -> Option<Before> {
        match self.try_read() {
            Ok(before) => Some(before),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::warn!("{}: {error}: nothing is compared with it", self.file().display());
                None
            }
        }
    }

    fn try_read(&self) -> io::Result<Before> {
        let text = self.file.read(MAX_BYTES)?;
        let note: Note = serde_json::from_slice(&text)?;
        if note.version != VERSION || note.database != self.database {
            return Err(io::Error::other("it is of another version or database"));
        }
        Ok(tame(note.before))
    }

    /// Notes what is true, in place of what was noted before.
    ///
    /// # Errors
    /// Where it cannot be written; what was noted before is then still there.
    pub fn write(&self, before: &Before) -> io::Result<()> {
        let note =
            Note { version: VERSION, database: self.database.clone(), before: before.clone() };
        self.file.replace(&serde_json::to_vec(&note)?)
    }
}

/// A note as it can be shown and counted with, whoever wrote it.
fn tame(before: Before) -> Before {
    let bound = |count: i64| count.clamp(-LARGEST, LARGEST);
    let mut figures = before.figures;
    for count in [&mut figures.total_persons, &mut figures.satisfactory, &mut figures.missing] {
        *count = bound(*count);
    }
    figures.conflicts = figures.conflicts.map(bound);
    figures.backlog.0 = figures.backlog.0.map(|count| count.map(bound));
    let health = before.health.map(|health| Health {
        findings: health
            .findings
            .into_iter()
            .map(|mut finding| {
                finding.detail = clean(&finding.detail);
                finding
            })
            .collect(),
        ..health
    });
    Before { figures, health, origin: Origin::LastExit, ..before }
}
