//! The password file, `~/.pgpass`: `host:port:database:user:password` lines, as libpq reads them.

use std::path::Path;

use super::secret::Secret;

/// Who wants to log in where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Login<'a> {
    /// The host as written; `localhost` for a socket in a default folder.
    pub(super) host: &'a str,
    pub(super) port: u16,
    pub(super) database: &'a str,
    pub(super) user: &'a str,
}

/// What a password file yields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lookup {
    /// The password of the first line that fits.
    Found(Secret),
    /// No line fits, or there is no such file.
    Nothing,
    /// The file was not read, and why; a person has to know.
    Ignored(String),
}

/// Looks a login up in the file at `path`.
pub(super) fn look_up(path: &Path, login: Login<'_>) -> Lookup {
    let shown = path.display();
    let metadata = match std::fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Lookup::Nothing,
        Err(error) => {
            return Lookup::Ignored(format!("password file {shown} ignored: {}", error.kind()));
        }
    };
    if !metadata.is_file() {
        return Lookup::Ignored(format!("password file {shown} ignored: it is not a plain file"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if metadata.mode() & 0o077 != 0 {
            return Lookup::Ignored(format!(
                "password file {shown} ignored: others can read it; run chmod 600 on it"
            ));
        }
    }
    match std::fs::read(path) {
        Ok(bytes) => {
            find(&String::from_utf8_lossy(&bytes), login).map_or(Lookup::Nothing, Lookup::Found)
        }
        Err(error) => Lookup::Ignored(format!("password file {shown} ignored: {}", error.kind())),
    }
}

/// The password of the first line that fits.
fn find(text: &str, login: Login<'_>) -> Option<Secret> {
    let port = login.port.to_string();
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let mut rest = line;
        for wanted in [login.host, port.as_str(), login.database, login.user] {
            rest = match_field(rest, wanted)?;
        }
        let password = unescape(rest);
        (!password.is_empty()).then(|| Secret::new(password))
    })
}

/// What follows the first field of `line` and its colon, if the field is `*` or spells `wanted`.
fn match_field<'line>(line: &'line str, wanted: &str) -> Option<&'line str> {
    if let Some(rest) = line.strip_prefix("*:") {
        return Some(rest);
    }
    let mut wanted = wanted.chars();
    let mut characters = line.chars();
    loop {
        let (character, plain) = match characters.next()? {
            '\\' => (characters.next()?, false),
            character => (character, true),
        };
        match wanted.next() {
            None => return (plain && character == ':').then_some(characters.as_str()),
            Some(next) if next == character && !(plain && character == ':') => {}
            Some(_) => return None,
        }
    }
}

/// The password with its backslashes taken away.
fn unescape(text: &str) -> String {
    let mut password = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => password.push(characters.next().unwrap_or('\\')),
            _ => password.push(character),
        }
    }
    password
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGIN: Login<'_> = Login { host: "db1", port: 5432, database: "ct4", user: "viewer" };

    fn found(text: &str, login: Login<'_>) -> Option<String> {
        find(text, login).map(|secret| secret.expose().to_owned())
    }

    #[test]
    fn the_first_line_that_fits_counts() {
        let text = "# db1:5432:ct4:viewer:no\n\ndb2:5432:ct4:viewer:two\n*:*:*:viewer:any\n\
                    db1:5432:ct4:viewer:exact\n";
        assert_eq!(found(text, LOGIN).as_deref(), Some("any"));
    }

    #[test]
    fn fields_match_by_the_letter_by_wildcard_and_through_escapes() {
        let plain = |host| Login { host, ..LOGIN };
        for (line, login, password) in [
            ("db1:5432:ct4:viewer:secret", LOGIN, Some("secret")),
            ("db1:5432:ct4:viewer:a:b", LOGIN, Some("a:b")),
            (r"db1:5432:ct4:viewer:a\:b\\c", LOGIN, Some(r"a:b\c")),
            ("db1:5432:ct4:viewer:secret\r\n", LOGIN, Some("secret")),
            ("db1:5432:ct4:viewer: with blanks ", LOGIN, Some(" with blanks ")),
            ("db1:5432:ct4:viewer:", LOGIN, None),
            ("db1:5432:ct4:viewer", LOGIN, None),
            ("db1:5433:ct4:viewer:x", LOGIN, None),
            ("db1:*:*:*:x", LOGIN, Some("x")),
            ("*1:5432:ct4:viewer:x", LOGIN, None),
            (r"\*:5432:ct4:viewer:x", LOGIN, None),
            ("db:5432:ct4:viewer:x", LOGIN, None),
            ("db12:5432:ct4:viewer:x", LOGIN, None),
            (r"\:\:1:5432:ct4:viewer:six", plain("::1"), Some("six")),
            ("::1:5432:ct4:viewer:six", plain("::1"), None),
            ("/tmp:5432:ct4:viewer:s", plain("/tmp"), Some("s")),
            (r"d\b1:5432:ct4:viewer:x", LOGIN, Some("x")),
            ("", LOGIN, None),
            (":::::", LOGIN, None),
            ("\\", LOGIN, None),
        ] {
            assert_eq!(found(line, login).as_deref(), password, "{line}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_ignored_with_a_word() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("pgpass");
        assert_eq!(look_up(&path, LOGIN), Lookup::Nothing);
        std::fs::write(&path, "*:*:*:*:canary\n").expect("written");
        for (mode, good) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("mode");
            match look_up(&path, LOGIN) {
                Lookup::Found(secret) if good => assert_eq!(secret.expose(), "canary"),
                Lookup::Ignored(why) if !good => {
                    assert!(why.contains("chmod 600"), "{why}");
                    assert!(!why.contains("canary"), "{why}");
                }
                other => panic!("{mode:o}: {other:?}"),
            }
        }
        assert!(matches!(look_up(folder.path(), LOGIN), Lookup::Ignored(_)));
    }
}
