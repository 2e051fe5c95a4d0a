//! What only a person may decide: who brought somebody in.

use chrono::{DateTime, Utc};

use super::{Failure, PersonKey, ScoutId, text};

/// The longest reason, in characters.
pub const MAX_REASON: usize = 300;

/// A decision as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whom it is about.
    pub person_key: PersonKey,
    /// The scout who brought the person in; the evidence names it.
    pub scout_id: ScoutId,
    /// Why; empty as long as nobody has said it.
    pub reason: String,
    /// The evidence that it rests on; `None` where the views are too old to tell.
    pub fingerprint: Option<Fingerprint>,
    /// Whether the ledger has a row of the person; else it gets one.
    pub has_ledger_row: bool,
}

/// Stands for all evidence of a person and its ledger row: another one means that any of it is another.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Fingerprint(pub String);

impl Decision {
    /// What stands against it before the database is asked.
    pub fn problem(&self) -> Option<Undecided> {
        let characters = self.reason.chars().count();
        if self.fingerprint.is_none() {
            Some(Undecided::NoFingerprint)
        } else if self.reason.trim().is_empty() {
            Some(Undecided::NoReason)
        } else if characters > MAX_REASON {
            Some(Undecided::LongReason { characters })
        } else {
            None
        }
    }
}

/// A reason as it is kept: on one line, with nothing that could harm a terminal.
pub fn reason(typed: &str) -> String {
    text::clean(typed).trim().to_owned()
}

/// A decision may be recorded, by this role and there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// The role.
    pub role: String,
    /// The database.
    pub database: String,
    /// The server: `host:port`.
    pub server: String,
}

/// A decision that was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// As it was asked for.
    pub decision: Decision,
    /// The scout that the ledger had before.
    pub old_scout_id: Option<ScoutId>,
    /// When, by the database's clock.
    pub at: DateTime<Utc>,
}

/// Why a decision was not recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Undecided {
    /// The configuration does not let anybody decide from here.
    #[error("the configuration lets nobody record a decision from here (job.allow_decisions)")]
    NotAllowed,

    /// The views cannot tell whether the evidence is still what was shown.
    #[error("the views here are too old to tell whether the evidence is still what is shown")]
    NoFingerprint,

    /// Nobody would know why.
    #[error("a decision needs a reason")]
    NoReason,

    /// More than anybody reads.
    #[error("the reason has {characters} characters; {MAX_REASON} are allowed")]
    LongReason {
        /// How many it has.
        characters: usize,
    },

    /// A superuser is bound by nothing that protects CT4's data.
    #[error("no decision is recorded as the superuser {role}")]
    Superuser {
        /// The role.
        role: String,
    },

    /// The server takes no writes.
    #[error("{server} takes no writes: {why}")]
    ReadOnlyServer {
        /// Where it was to be recorded.
        server: String,
        /// `it is a standby`, or that transactions are read-only.
        why: String,
    },

    /// The role lacks rights.
    #[error("{role} lacks these rights: {}", .rights.join(", "))]
    MissingRights {
        /// The role.
        role: String,
        /// Each right, as `insert on ops.lead_ledger_scout_backfill_audit`.
        rights: Vec<String>,
    },

    /// The evidence, or the ledger, is another than the one who decides has seen.
    #[error("the evidence changed since it was shown")]
    Changed,

    /// No evidence names the scout.
    #[error("no evidence of this person names scout {scout_id}")]
    NotNamed {
        /// The scout.
        scout_id: ScoutId,
    },

    /// The registry does not have the person.
    #[error("nobody has this person_key any more")]
    Nobody,

    /// The server was lost before it said that the transaction is done.
    #[error("whether it was recorded is not known, the answer was lost: {0}")]
    Unsure(Failure),

    /// The database said something, or nothing.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Undecided {
    /// What a person can do about it.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::NotAllowed => "run the SQL in psql, or set job.allow_decisions".to_owned(),
            Self::NoFingerprint => {
                "the owner of the schema runs `scoutwatch schema install`".to_owned()
            }
            Self::Superuser { .. } => {
                "connect as a role that was given the rights with `scoutwatch schema grant --operator ROLE`, or set \
                 job.allow_superuser"
                    .to_owned()
            }
            Self::ReadOnlyServer { .. } => {
                "set job.database_url to the primary, with a role that may write".to_owned()
            }
            Self::MissingRights { role, rights } => missing_rights(role, rights),
            Self::Changed => "go back, look at it again, and decide anew".to_owned(),
            Self::Unsure(_) => "look at the person's ledger row before it is tried again".to_owned(),
            // A failure says its own.
            Self::Failure(_)
            | Self::NoReason
            | Self::LongReason { .. }
            | Self::NotNamed { .. }
            | Self::Nobody => return None,
        })
    }

    /// Whether it is certain that nothing was written.
    pub const fn is_certain(&self) -> bool {
        !matches!(self, Self::Unsure(_))
    }
}

/// Who gives the rights: those of an operator, and the one that is not among them.
fn missing_rights(role: &str, rights: &[String]) -> String {
    let is_besides = |right: &String| {
        right.starts_with("insert") && right.ends_with(" on observational.lead_ledger")
    };
    let mut ways = Vec::new();
    if !rights.iter().all(is_besides) {
        ways.push(format!("`scoutwatch schema grant --operator {role}`"));
    }
    if rights.iter().any(is_besides) {
        ways.push(format!("`grant insert on observational.lead_ledger to {role}`"));
    }
    format!("the owner of the tables runs {}", ways.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_clean_line_of_bounded_length() {
        assert_eq!(reason("  she\nhas the \u{1b}[2Jmessages \t"), "she has the \\u{1b}[2Jmessages");
        let decision = |reason: String| Decision {
            person_key: PersonKey(uuid::Uuid::nil()),
            scout_id: ScoutId(7),
            reason,
            fingerprint: Some(Fingerprint(String::new())),
            has_ledger_row: true,
        };
        assert_eq!(decision(" ".to_owned()).problem(), Some(Undecided::NoReason));
        assert_eq!(decision("é".repeat(MAX_REASON)).problem(), None);
        let long = decision("é".repeat(MAX_REASON + 1)).problem();
        assert_eq!(long, Some(Undecided::LongReason { characters: MAX_REASON + 1 }));
    }

    #[test]
    fn the_right_that_no_operator_has_is_given_by_hand() {
        let hint = |rights: &[&str]| {
            let rights = rights.iter().map(|right| (*right).to_owned()).collect();
            Undecided::MissingRights { role: "ana".to_owned(), rights }.hint().unwrap_or_default()
        };
        let insert = "insert (person_key) on observational.lead_ledger";
        assert_eq!(
            hint(&[insert]),
            "the owner of the tables runs `grant insert on observational.lead_ledger to ana`"
        );
        assert_eq!(
            hint(&["insert on ops.lead_ledger_scout_backfill_audit"]),
            "the owner of the tables runs `scoutwatch schema grant --operator ana`"
        );
    }
}
