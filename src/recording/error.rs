//! Why there is no recording to write to or to read.

use std::io;
use std::path::PathBuf;

/// Why a recording cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The file cannot be opened, read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The path leads to a folder, a device or a pipe.
    #[error("{} is no file", .0.display())]
    NoFile(PathBuf),
    /// The file holds something else.
    #[error("{} is no recording of scoutwatch; it is left as it is", .0.display())]
    Foreign(PathBuf),
    /// A later version wrote it.
    #[error(
        "{} is a recording of version {version}, and this scoutwatch knows version {} and before", path.display(), super::format::VERSION
    )]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its version.
        version: u32,
    },
    /// It has no poll.
    #[error("{} holds no poll", .0.display())]
    Empty(PathBuf),
    /// It is too large.
    #[error("{} is larger than any recording of scoutwatch", .0.display())]
    TooLarge(PathBuf),
    /// Another process writes to it.
    #[error("{}: another scoutwatch records into it", .0.display())]
    Busy(PathBuf),
    /// It is of another database.
    #[error("{} is a recording of {recorded}, and this is {target}: use another file", path.display())]
    OtherDatabase {
        /// Which file.
        path: PathBuf,
        /// What it is a recording of.
        recorded: String,
        /// What is to be recorded.
        target: String,
    },
}

impl RecordingError {
    /// An error of the file system, with the file.
    pub(super) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        |source| Self::File { path, source }
    }
}
