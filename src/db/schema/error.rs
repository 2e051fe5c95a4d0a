//! Why the schema could not be installed, or a right not be given.

use std::fmt::Write as _;
use std::time::Duration;

use crate::model::{Failure, FailureKind, Language, phrases};

/// Why nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// Tables of CT4 are not there.
    #[error("{database} is no CT4 database, or not the right one: it lacks {}", .missing.join(", "))]
    MissingTables {
        /// The database's name.
        database: String,
        /// The tables, with their schemas.
        missing: Vec<String>,
    },

    /// Views of the contract's names are there and have other columns.
    #[error("views that are there cannot be replaced:{}", lines(.0))]
    Incompatible(Vec<Incompatibility>),

    /// Objects belong to somebody else.
    #[error("{role} does not own what has to be replaced:{}", lines(.objects))]
    NotOwner {
        /// The role that installs.
        role: String,
        /// What it does not own.
        objects: Vec<Owned>,
    },

    /// The enum of job types lacks the refresh job and belongs to somebody else.
    #[error("the enum {enum_type} does not know {label}, and only its owner {owner} can add it")]
    MayNotAddLabel {
        /// The enum, with its schema.
        enum_type: String,
        /// The label that it lacks.
        label: &'static str,
        /// The role that owns it.
        owner: String,
    },

    /// The role may not create anything in the schema `ops`.
    #[error("{role} may not create views and tables in the schema ops")]
    MayNotCreate {
        /// The role that installs.
        role: String,
    },

    /// The role may not read tables that the views read.
    #[error("{role} may not read {}, which the views would read with its rights", .tables.join(", "))]
    MayNotRead {
        /// The role that installs.
        role: String,
        /// The tables, with their schemas.
        tables: Vec<String>,
    },

    /// A numbered file was applied in another form than this program holds.
    #[error(
        "version {version} ({name}) was applied here from another file than this program holds: its checksum \
         is {installed}, ours is {known}"
    )]
    ChangedVersion {
        /// The number.
        version: i32,
        /// The name that was recorded.
        name: String,
        /// The checksum that was recorded.
        installed: String,
        /// The checksum of our file.
        known: String,
    },

    /// A newer program has installed here.
    #[error(
        "a newer scoutwatch has installed version {version} ({name}) here, which this one does not know"
    )]
    NewerVersion {
        /// The number.
        version: i32,
        /// The name that was recorded.
        name: String,
    },

    /// Somebody else installs.
    #[error("another installation is running in this database (waited {})", humantime::format_duration(*.waited))]
    Busy {
        /// How long was waited.
        waited: Duration,
    },

    /// The server knows no such time zone.
    #[error("the server knows no time zone `{name}`")]
    UnknownTimeZone {
        /// The name that was given.
        name: String,
    },

    /// The server has no such role.
    #[error("the server has no role `{role}`")]
    UnknownRole {
        /// The name that was given.
        role: String,
    },

    /// The database said something, or nothing.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// A view that cannot be replaced, and its first column that is in the way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{view}: {place}: expected {expected}, found {found}")]
pub struct Incompatibility {
    /// The view, with its schema.
    pub view: String,
    /// Which column, such as `column 3`; or `kind`.
    pub place: String,
    /// What the contract has there: `scout_id int4`.
    pub expected: String,
    /// What the database has there.
    pub found: String,
}

/// An object and its owner.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{object} belongs to {owner}")]
pub struct Owned {
    /// Its name, with its schema.
    pub object: String,
    /// The role that owns it.
    pub owner: String,
}

impl SchemaError {
    /// What kind of failure it is; it decides the exit status.
    pub fn kind(&self) -> FailureKind {
        match self {
            Self::MissingTables { .. } => FailureKind::Missing,
            Self::Incompatible(_) => FailureKind::Shape,
            Self::NotOwner { .. }
            | Self::MayNotAddLabel { .. }
            | Self::MayNotCreate { .. }
            | Self::MayNotRead { .. } => FailureKind::Denied,
            Self::Busy { .. } => FailureKind::Contention,
            Self::ChangedVersion { .. }
            | Self::NewerVersion { .. }
            | Self::UnknownTimeZone { .. }
            | Self::UnknownRole { .. } => FailureKind::Other,
            Self::Failure(failure) => failure.kind,
        }
    }

    /// The same error, whose advice fits a change of the schema instead of a read.
    pub(super) fn while_changing(self) -> Self {
        let Self::Failure(failure) = self else { return self };
        let advice = match failure.kind {
            FailureKind::LockTimeout => "somebody uses it for long; nothing was changed, try again",
            FailureKind::Denied => {
                "do this as the owner of the views and tables or as a superuser; what the message names can also be granted"
            }
            _ => return Self::Failure(failure),
        };
        Self::Failure(failure.with_hint(advice))
    }

    /// What went wrong, in a language.
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::Failure(failure) => failure.words(language),
            other => phrases::of_start(&other.to_string(), language),
        }
    }

    /// What a person can do about it, where its own words do not say so.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::MissingTables { .. } => {
                "check that the connection names the right database; scoutwatch never creates CT4's tables"
            }
            Self::Incompatible(_) => {
                "rename those views, or ask whoever made them; scoutwatch never drops one"
            }
            Self::NotOwner { .. } => {
                "install as the owner, as a member of the owner's role, or as a superuser"
            }
            Self::MayNotAddLabel { enum_type, label, owner } => {
                return Some(format!("{owner} runs: alter type {enum_type} add value '{label}'"));
            }
            Self::MayNotCreate { .. } => {
                "the owner of the schema can grant it usage and create on schema ops"
            }
            Self::MayNotRead { .. } => {
                "their owner can grant usage on the schema and select on them"
            }
            Self::ChangedVersion { .. } => {
                "a released file never changes: use the release that installed it, or a later one"
            }
            Self::NewerVersion { .. } => "use that release of scoutwatch, or a later one",
            Self::Busy { .. } => "try again when it has ended",
            Self::UnknownTimeZone { .. } => {
                "set schema.business_time_zone to a name such as America/Lima"
            }
            Self::UnknownRole { .. } => "an administrator makes it first, with the right to log in",
            // It stands in the failure's own words.
            Self::Failure(_) => return None,
        };
        Some(hint.to_owned())
    }
}

/// One line for each, indented.
fn lines<T: std::fmt::Display>(entries: &[T]) -> String {
    let mut text = String::new();
    for entry in entries {
        let _ = write!(text, "\n  {entry}");
    }
    text
}
