//! A small file in the user's folder for state: read whole and within bounds, and put in place whole.

use std::fs::{DirBuilder, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use crate::model::Environment;

/// One file. Others may write there too: what is read proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateFile {
    folder: PathBuf,
    path: PathBuf,
}

impl StateFile {
    /// The file of that name; `None` where the user has no folder for state.
    pub fn of(environment: &Environment, name: &str) -> Option<Self> {
        let named = environment.variable("XDG_STATE_HOME").map(PathBuf::from);
        let state = match named.filter(|folder| folder.is_absolute()) {
            Some(folder) => folder,
            None => environment.home.as_ref()?.join(".local/state"),
        };
        let folder = state.join("scoutwatch");
        let path = folder.join(name);
        Some(Self { folder, path })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The whole file.
    ///
    /// # Errors
    /// Where it cannot be read, is no file, or is longer than `most` bytes.
    pub fn read(&self, most: u64) -> io::Result<Vec<u8>> {
        // A link would lead to somebody else's file, and a pipe would be waited for.
        if !self.path.symlink_metadata()?.is_file() {
            return Err(io::Error::other("it is no file"));
        }
        let mut bytes = Vec::new();
        File::open(&self.path)?.take(most + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > most {
            return Err(io::Error::other("it is too large"));
        }
        Ok(bytes)
    }

    /// Puts a new file in its place, for its owner alone.
    ///
    /// # Errors
    /// Where it cannot be written; what was there before is then still there.
    pub fn replace(&self, bytes: &[u8]) -> io::Result<()> {
        let mut folder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.recursive(true).create(&self.folder)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(bytes)?;
        if self.path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(io::Error::other("a folder is in its place"));
        }
        file.persist(&self.path)?;
        Ok(())
    }
}
