//! Keeps what `initdb` made, so that later starts copy it: 0.1 s in place of one.
//!
//! Worth it for tests that start many servers; each installation has its own entry. A cache may fail:
//! then `initdb` runs, as without one.

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use super::account::Account;
use super::programs::ServerPrograms;

/// Changes whenever the arguments of `initdb` change.
const FORMAT: u32 = 2;

/// Where the data directory of an installation is kept below the folder of templates.
pub(super) fn entry(templates: &Path, programs: &ServerPrograms) -> PathBuf {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '-' };
    let folder: String = programs.folder.to_string_lossy().chars().map(plain).collect();
    let version: String = programs.version.chars().map(plain).collect();
    templates.join(format!("cluster{FORMAT}-{version}{folder}"))
}

/// Copies a template to `data` and gives the copy to the server's account; whether that worked. Where it
/// did not, nothing is left at `data`.
pub(super) fn instantiate(entry: &Path, data: &Path, account: Option<Account>) -> bool {
    let finish = |path: &Path| account.map_or(Ok(()), |account| account.own(path));
    let copied = entry.is_dir() && copy(entry, data, &finish).is_ok();
    if !copied {
        let _ = fs::remove_dir_all(data);
    }
    copied
}

/// Keeps a copy of a fresh data directory. The entry appears when it is whole; where two processes make
/// it at once, one of the copies stays.
pub(super) fn keep(entry: &Path, data: &Path) -> io::Result<()> {
    let Some(templates) = entry.parent() else {
        return Ok(());
    };
    fs::create_dir_all(templates)?;
    let unfinished = tempfile::Builder::new().prefix("unfinished-").tempdir_in(templates)?;
    let copied = unfinished.path().join("data");
    copy(data, &copied, &|_| Ok(()))?;
    fs::rename(copied, entry)
}

/// Copies a folder with all that is in it; `finish` sees every copy.
fn copy(from: &Path, to: &Path, finish: &dyn Fn(&Path) -> io::Result<()>) -> io::Result<()> {
    fs::DirBuilder::new().mode(0o700).create(to)?;
    finish(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copied = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &copied, finish)?;
        } else {
            fs::copy(entry.path(), &copied)?;
            finish(&copied)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn programs(folder: &str, version: &str) -> ServerPrograms {
        ServerPrograms { folder: folder.into(), version: version.to_owned(), major: 15 }
    }

    #[test]
    fn each_installation_has_an_entry_of_its_own() {
        let name = |programs| entry(Path::new("/t"), &programs);
        let debian = name(programs("/usr/lib/postgresql/15/bin", "15.18"));
        assert_eq!(debian, Path::new("/t/cluster2-15-18-usr-lib-postgresql-15-bin"));
        assert_ne!(debian, name(programs("/usr/lib/postgresql/15/bin", "15.19")));
        assert_ne!(debian, name(programs("/usr/local/bin", "15.18")));
    }

    #[test]
    fn what_was_kept_comes_back_whole() {
        let root = tempfile::tempdir().unwrap();
        let data = root.path().join("data");
        fs::create_dir_all(data.join("base/1")).unwrap();
        fs::write(data.join("base/1/100"), "rows").unwrap();
        let entry = root.path().join("templates/entry");
        let second = root.path().join("second");
        assert!(!instantiate(&entry, &second, None));
        keep(&entry, &data).unwrap();
        assert!(keep(&entry, &data).is_err(), "the first copy stays");
        assert!(instantiate(&entry, &second, None));
        assert_eq!(fs::read_to_string(second.join("base/1/100")).unwrap(), "rows");
        let left: Vec<_> = fs::read_dir(entry.parent().unwrap()).unwrap().collect();
        assert_eq!(left.len(), 1, "nothing unfinished stays behind: {left:?}");
    }
}
