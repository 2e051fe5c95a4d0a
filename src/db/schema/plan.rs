//! What an installation runs, in order: the same list for the program and for the printed script.

use std::borrow::Cow;

use super::files::{
    CLOSING, FUNCTIONS, MIGRATIONS, Migration, RECORD_VERSION, SOURCES, VERSIONS, VIEWS,
    ZONE_PLACEHOLDER,
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
    steps
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
