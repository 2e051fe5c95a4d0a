//! The folder that holds one cluster: made below a temporary folder, locked by its owner, removed in the
//! end, and swept away by the next start where its owner died without clearing up.
//!
//! ```text
//! scoutwatch-RANDOM/   0700, of the server's account
//!     owner.lock       locked (flock) while the owner lives; the kernel unlocks it when the owner dies
//!     kept             there when the owner left the server running on purpose
//!     server.log       what initdb and the server wrote
//!     .s.PGSQL.5432    the socket
//!     data/            the data directory
//! ```

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::account::Account;
use super::error::ClusterError;
use super::wait;
use crate::model::Environment;

/// How the names of our folders begin.
pub const PREFIX: &str = "scoutwatch-";

/// Characters that make a folder's name unique.
const RANDOM: usize = 6;

/// The longest path of a socket, in bytes, without the closing NUL.
const LONGEST_SOCKET: usize = if cfg!(target_os = "linux") { 107 } else { 103 };

/// The longest name of a socket that the server makes.
const SOCKET_NAME: &str = ".s.PGSQL.65535";

pub(super) const LOCK: &str = "owner.lock";
const KEPT: &str = "kept";

/// How long to try to remove a folder into which dying processes may still write.
const REMOVAL: Duration = Duration::from_secs(3);

/// A cluster's own folder and the lock on it.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Held for its lock; other processes see by it that we live.
    _lock: File,
}

impl Folder {
    /// Makes a fresh, locked folder below `parent` and gives it to the server's account.
    pub(super) fn create(parent: &Path, account: Option<Account>) -> Result<Self, ClusterError> {
        let path = tempfile::Builder::new()
            .prefix(PREFIX)
            .rand_bytes(RANDOM)
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(parent)
            .map_err(|error| ClusterError::Folder {
                folder: parent.to_path_buf(),
                reason: error.to_string(),
            })?
            .keep();
        lock(&path)
            .map_err(ClusterError::io("lock", &path))
            .and_then(|lock| {
                account.map_or(Ok(()), |account| account.give(&path))?;
                Ok(Self { path: path.clone(), _lock: lock })
            })
            .inspect_err(|_| drop(fs::remove_dir_all(&path)))
    }

    /// The folder itself: absolute, without symbolic links. Sockets lie in it.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The data directory.
    pub(super) fn data(&self) -> PathBuf {
        data_of(&self.path)
    }

    /// The file that initdb and the server write their words to.
    pub(super) fn log(&self) -> PathBuf {
        self.path.join("server.log")
    }

    /// Marks the folder as left behind on purpose, so that nobody sweeps it.
    pub(super) fn mark_kept(&self) -> Result<(), ClusterError> {
        let mark = self.path.join(KEPT);
        File::create(&mark).map(drop).map_err(ClusterError::io("write", &mark))
    }

    /// Removes the folder with all that is in it.
    pub(super) fn remove(&self) -> Result<(), ClusterError> {
        remove(&self.path).map_err(ClusterError::io("remove", &self.path))
    }
}

/// The data directory inside a cluster's folder.
pub(super) fn data_of(folder: &Path) -> PathBuf {
    folder.join("data")
}

/// Whether the owner of a folder left it there on purpose.
pub(super) fn is_kept(folder: &Path) -> bool {
    folder.join(KEPT).exists()
}

/// The lock appears under its name only when it is held, so that nobody can take it for a dead owner's.
fn lock(folder: &Path) -> io::Result<File> {
    let unfinished = folder.join("owner.new");
    let file = File::create(&unfinished)?;
    file.lock()?;
    fs::rename(&unfinished, folder.join(LOCK))?;
    Ok(file)
}

/// Removes a folder; more than one try, because processes that are just dying may add files.
pub(super) fn remove(folder: &Path) -> io::Result<()> {
    let mut last = None;
    let removed = wait::until(REMOVAL, || match fs::remove_dir_all(folder) {
        Ok(()) => Ok(Some(())),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !folder.exists() => Ok(Some(())),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty
            ) =>
        {
            last = Some(error);
            Ok(None)
        }
        Err(error) => Err(error),
    })?;
    match (removed, last) {
        (None, Some(error)) => Err(error),
        _ => Ok(()),
    }
}

