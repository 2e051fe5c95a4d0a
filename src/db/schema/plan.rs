//! What an installation runs, in order: the same list for the program and for the printed script.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::files::{
    CLOSING, FUNCTIONS, MIGRATIONS, Migration, RECORD_DEFINITIONS, RECORD_VERSION, SOURCES,
    VERSIONS, VIEWS, ZONE_PLACEHOLDER, sha256,
};
use crate::db::sql::Sql;

/// One file, ready to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The file, below `sql/`.
    pub(super) file: &'static str,
    /// What is sent.
    pub(super) text: Cow<'static, str>,
}

impl Step {
    /// The step as a statement.
    pub(super) fn sql(&self) -> Sql<'_> {
        Sql { file: self.file, text: &self.text }
    }
}

/// The steps for a database that has the sources for which `has_source` holds, and the numbered files for
/// which `has_version` holds. `zone` must be a name that [`is_plain_zone`] takes.
pub(super) fn steps(
    has_source: impl Fn(&str) -> bool,
    has_version: impl Fn(i32) -> bool,
    zone: &str,
) -> Vec<Step> {
    let mut steps = vec![plain(VERSIONS)];
    for sql in FUNCTIONS {
        steps.push(Step { file: sql.file, text: sql.text.replace(ZONE_PLACEHOLDER, zone).into() });
    }
    for migration in MIGRATIONS.iter().filter(|migration| !has_version(migration.version)) {
        steps.push(plain(migration.sql));
        steps.extend(migration.followed_by.map(plain));
        steps.push(record(migration));
    }
    for source in &SOURCES {
        let is_present = has_source(source.relation);
        steps.push(plain(if is_present { source.present } else { source.absent }));
    }
    steps.extend(VIEWS.iter().map(|view| plain(view.sql)));
    steps.extend(CLOSING.into_iter().map(plain));
    let last = record_definitions(&steps);
    steps.push(last);
    steps
}

/// A view or function, and the file that makes it.
pub(super) struct Object {
    /// Its name, with its schema.
    pub(super) name: String,
    /// The checksum of the file, with the time zone that was written into it.
    pub(super) file: String,
}

/// The views and functions that steps make, and those of the numbered files, which were made once.
pub(super) fn objects(steps: &[Step]) -> Vec<Object> {
    let numbered = MIGRATIONS.iter().map(|migration| (migration.sql.file, migration.sql.text));
    let repeated = steps.iter().filter(|step| !numbered_file(step.file));
    let files = numbered.chain(repeated.map(|step| (step.file, step.text.as_ref())));
    let mut objects = Vec::new();
    for (_, text) in files {
        let file = sha256(text);
        for start in [" or replace view ", " or replace function "] {
            objects.extend(text.split(start).skip(1).filter_map(|rest| {
                let end = rest.find(|letter: char| !is_of_a_name(letter))?;
                let name = rest.get(..end)?.to_owned();
                Some(Object { name, file: file.clone() })
            }));
        }
    }
    objects
}

fn numbered_file(file: &str) -> bool {
    MIGRATIONS.iter().any(|migration| migration.sql.file == file)
}

const fn is_of_a_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '.'
}

/// The step that keeps what the others have left.
fn record_definitions(steps: &[Step]) -> Step {
    let mut rows = String::new();
    for Object { name, file } in objects(steps) {
        let between = if rows.is_empty() { "" } else { ",\n            " };
        let _ = write!(rows, "{between}('{name}', '{file}')");
    }
    let text = RECORD_DEFINITIONS.text.replace("{program}", env!("CARGO_PKG_VERSION")).replacen(
        "            {objects}",
        &format!("            {rows}"),
        1,
    );
    Step { file: RECORD_DEFINITIONS.file, text: text.into() }
}

/// Whether a name can stand in the files: what names of time zones are made of, and nothing that could end
/// a text or begin a statement.
pub(super) fn is_plain_zone(zone: &str) -> bool {
    !zone.is_empty()
        && zone.len() <= 64
        && zone.chars().all(|letter| letter.is_ascii_alphanumeric() || "/_+-".contains(letter))
        && !zone.contains("--")
}

fn plain(sql: Sql<'static>) -> Step {
    Step { file: sql.file, text: sql.text.into() }
}

