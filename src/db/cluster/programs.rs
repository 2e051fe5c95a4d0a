//! Finds the server programs of this machine: `initdb` and `postgres`, in a version we know.
//!
//! The order is: the folder that was named, and then no other; `PATH`; what `pg_config` says; the usual
//! folders of the distributions, newest version first.

use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::account::Account;
use super::error::ProgramsNotFound;
use crate::model::Environment;

/// The oldest major version that is used; 13 brought `DROP DATABASE … WITH (FORCE)`.
pub const OLDEST_MAJOR: u32 = 13;

/// The variable that names the folder of the server programs.
pub const FOLDER_VARIABLE: &str = "SCOUTWATCH_PG_BIN";

/// Folders that hold one folder a version, as (parent, start of the name, rest of the path).
const VERSIONED: &[(&str, &str, &str)] = &[
    ("/usr/lib/postgresql", "", "bin"),
    ("/usr", "pgsql-", "bin"),
    ("/usr/libexec", "postgresql", ""),
    ("/usr/lib64", "postgresql-", "bin"),
    ("/opt/homebrew/opt", "postgresql", "bin"),
    ("/usr/local/opt", "postgresql", "bin"),
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
    ("/Library/PostgreSQL", "", "bin"),
];

/// Folders without a version in their path.
const PLAIN: &[&str] = &[
    "/usr/local/pgsql/bin",
    "/usr/lib64/pgsql/bin",
    "/usr/lib/pgsql/bin",
    "/usr/lib/postgresql/bin",
    "/usr/libexec/postgresql",
    "/usr/bin",
    "/usr/local/bin",
    "/opt/local/bin",
    "/run/current-system/sw/bin",
];

/// The server programs of one installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerPrograms {
    /// The folder that holds `initdb` and `postgres`.
    pub folder: PathBuf,
    /// The version in full, as in `15.18` or `18beta1`.
    pub version: String,
    /// The major version, as in 15.
    pub major: u32,
}

impl ServerPrograms {
    /// The path of one of the programs.
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Finds the programs in `explicit`, else in the folder that [`FOLDER_VARIABLE`] names, else in `PATH`,
/// `pg_config --bindir` and the folders of the distributions.
///
/// # Errors
/// [`ProgramsNotFound`] lists where was looked and says what to install.
pub fn find(
    explicit: Option<&Path>,
    environment: &Environment,
) -> Result<ServerPrograms, ProgramsNotFound> {
    find_for(None, explicit, environment)
}

/// [`find`], for a server that will run under `account`: it passes over what that account cannot reach.
pub(super) fn find_for(
    account: Option<Account>,
    explicit: Option<&Path>,
    environment: &Environment,
) -> Result<ServerPrograms, ProgramsNotFound> {
    let named = explicit
        .map(Path::to_path_buf)
        .or_else(|| environment.variable(FOLDER_VARIABLE).map(PathBuf::from));
    let mut search = Search { account, ..Search::default() };
    if let Some(folder) = named {
        return search.visit(folder).ok_or_else(|| search.failed());
    }
    let on_path = environment.variable("PATH").map(std::env::split_paths).into_iter().flatten();
    for folder in on_path {
        if let Some(found) = search.visit(folder) {
            return Ok(found);
        }
    }
    if let Some(found) = pg_config_folder(environment).and_then(|folder| search.visit(folder)) {
        return Ok(found);
    }
    for folder in distribution_folders(Path::new("/")) {
        if let Some(found) = search.visit(folder) {
            return Ok(found);
        }
    }
    Err(search.failed())
}

/// The folders looked at so far.
#[derive(Default)]
struct Search {
    account: Option<Account>,
    searched: Vec<PathBuf>,
    refused: Vec<(PathBuf, String)>,
}

impl Search {
    /// Looks into one folder; `None` where it holds no usable programs or was visited before.
    fn visit(&mut self, folder: PathBuf) -> Option<ServerPrograms> {
        if folder.as_os_str().is_empty() || self.searched.contains(&folder) {
            return None;
        }
        self.searched.push(folder.clone());
        let postgres = folder.join("postgres");
        if !postgres.is_file() || !folder.join("initdb").is_file() {
            return None;
        }
        // A relative entry of PATH would mean another folder to a child with another working folder.
        let folder = std::path::absolute(&folder).unwrap_or(folder);
        match self.judge(&folder, &postgres) {
            Ok((version, major)) => Some(ServerPrograms { folder, version, major }),
            Err(reason) => {
                self.refused.push((folder, reason));
                None
            }
        }
    }