/// The folder to make ours in: the named one and no other, else the first that will do of `TMPDIR`,
/// `/tmp` and `/var/tmp`.
pub(super) fn choose_parent(
    named: Option<&Path>,
    environment: &Environment,
    account: Option<Account>,
) -> Result<PathBuf, ClusterError> {
    if let Some(named) = named {
        fs::create_dir_all(named).map_err(|error| ClusterError::Folder {
            folder: named.to_path_buf(),
            reason: error.to_string(),
        })?;
        return suitable(named, account);
    }
    let usual = environment.variable("TMPDIR").into_iter().chain(["/tmp", "/var/tmp"]);
    let mut first_error = None;
    for folder in usual {
        match suitable(Path::new(folder), account) {
            Ok(folder) => return Ok(folder),
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    Err(first_error.unwrap_or_else(|| ClusterError::Folder {
        folder: PathBuf::from("/tmp"),
        reason: "there is no temporary folder".to_owned(),
    }))
}

/// The folder without symbolic links, where a cluster can live in it.
fn suitable(folder: &Path, account: Option<Account>) -> Result<PathBuf, ClusterError> {
    let refuse = |reason: String| ClusterError::Folder { folder: folder.to_path_buf(), reason };
    let resolved = fs::canonicalize(folder).map_err(|error| refuse(error.to_string()))?;
    let Some(text) = resolved.to_str() else {
        return Err(refuse("its path is not UTF-8; name another folder".to_owned()));
    };
    // libpq and tokio-postgres split the host of a connection string at commas.
    if text.contains(|character: char| character == ',' || character.is_control()) {
        return Err(refuse(
            "its path holds a comma or a control character, which a connection string cannot say; \
             name another folder"
                .to_owned(),
        ));
    }
    let socket = text.len() + 1 + PREFIX.len() + RANDOM + 1 + SOCKET_NAME.len();
    if socket > LONGEST_SOCKET {
        return Err(refuse(format!(
            "the path of a socket in it would take {socket} bytes, {LONGEST_SOCKET} is the limit; \
             name a folder with a shorter path"
        )));
    }
    if access_denied(&resolved) {
        return Err(refuse("it is not a folder that we may write to".to_owned()));
    }
    if let Some(account) = account
        && let Some(barred) = account.barred_at(&resolved)
    {
        return Err(refuse(format!(
            "as root the server runs under user {}, which may not pass {}; name a folder that \
             others may pass, such as /tmp",
            account.user(),
            barred.display()
        )));
    }
    Ok(resolved)
}

/// Whether a file cannot be made in the folder; tried, because permission bits do not say it all. The file
/// has no name where the system can do that, so that nothing stays if we are killed here.
fn access_denied(folder: &Path) -> bool {
    tempfile::tempfile_in(folder).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_folder_that_is_missing_is_made() {
        let root = tempfile::tempdir().unwrap();
        let named = root.path().join("cache/scoutwatch");
        let parent = choose_parent(Some(&named), &Environment::default(), None).unwrap();
        assert_eq!(parent, fs::canonicalize(&named).unwrap());
    }

    #[test]
    fn a_folder_too_deep_for_a_socket_is_refused_with_the_limit() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("x".repeat(100));
        let error = choose_parent(Some(&deep), &Environment::default(), None).unwrap_err();
        assert!(error.to_string().contains("is the limit; name a folder with a shorter path"));
    }

    #[test]
    fn a_temporary_folder_that_will_not_do_is_passed_over() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("x".repeat(100));
        fs::create_dir(&deep).unwrap();
        let variables = [("TMPDIR".to_owned(), deep.to_str().unwrap().to_owned())].into();
        let environment = Environment { variables, ..Environment::default() };
        let parent = choose_parent(None, &environment, None).unwrap();
        assert_eq!(parent, fs::canonicalize("/tmp").unwrap());
    }

    #[test]
    fn a_comma_in_the_path_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a,b");
        let error = choose_parent(Some(&folder), &Environment::default(), None).unwrap_err();
        assert!(error.to_string().contains("comma"), "{error}");
    }

    #[test]
    fn a_fresh_folder_is_private_and_locked() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::create(root.path(), None).unwrap();
        let mode = fs::metadata(folder.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        let second = File::open(folder.path().join(LOCK)).unwrap();
        assert!(second.try_lock().is_err());
        drop(folder);
        assert!(second.try_lock().is_ok());
    }
}
