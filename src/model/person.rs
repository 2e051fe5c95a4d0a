//! One person and all evidence about who brought them in.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{Category, ConflictKind, Fingerprint, PersonKey, ScoutId};

/// Everything known about one person's attribution.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PersonDetail {
    /// Who.
    pub person_key: PersonKey,
    /// Registry, ledger and facts; `None` on a database with only CT4's older views.
    pub profile: Option<PersonProfile>,
    /// Every row of every source that concerns the person, best first. At most [`MAX_EVIDENCE`].
    pub evidence: Vec<Evidence>,
    /// How many rows there are in all.
    pub evidence_total: i64,
}

/// The most evidence rows that are read for one person.
pub const MAX_EVIDENCE: i64 = 500;

impl PersonDetail {
    /// The scout that the rule of the contract (section 4) picks: the best evidence that names one.
    pub fn canonical(&self) -> Option<&Evidence> {
        self.evidence.iter().find(|evidence| evidence.scout_id.is_some())
    }

    /// The different scouts that the evidence names, in ascending order.
    pub fn scouts(&self) -> Vec<ScoutId> {
        let mut scouts: Vec<_> = self.evidence.iter().filter_map(|row| row.scout_id).collect();
        scouts.sort_unstable();
        scouts.dedup();
        scouts
    }
}

/// The person as the registry, the ledger and the facts see them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PersonProfile {
    /// Full name.
    pub full_name: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Identity document.
    pub document: Option<String>,
    /// Driving licence.
    pub license: Option<String>,
    /// The registry's confidence in the person's identity.
    pub confidence: Option<String>,
    /// When the person was registered.
    pub created_at: Option<DateTime<Utc>>,
    /// When the registry row last changed.
    pub updated_at: Option<DateTime<Utc>>,
    /// Why a scout is missing; `None` where none is.
    pub category: Option<Category>,
    /// Whether the evidence names several scouts.
    pub in_conflict: bool,
    /// Which kind of conflict.
    pub conflict_kind: Option<ConflictKind>,
    /// Events of the person.
    pub event_count: i64,
    /// What the ledger says; `None` where it has no row.
    pub ledger: Option<Ledger>,
    /// Stands for all of the evidence and the ledger's row; `None` where the view is too old for it.
    pub fingerprint: Option<Fingerprint>,
}

/// A row of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Ledger {
    /// The scout decided on.
    pub scout_id: Option<ScoutId>,
    /// The source that decided.
    pub source: Option<String>,
    /// The rule that decided.
    pub rule: Option<String>,
    /// The rule's score.
    pub score: Option<rust_decimal::Decimal>,
    /// The rule's confidence.
    pub confidence: Option<String>,
    /// The decision's status.
    pub decision: Option<String>,
    /// When the row last changed.
    pub updated_at: Option<DateTime<Utc>>,
}

/// One row of `ops.v_scout_attribution_raw`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// 1 ledger, 2 event, 3 migration, 4 registration; lower is better.
    pub priority: i32,
    /// The scout named, if any.
    pub scout_id: Option<ScoutId>,
    /// The kind of evidence.
    pub origin_tag: Option<String>,
    /// How the scout acquired the driver.
    pub acquisition_method: Option<String>,
    /// The table that the row stands in.
    pub source_table: String,
    /// The row's key there.
    pub source_pk: String,
    /// The date that counts.
    pub attribution_date: Option<NaiveDate>,
    /// When the row was made.
    pub created_at: Option<DateTime<Utc>>,
    /// The driver.
    pub driver_id: Option<String>,
}