    /// The version of what lies in a folder, or why it cannot be used.
    fn judge(&self, folder: &Path, postgres: &Path) -> Result<(String, u32), String> {
        let resolved = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
        if let Some(account) = self.account
            && let Some(barred) = account.barred_at(&resolved)
        {
            let (user, barred) = (account.user(), barred.display());
            return Err(format!("the server's user {user} may not pass {barred}"));
        }
        let (version, major) = version_of(postgres)?;
        if major < OLDEST_MAJOR {
            return Err(format!("version {version}, but {OLDEST_MAJOR} or later is needed"));
        }
        Ok((version, major))
    }

    /// The error that tells all of it.
    fn failed(self) -> ProgramsNotFound {
        let os_release = ["/etc/os-release", "/usr/lib/os-release"]
            .iter()
            .find_map(|path| fs::read_to_string(path).ok());
        ProgramsNotFound {
            searched: self.searched,
            refused: self.refused,
            hint: install_hint(os_release.as_deref(), cfg!(target_os = "macos")),
        }
    }
}

/// Asks `postgres --version`.
fn version_of(postgres: &Path) -> Result<(String, u32), String> {
    let output = Command::new(postgres)
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run postgres: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    parse_version(&text).ok_or_else(|| format!("`postgres --version` says {:?}", text.trim_end()))
}

/// The version and its major part in the words of `postgres --version`, such as `postgres (PostgreSQL)
/// 15.18 (Debian 15.18-0+deb12u1)`, `… 18beta1` or `… 9.6.24` (9).
fn parse_version(text: &str) -> Option<(String, u32)> {
    let version = text
        .split_whitespace()
        .find(|word| word.starts_with(|first: char| first.is_ascii_digit()))?;
    let digits = version.split(|character: char| !character.is_ascii_digit()).next()?;
    Some((version.to_owned(), digits.parse().ok()?))
}

/// What `pg_config --bindir` answers, where there is a `pg_config` on `PATH`.
fn pg_config_folder(environment: &Environment) -> Option<PathBuf> {
    let program = std::env::split_paths(environment.variable("PATH")?)
        .map(|folder| folder.join("pg_config"))
        .find(|path| path.is_file())?;
    let output = Command::new(program).arg("--bindir").stdin(Stdio::null()).output().ok()?;
    let folder = String::from_utf8(output.stdout).ok()?;
    let folder = folder.trim_end();
    (output.status.success() && !folder.is_empty()).then(|| PathBuf::from(folder))
}

/// The usual folders below `root`, newest version first; only the versioned ones that exist, and all of
/// the plain ones.
fn distribution_folders(root: &Path) -> Vec<PathBuf> {
    let below = |path: &str| root.join(path.trim_start_matches('/'));
    let mut folders = Vec::new();
    for (parent, prefix, rest) in VERSIONED {
        let mut versions: Vec<(Reverse<u32>, PathBuf)> = Vec::new();
        for entry in fs::read_dir(below(parent)).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some(tail) = name.to_str().and_then(|name| name.strip_prefix(prefix)) else {
                continue;
            };
            let tail = tail.trim_start_matches(['@', '-']);
            let digits = tail.split(|character: char| !character.is_ascii_digit()).next();
            // Homebrew's `postgresql` without a number is the newest it has.
            let version = match (tail, digits.and_then(|digits| digits.parse().ok())) {
                (_, Some(version)) => version,
                ("" | "latest", None) if !prefix.is_empty() || tail == "latest" => u32::MAX,
                _ => continue,
            };
            let folder = entry.path();
            let folder = if rest.is_empty() { folder } else { folder.join(rest) };
            versions.push((Reverse(version), folder));
        }
        versions.sort();
        folders.extend(versions.into_iter().map(|(_, folder)| folder));
    }
    folders.extend(PLAIN.iter().map(|path| below(path)));
    folders
}

/// What to install, for the distribution that `/etc/os-release` names in `ID` or `ID_LIKE`.
fn install_hint(os_release: Option<&str>, is_macos: bool) -> String {
    let install = if is_macos {
        Some("brew install postgresql")
    } else {
        distribution_names(os_release.unwrap_or_default()).find_map(|name| match name {
            "debian" | "ubuntu" => Some("apt install postgresql"),
            "fedora" | "rhel" | "centos" | "rocky" | "almalinux" | "amzn" | "ol" => {
                Some("dnf install postgresql-server")
            }
            "arch" => Some("pacman -S postgresql"),
            "alpine" => Some("apk add postgresql"),
            "opensuse" | "suse" | "sles" => Some("zypper install postgresql-server"),
            "gentoo" => Some("emerge dev-db/postgresql"),
            "nixos" => Some("nix-shell -p postgresql"),
            _ => None,
        })
    };
    let install = install.map_or_else(
        || "Install the PostgreSQL server package of your system".to_owned(),
        |command| format!("Install the server (`{command}`)"),
    );
    format!(
        "{install}, or name the folder that holds it with {FOLDER_VARIABLE} or demo.server_programs."
    )
}

