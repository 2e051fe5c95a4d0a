//! Conflicts: persons for whom the evidence names several scouts. Only a human decides them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Language, PersonKey, ScoutId};

/// Whether the ledger has taken a side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConflictKind {
    /// The ledger has decided nothing.
    Open,
    /// The ledger has decided, and other evidence disagrees.
    ContradictsLedger,
}

impl ConflictKind {
    /// Reads the view's word.
    pub fn from_label(label: &str) -> Option<Self> {
        match label {
            "OPEN" => Some(Self::Open),
            "CONTRADICTS_LEDGER" => Some(Self::ContradictsLedger),
            _ => None,
        }
    }

    /// The view's word.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::ContradictsLedger => "CONTRADICTS_LEDGER",
        }
    }

    /// A few words for a table cell.
    pub const fn title(self, language: Language) -> &'static str {
        match self {
            Self::Open => language.choose("open", "abierto"),
            Self::ContradictsLedger => language.choose("against ledger", "contra libro"),
        }
    }
}

/// A person in conflict (`ops.v_scout_attribution_conflicts`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConflictRow {
    /// Who.
    pub person_key: PersonKey,
    /// How many scouts are named.
    pub distinct_scout_count: i64,
    /// Which.
    pub scout_ids: Vec<ScoutId>,
    /// By which tables.
    pub sources: Vec<String>,
    /// By which kinds of evidence.
    pub origin_tags: Vec<String>,
    /// Date of the oldest evidence.
    pub first_event_date: Option<NaiveDate>,
    /// Date of the newest evidence.
    pub last_event_date: Option<NaiveDate>,
    /// How many pieces of evidence.
    pub total_sources: i64,
    /// Whether the ledger has taken a side; `None` in CT4's older view.
    pub kind: Option<ConflictKind>,
}