/// The row that remembers a numbered file.
fn record(migration: &Migration) -> Step {
    let text = RECORD_VERSION
        .text
        .replace("{version}", &migration.version.to_string())
        .replace("{name}", migration.name)
        .replace("{sha256}", &migration.sha256());
    Step { file: RECORD_VERSION.file, text: text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::schema::contract;
    use crate::db::schema::files::{FUNCTION_NAMES, TABLES};
    use proptest::prelude::*;

    /// A file without its comments.
    fn statements(text: &str) -> String {
        text.lines()
            .filter(|line| !line.trim_start().starts_with("--"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The words that name something of ours in `ops`.
    fn names(text: &str) -> Vec<String> {
        let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        text.match_indices("ops.")
            .map(|(start, _)| {
                text[start + 4..].chars().take_while(|letter| is_part(*letter)).collect()
            })
            .map(|name: String| format!("ops.{name}"))
            .filter(|name| name != "ops.ingestion_runs" && name != contract::CLAIMS)
            .collect()
    }

    #[test]
    fn every_file_names_only_what_an_earlier_one_has_made() {
        let steps = steps(|_| true, |_| false, "America/Lima");
        let mut made: Vec<String> = Vec::new();
        for step in &steps {
            let text = statements(&step.text);
            let created = [
                "create table if not exists ",
                "create table ",
                "create or replace view ",
                "create or replace function ",
            ]
            .iter()
            .flat_map(|start| text.match_indices(start))
            .flat_map(|(start, found)| names(&text[start + found.len()..]).into_iter().take(1));
            made.extend(created);
            // The bodies of trigger functions, comments and grants are read later.
            if step.file.starts_with("views/") || step.file.starts_with("schema/reconstruct") {
                for name in names(&text) {
                    assert!(made.contains(&name), "{} names {name}", step.file);
                }
            }
        }
        let ours =
            TABLES.into_iter().chain(FUNCTION_NAMES).chain(VIEWS.iter().map(|view| view.name));
        for name in ours {
            assert!(made.iter().any(|made| made == name), "nothing makes {name}");
        }
    }

    #[test]
    fn no_placeholder_is_left_and_the_zone_stands_where_it_belongs() {
        for step in steps(|_| true, |_| false, "Europe/Madrid") {
            let text = statements(&step.text);
            assert!(!text.contains("America/Lima"), "{}", step.file);
            for placeholder in ["{version}", "{name}", "{sha256}", "{lock_timeout_ms}"] {
                assert!(!text.contains(placeholder), "{}", step.file);
            }
        }
    }

    #[test]
    fn a_source_decides_between_the_two_forms_of_its_adapter() {
        let files = |has: bool| -> Vec<&str> {
            steps(|_| has, |_| true, "UTC").iter().map(|step| step.file).collect()
        };
        assert!(files(true).contains(&"sources/drivers.sql"));
        assert!(files(false).contains(&"sources/drivers.absent.sql"));
        assert!(!files(true).iter().any(|file| file.contains("V0001")), "applied once");
    }

    #[test]
    fn numbered_files_are_in_order_and_have_a_checksum_that_line_ends_do_not_change() {
        for (index, migration) in MIGRATIONS.iter().enumerate() {
            assert_eq!(migration.version, i32::try_from(index + 1).unwrap());
            let name = format!("schema/V{:04}__{}.sql", migration.version, migration.name);
            assert_eq!(migration.sql.file, name);
        }
        let text = MIGRATIONS[0].sql.text.replace('\n', "\r\n");
        let other = Migration {
            sql: Sql { file: "x", text: Box::leak(text.into_boxed_str()) },
            ..MIGRATIONS[0]
        };
        assert_eq!(other.sha256(), MIGRATIONS[0].sha256());
        assert_eq!(other.sha256().len(), 64);
    }

    #[test]
    fn names_of_time_zones_are_plain() {
        for zone in [
            "America/Lima",
            "UTC",
            "Etc/GMT+5",
            "America/Port-au-Prince",
            "America/Argentina/Salta",
        ] {
            assert!(is_plain_zone(zone), "{zone}");
        }
        for zone in ["", "a'b", "a b", "a;b", "a--b", "a\\b", "Ä", "a\nb", &"x".repeat(65)] {
            assert!(!is_plain_zone(zone), "{zone}");
        }
    }

    proptest! {
        #[test]
        fn a_plain_zone_cannot_end_the_text_that_it_stands_in(zone in ".{0,70}") {
            if is_plain_zone(&zone) {
                let quoted = zone.contains(['\'', '"', '\\', '$', ';', '\n', '\0']);
                prop_assert!(!quoted && !zone.contains("--") && !zone.contains("/*"));
            }
        }
    }
}
