//! The account that the server runs under: our own, or an unprivileged one where we are root.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::error::ClusterError;

/// Accounts to use in place of root, best first.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];

/// Another account than our own, by numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Account {
    user: u32,
    group: u32,
}

impl Account {
    /// `None` where the server may run as we do; an unprivileged account where we are root.
    pub(super) fn for_server() -> Result<Option<Self>, ClusterError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        CANDIDATES
            .iter()
            .find_map(|name| Self::named(name))
            .map(Some)
            .ok_or(ClusterError::NoServerAccount)
    }

    /// Asks `id`, which knows directory services too; reading `/etc/passwd` would not.
    fn named(name: &str) -> Option<Self> {
        let number = |option: &str| -> Option<u32> {
            let output =
                Command::new("id").args([option, name]).stdin(Stdio::null()).output().ok()?;
            String::from_utf8(output.stdout).ok()?.trim().parse().ok()
        };
        let account = Self { user: number("-u")?, group: number("-g")? };
        (account.user != 0).then_some(account)
    }

    /// Makes a command run under this account. As root, std drops all supplementary groups with it.
    pub(super) fn apply(self, command: &mut Command) {
        command.uid(self.user).gid(self.group);
    }

    /// Gives a file or folder to this account.
    pub(super) fn give(self, path: &Path) -> Result<(), ClusterError> {
        self.own(path).map_err(ClusterError::io("give to the server's account", path))
    }

    /// [`Self::give`] with the bare error.
    pub(super) fn own(self, path: &Path) -> io::Result<()> {
        std::os::unix::fs::chown(path, Some(self.user), Some(self.group))
    }

    /// The user's number.
    pub(super) fn user(self) -> u32 {
        self.user
    }

    /// The first folder on the way to `path` that this account may not pass; `None` where all are open.
    pub(super) fn barred_at(self, path: &Path) -> Option<&Path> {
        let ancestors: Vec<_> = path.ancestors().collect();
        ancestors.into_iter().rev().find(|folder| !self.may_pass(folder))
    }

    /// Whether the permission bits let this account through; access lists are not looked at.
    fn may_pass(self, folder: &Path) -> bool {
        fs::metadata(folder).is_ok_and(|metadata| {
            let bit = if metadata.uid() == self.user {
                0o100
            } else if metadata.gid() == self.group {
                0o010
            } else {
                0o001
            };
            metadata.mode() & bit != 0
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    const STRANGER: Account = Account { user: 54_321, group: 54_321 };

    #[test]
    fn a_closed_folder_on_the_way_is_found() {
        let root = tempfile::tempdir().unwrap();
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o711)).unwrap();
        let closed = root.path().join("closed");
        let inner = closed.join("inner");
        fs::create_dir_all(&inner).unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(STRANGER.barred_at(&inner), Some(closed.as_path()));
        assert_eq!(STRANGER.barred_at(root.path()), None);
    }

    #[test]
    fn root_never_counts_as_an_unprivileged_account() {
        assert_eq!(Account::named("root"), None);
        assert_eq!(Account::named("no such account"), None);
    }
}