/// `ID` first, then the words of `ID_LIKE`, without quotes; `opensuse-leap` also counts as `opensuse`.
fn distribution_names(os_release: &str) -> impl Iterator<Item = &str> {
    let value = move |key: &str| {
        let key = key.to_owned();
        os_release.lines().find_map(move |line| {
            let (name, value) = line.split_once('=')?;
            (name.trim() == key).then(|| value.trim().trim_matches(['"', '\'']))
        })
    };
    let own = value("ID").into_iter();
    let like = value("ID_LIKE").into_iter().flat_map(str::split_whitespace);
    own.chain(like).map(|name| name.split_once('-').map_or(name, |(family, _)| family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_every_form() {
        for (text, version, major) in [
            ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n", "15.18", 15),
            ("postgres (PostgreSQL) 13.0\n", "13.0", 13),
            ("postgres (PostgreSQL) 18beta1\n", "18beta1", 18),
            ("postgres (PostgreSQL) 19devel\n", "19devel", 19),
            ("postgres (PostgreSQL) 9.6.24\n", "9.6.24", 9),
            ("postgres (EnterpriseDB) 16.4.0\n", "16.4.0", 16),
        ] {
            assert_eq!(parse_version(text), Some((version.to_owned(), major)), "{text}");
        }
        assert_eq!(parse_version("bash: postgres: no such file"), None);
        assert_eq!(parse_version(""), None);
    }

    #[test]
    fn distribution_folders_come_newest_first() {
        let root = tempfile::tempdir().unwrap();
        for folder in [
            "usr/lib/postgresql/9.6/bin",
            "usr/lib/postgresql/13/bin",
            "usr/lib/postgresql/17/bin",
            "usr/lib/postgresql/bin",
            "usr/pgsql-16/bin",
            "opt/homebrew/opt/postgresql@14/bin",
            "opt/homebrew/opt/postgresql/bin",
            "opt/homebrew/opt/postgis/bin",
            "usr/libexec/postgresql18",
        ] {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        let folders = distribution_folders(root.path());
        let relative: Vec<_> = folders
            .iter()
            .map(|folder| folder.strip_prefix(root.path()).unwrap().to_str().unwrap())
            .collect();
        assert_eq!(
            relative[..7],
            [
                "usr/lib/postgresql/17/bin",
                "usr/lib/postgresql/13/bin",
                "usr/lib/postgresql/9.6/bin",
                "usr/pgsql-16/bin",
                "usr/libexec/postgresql18",
                "opt/homebrew/opt/postgresql/bin",
                "opt/homebrew/opt/postgresql@14/bin",
            ]
        );
        assert!(relative.contains(&"usr/local/pgsql/bin"));
        assert!(!relative.iter().any(|folder| folder.contains("postgis")));
    }

    #[test]
    fn the_package_is_named_after_the_distribution() {
        for (os_release, command) in [
            ("ID=debian\nVERSION_ID=\"12\"\n", "apt install postgresql`"),
            ("NAME=\"Linux Mint\"\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", "apt install"),
            ("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", "dnf install postgresql-server"),
            ("ID=fedora\n", "dnf install postgresql-server"),
            ("ID=manjaro\nID_LIKE=arch\n", "pacman -S postgresql"),
            ("ID=alpine\n", "apk add postgresql"),
            ("ID=\"opensuse-leap\"\n", "zypper install postgresql-server"),
        ] {
            let hint = install_hint(Some(os_release), false);
            assert!(hint.contains(command), "{os_release} gave {hint}");
            assert!(
                hint.contains(FOLDER_VARIABLE) && hint.contains("demo.server_programs"),
                "{hint}"
            );
        }
        assert!(install_hint(None, true).contains("brew install postgresql"));
        assert!(install_hint(Some("ID=plan9"), false).contains("server package of your system"));
    }

    #[test]
    fn a_named_folder_is_the_only_one_that_is_looked_at() {
        let empty = tempfile::tempdir().unwrap();
        let variables = [("PATH".to_owned(), "/usr/bin".to_owned())].into();
        let environment = Environment { variables, ..Environment::default() };
        let error = find(Some(empty.path()), &environment).unwrap_err();
        assert_eq!(error.searched, [empty.path()]);
        assert!(error.to_string().contains(&format!("not in  {}", empty.path().display())));
    }

    #[test]
    fn an_older_version_is_refused_by_its_number() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        for program in ["postgres", "initdb"] {
            let path = folder.path().join(program);
            fs::write(&path, "#!/bin/sh\necho 'postgres (PostgreSQL) 12.22'\n").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let variables =
            [(FOLDER_VARIABLE.to_owned(), folder.path().to_str().unwrap().to_owned())].into();
        let environment = Environment { variables, ..Environment::default() };
        let error = find(None, &environment).unwrap_err().to_string();
        assert!(error.contains("version 12.22, but 13 or later is needed"), "{error}");
    }
}
