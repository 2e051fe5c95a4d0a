//! What an installation did.

use std::collections::BTreeMap;

/// What an installation did, in the order in which a person wants to hear it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstallReport {
    /// The database, as it calls itself.
    pub database: String,
    /// The role that installed.
    pub role: String,
    /// Every object of ours and what became of it, tables first, then views, then functions.
    pub changes: Vec<Change>,
    /// The numbered files that were applied now.
    pub versions: Vec<i32>,
    /// Optional sources that the database lacks; the views take them for empty.
    pub absent: Vec<&'static str>,
    /// Optional sources that were absent at an earlier installation and are read from now on.
    pub appeared: Vec<&'static str>,
    /// Days of the history that were reconstructed.
    pub reconstructed_days: u64,
    /// The time zone of a business day.
    pub business_time_zone: String,
    /// The time zone before, where it was another one.
    pub earlier_time_zone: Option<String>,
    /// The enum of job types, where it did not know the refresh job before: [`REFRESH_LABEL`] was added.
    pub enum_without_refresh: Option<String>,
}

/// The label of the refresh job in the enum of job types.
pub const REFRESH_LABEL: &str = "scout_attribution_refresh";

/// An object and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is.
    pub kind: ObjectKind,
    /// Its name, with its schema.
    pub name: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectKind {
    /// A table.
    Table,
    /// A view.
    View,
    /// A function.
    Function,
}

impl ObjectKind {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::View => "view",
            Self::Function => "function",
        }
    }

    /// The kind of a word that the catalog queries use.
    pub(super) fn from_word(word: &str) -> Self {
        match word {
            "table" => Self::Table,
            "function" => Self::Function,
            _ => Self::View,
        }
    }
}

/// What became of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there before.
    Created,
    /// It was there and has another definition now.
    Replaced,
    /// It is as it was.
    Unchanged,
}

impl Outcome {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Replaced => "replaced",
            Self::Unchanged => "unchanged",
        }
    }
}

/// The definition of each object of ours, by kind and name.
pub(super) type Fingerprints = BTreeMap<(ObjectKind, String), String>;

/// What became of each object.
pub(super) fn compare(before: &Fingerprints, after: Fingerprints) -> Vec<Change> {
    after
        .into_iter()
        .map(|(key, fingerprint)| {
            let outcome = match before.get(&key) {
                None => Outcome::Created,
                Some(earlier) if *earlier == fingerprint => Outcome::Unchanged,
                Some(_) => Outcome::Replaced,
            };
            let (kind, name) = key;
            Change { kind, name, outcome }
        })
        .collect()
}
