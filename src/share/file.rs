//! Files that leave the program: only their owner can read them, none replaces another, and none has its name before it is
//! whole.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use tempfile::NamedTempFile;

/// How many files may have one name but for a number.
const MOST: u32 = 100;

/// A file in the making. Dropped before it is finished, it is gone.
pub(super) struct Draft {
    file: NamedTempFile,
    folder: PathBuf,
}

impl Draft {
    /// Begins a file in the first of these folders that takes one.
    ///
    /// # Errors
    /// The first folder, and what the system says of it.
    pub(super) fn begin(folders: &[PathBuf]) -> Result<Self, (PathBuf, io::Error)> {
        let mut refused = None;
        for folder in folders {
            // A new file can be read and written by its owner alone.
            match tempfile::Builder::new().prefix(".scoutwatch-").tempfile_in(folder) {
                Ok(file) => return Ok(Self { file, folder: folder.clone() }),
                Err(error) => drop(refused.get_or_insert((folder.clone(), error))),
            }
        }
        let nowhere = || (PathBuf::new(), io::ErrorKind::NotFound.into());
        Err(refused.unwrap_or_else(nowhere))
    }

    /// Where it will be.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Gives the file its name, or the first free one with a number behind it. Returns where it is, and its size.
    pub(super) fn finish(self, stem: &str, ending: &str) -> io::Result<(PathBuf, u64)> {
        let Self { mut file, folder } = self;
        file.as_file().sync_all()?;
        let bytes = file.as_file().metadata()?.len();
        for number in 1..=MOST {
            let number = if number == 1 { String::new() } else { format!("-{number}") };
            let path = folder.join(format!("{stem}{number}.{ending}"));
            match file.persist_noclobber(&path) {
                Ok(_) => return Ok((path, bytes)),
                Err(refused) if refused.error.kind() == io::ErrorKind::AlreadyExists => {
                    file = refused.file;
                }
                Err(refused) => return Err(refused.error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

impl io::Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// What a file of this moment is called, without its ending.
pub(super) fn stem(name: &str, now: DateTime<Utc>) -> String {
    format!("scoutwatch-{name}-{}", now.format("%Y%m%dT%H%M%SZ"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn written(folder: &Path, text: &str) -> (PathBuf, u64) {
        let mut draft = Draft::begin(&[folder.to_owned()]).unwrap();
        draft.write_all(text.as_bytes()).unwrap();
        draft.finish("name", "csv").unwrap()
    }

    #[test]
    fn no_file_replaces_another_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let (first, bytes) = written(folder.path(), "one");
        let (second, _) = written(folder.path(), "two");
        assert_eq!((first.file_name().unwrap(), bytes), ("name.csv".as_ref(), 3));
        assert_eq!(second.file_name().unwrap(), "name-2.csv");
        assert_eq!(std::fs::read_to_string(&first).unwrap(), "one");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&first).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn what_is_not_finished_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut draft = Draft::begin(&[folder.path().to_owned()]).unwrap();
        draft.write_all(b"half").unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        drop(draft);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_next_folder_is_taken_where_one_takes_no_file_and_the_first_is_named_where_none_does() {
        let folder = tempfile::tempdir().unwrap();
        let (path, _) = written(folder.path(), "");
        let beside = Draft::begin(&[path.clone(), folder.path().to_owned()]).unwrap();
        assert_eq!(beside.folder(), folder.path());
        let (named, _) = Draft::begin(&[path.clone(), path.join("deeper")]).err().unwrap();
        assert_eq!(named, path);
    }
}
