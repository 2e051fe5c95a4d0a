//! Service files: `[name]` and `keyword=value` lines, as libpq reads them.

use std::path::{Path, PathBuf};

use super::keyword::Keyword;
use super::origin::{Layer, Origin, SettingsError};
use crate::model::Environment;

/// The folders of the system-wide file where PGSYSCONFDIR is not set: Debian, Red Hat, from source.
const SYSTEM_FOLDERS: [&str; 3] =
    ["/etc/postgresql-common", "/etc/sysconfig/pgsql", "/usr/local/pgsql/etc"];

/// The settings of the service `name`, asked for at `asked`.
///
/// `named_file` is the value of `servicefile` or PGSERVICEFILE; without it, `~/.pg_service.conf` is read.
/// A service that is not in it is looked for in the system-wide file.
pub(super) fn load(
    name: &str,
    asked: &str,
    named_file: Option<&str>,
    environment: &Environment,
) -> Result<Layer, SettingsError> {
    let user_file = match named_file {
        Some(path) => Some(PathBuf::from(path)),
        None => environment.home.as_ref().map(|home| home.join(".pg_service.conf")),
    };
    let must_exist = named_file.is_some();
    let system_files = match environment.variable("PGSYSCONFDIR") {
        Some(folder) => vec![Path::new(folder).join("pg_service.conf")],
        None => {
            SYSTEM_FOLDERS.iter().map(|folder| Path::new(folder).join("pg_service.conf")).collect()
        }
    };
    let files = user_file
        .into_iter()
        .map(|path| (path, must_exist))
        .chain(system_files.into_iter().map(|path| (path, false)));
    for (path, must_exist) in files {
        let shown = path.display().to_string();
        match std::fs::read(&path) {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                if let Some(layer) = section(&text, name, &shown)? {
                    return Ok(layer);
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !must_exist => {}
            Err(error) => {
                return Err(SettingsError::new(
                    shown,
                    format!("the service file cannot be read: {}", error.kind()),
                ));
            }
        }
    }
    Err(SettingsError::new(
        asked,
        format!("no service file defines the service {}", crate::model::text::clean(name)),
    ))
}

/// The section `[name]` of a service file, `None` if there is none.
fn section(text: &str, name: &str, file: &str) -> Result<Option<Layer>, SettingsError> {
    let mut layer: Option<Layer> = None;
    for (index, line) in text.lines().enumerate() {
        let origin = Origin::Service { file: file.to_owned(), line: index + 1 };
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(title) = line.strip_prefix('[') {
            if layer.is_some() {
                return Ok(layer);
            }
            if title.split_once(']').is_some_and(|(title, _)| title == name) {
                layer = Some(Layer::default());
            }
            continue;
        }
        let Some(layer) = layer.as_mut() else { continue };
        if line.starts_with("ldap://") || line.starts_with("ldaps://") {
            return Err(SettingsError::new(origin, "services in LDAP are not supported"));
        }
        let Some((keyword, value)) = line.split_once('=') else {
            return Err(SettingsError::new(origin, "a line that is not `keyword=value`"));
        };
        let (keyword, value) = (keyword.trim(), value.trim());
        if keyword == Keyword::Service.name() || keyword == Keyword::ServiceFile.name() {
            return Err(SettingsError::new(origin, "a service cannot name another service"));
        }
        layer.set_named(keyword, value, origin, true)?;
    }
    Ok(layer)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# comment
[other]
host=other

[prod]
  host = db1
port=6432
# password follows
password=can ary=1
client_encoding=LATIN1

[late]
dbname=late
";

    #[test]
    fn a_section_is_found_and_ends_at_the_next() {
        let layer = section(FILE, "prod", "f").expect("valid").expect("found");
        assert_eq!(layer.text(Keyword::Host), Some("db1"));
        assert_eq!(layer.text(Keyword::Port), Some("6432"));
        assert_eq!(layer.text(Keyword::Password), Some("can ary=1"));
        assert_eq!(layer.text(Keyword::Database), None);
        assert_eq!(layer.origin(Keyword::Port), "f, line 7");
        let late = section(FILE, "late", "f").expect("valid").expect("found");
        assert_eq!(late.text(Keyword::Database), Some("late"));
        assert!(section(FILE, "absent", "f").expect("valid").is_none());
    }

    #[test]
    fn mistakes_name_file_and_line_and_only_in_the_section_that_is_read() {
        for (text, part) in [
            ("[a]\nhost\n", "f, line 2: a line that is not"),
            ("[a]\n\nservice=b\n", "f, line 3: a service cannot name another"),
            ("[a]\nldap://x/y\n", "f, line 2: services in LDAP"),
            ("[a]\nhots=x\n", "f, line 2: unknown keyword hots; did you mean host?"),
            ("[a]\nrequire_auth=x\n", "f, line 2: require_auth is not supported"),
        ] {
            let error = section(text, "a", "f").expect_err(text).to_string();
            assert!(error.contains(part), "{error}");
            let elsewhere = format!("{text}[b]\nhost=x\n");
            assert!(section(&elsewhere, "b", "f").expect("the other section is valid").is_some());
        }
    }
}
