//! What only a person may decide: who brought somebody in.

mod undecided;

use chrono::{DateTime, Utc};

use super::{PersonKey, ScoutId, text};

pub use undecided::Undecided;

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
}
