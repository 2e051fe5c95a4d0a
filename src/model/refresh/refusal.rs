//! Why a run was not begun. Nothing was changed then.

use serde::Serialize;

use super::RunningRun;
use crate::model::Failure;

/// Why a run was not begun.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Another run is active.
    #[error("busy: {0} is active")]
    Busy(Box<RunningRun>),

    /// A superuser is bound by nothing that protects CT4's data.
    #[error("the job does not run as the superuser {role}")]
    Superuser {
        /// The role.
        role: String,
    },

    /// A pooler moves the session between server sessions, which breaks the job's lock.
    #[error(
        "{endpoint} is a pooler that moves a session between server sessions; the job's lock would not hold"
    )]
    Pooler {
        /// Where the job connected to.
        endpoint: String,
    },

    /// The server takes no writes.
    #[error("{endpoint} takes no writes: {why}")]
    ReadOnlyServer {
        /// Where the job connected to.
        endpoint: String,
        /// `it is a standby`, or `transactions are read-only`.
        why: String,
    },

    /// The role lacks rights.
    #[error("{role} lacks these rights: {}", .rights.join(", "))]
    MissingRights {
        /// The role.
        role: String,
        /// Each right, as `update (scout_id) on observational.lead_events`.
        rights: Vec<String>,
    },

    /// The schema is not there.
    #[error("scoutwatch is not installed here: {} missing", .missing.join(", "))]
    NotInstalled {
        /// What is missing, with its schema.
        missing: Vec<String>,
    },

    /// The schema is older than this program.
    #[error("the schema is at version {installed}, the job needs {needed}")]
    TooOld {
        /// The newest version that is installed.
        installed: i32,
        /// The version that the job needs.
        needed: i32,
    },

    /// The enum of job types does not know the job.
    #[error("the enum {enum_type} does not know {label}")]
    UnknownJobType {
        /// The enum, with its schema.
        enum_type: String,
        /// The label that it lacks.
        label: String,
    },

    /// What keeps runs apart or audits unchanged is missing or switched off.
    #[error("what protects the data is missing or switched off: {}", .guards.join(", "))]
    Unguarded {
        /// Each index or trigger, with its table.
        guards: Vec<String>,
        /// What the owner of the tables runs.
        remedy: String,
    },

    /// The configured mapping of cabinet leads does not fit this database.
    #[error("the mapping of cabinet leads: {what}")]
    Mapping {
        /// What does not fit.
        what: String,
    },

    /// The database said something, or nothing.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Refusal {
    /// What a person can do about it.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Busy(_) => "wait until it has ended, or ask it to stop".to_owned(),
            Self::Superuser { .. } => {
                "connect as a role that was given the rights with `scoutwatch schema grant --operator ROLE`, or set \
                 job.allow_superuser"
                    .to_owned()
            }
            Self::Pooler { .. } => "set job.database_url to the server itself".to_owned(),
            Self::ReadOnlyServer { .. } => {
                "set job.database_url to the primary, with a role that may write".to_owned()
            },
            Self::MissingRights { role, .. } => {
                format!("the owner gives them with `scoutwatch schema grant --operator {role}`")
            }
            Self::NotInstalled { .. } | Self::TooOld { .. } => {
                "run `scoutwatch schema install`".to_owned()
            }
            Self::Unguarded { remedy, .. } => format!("the owner of the tables runs: {remedy}"),
            Self::UnknownJobType { enum_type, label } => {
                format!("the owner of the enum runs: alter type {enum_type} add value '{label}'")
            }
            Self::Mapping { .. } => {
                "correct job.lead_scout_column and job.scouts_match_column, or leave both empty".to_owned()
            }
            // It says its own.
            Self::Failure(_) => return None,
        })
    }
}
