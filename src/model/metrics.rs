//! The figures of attribution health at one moment, and their past.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{PerCategory, RunStatus};

/// The one row of `ops.v_scout_attribution_metrics_snapshot`.
///
/// Fields that CT4's older view does not have are `None` there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metrics {
    /// Persons in the registry.
    pub total_persons: i64,
    /// Persons whose ledger row has a scout.
    pub satisfactory: i64,
    /// Persons without.
    pub missing: i64,
    /// Open conflicts: evidence names several scouts and the ledger has decided nothing.
    pub conflicts: i64,
    /// Conflicts where the ledger has decided.
    pub conflicts_contradicting: Option<i64>,
    /// Missing persons by category. CT4's older view knows A, C and D only.
    pub backlog: PerCategory<i64>,
    /// When the longest-waiting person of each category was registered.
    pub oldest: PerCategory<DateTime<Utc>>,
    /// Payload values that name no valid scout.
    pub malformed_scout_values: Option<i64>,
    /// The newest change that the figures rest on.
    pub data_as_of: Option<DateTime<Utc>>,
    /// Whether the figures come from plain views (`live`) or from stored facts (`incremental`).
    pub mode: Option<String>,
    /// The last refresh run, if there ever was one.
    pub last_job: Option<LastJob>,
    /// The database's clock when the figures were read.
    pub snapshot_timestamp: DateTime<Utc>,
}

/// The last refresh run as the snapshot view tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LastJob {
    /// How it stands.
    pub status: RunStatus,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// How long it took, in seconds.
    pub duration_seconds: Option<i32>,
    /// What it did, in its own words.
    pub summary: Option<serde_json::Value>,
    /// Why it failed.
    pub error: Option<String>,
    /// Whether a runner stands behind a RUNNING row. Absent from CT4's older view.
    pub has_living_runner: Option<bool>,
}

impl Metrics {
    /// The share of satisfactory persons in percent; `None` where there is nobody.
    pub fn percent_satisfactory(&self) -> Option<f64> {
        percent(self.satisfactory, self.total_persons)
    }

    /// How old the data was when it was read; `None` where the database does not say.
    pub fn data_age(&self) -> Option<chrono::TimeDelta> {
        self.data_as_of.map(|newest| self.snapshot_timestamp - newest)
    }

    /// The figures alone, for comparing two moments.
    pub fn figures(&self) -> Figures {
        Figures {
            total_persons: self.total_persons,
            satisfactory: self.satisfactory,
            missing: self.missing,
            conflicts: Some(self.conflicts),
            backlog: self.backlog,
        }
    }
}

/// What can be compared between two moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// Persons in the registry.
    pub total_persons: i64,
    /// Persons whose ledger row has a scout.
    pub satisfactory: i64,
    /// Persons without.
    pub missing: i64,
    /// Open conflicts, where known.
    pub conflicts: Option<i64>,
    /// Missing persons by category, where known.
    pub backlog: PerCategory<i64>,
}

impl Figures {
    /// The share of satisfactory persons in percent; `None` where there is nobody.
    pub fn percent_satisfactory(&self) -> Option<f64> {
        percent(self.satisfactory, self.total_persons)
    }
}

/// Figures of an earlier moment, to say what has changed since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// The moment.
    pub at: DateTime<Utc>,
    /// What was true then.
    pub figures: Figures,
    /// Where they come from.
    pub origin: BaselineOrigin,
}

/// Where a baseline comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BaselineOrigin {
    /// A poll of this program.
    Polled,
    /// The stored daily history.
    Stored,
}

/// The moments that figures are compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baselines {
    /// About an hour ago; polls of this program only.
    pub hour: Option<Baseline>,
    /// About a day ago.
    pub day: Option<Baseline>,
}

impl Baselines {
    /// The nearest moment there is to compare with.
    pub fn nearest(&self) -> Option<&Baseline> {
        self.hour.as_ref().or(self.day.as_ref())
    }
}

/// One day of `ops.v_scout_attribution_metrics_daily`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DailyPoint {
    /// The day, in the business time zone of the installation.
    pub date: NaiveDate,
    /// Persons at the end of the day.
    pub total_persons: i64,
    /// Satisfactory persons at the end of the day.
    pub satisfactory: i64,
    /// Missing persons at the end of the day.
    pub missing: i64,
    /// Satisfactory persons with a registration that names a scout.
    pub by_scouting_daily: Option<i64>,
    /// Satisfactory persons with an event from a cabinet lead.
    pub by_cabinet_leads: Option<i64>,
    /// Satisfactory persons by the ledger.
    pub by_lead_ledger: Option<i64>,
    /// Open conflicts, where they were stored.
    pub conflicts: Option<i64>,
    /// Missing persons by category, where they were stored.
    pub backlog: PerCategory<i64>,
    /// When the row was computed.
    pub computed_at: Option<DateTime<Utc>>,
    /// Whether the day is closed; `None` in CT4's older view.
    pub is_final: Option<bool>,
    /// Whether the row was worked out later from timestamps; `None` in CT4's older view.
    pub is_reconstructed: Option<bool>,
}

impl DailyPoint {
    /// The share of satisfactory persons in percent; `None` where there is nobody.
    pub fn percent_satisfactory(&self) -> Option<f64> {
        percent(self.satisfactory, self.total_persons)
    }

    /// When the figures were measured, where they were. A day that was worked out afterwards is a lower bound, and a day of
    /// CT4's older view shows the figures of today: neither is compared with.
    pub fn measured_at(&self) -> Option<DateTime<Utc>> {
        let is_measured = self.is_final.is_some() && self.is_reconstructed == Some(false);
        self.computed_at.filter(|_| is_measured)
    }

    /// The figures alone, for comparing two moments.
    pub fn figures(&self) -> Figures {
        Figures {
            total_persons: self.total_persons,
            satisfactory: self.satisfactory,
            missing: self.missing,
            conflicts: self.conflicts,
            backlog: self.backlog,
        }
    }
}

/// `part` of `whole` in percent; `None` where there is no whole.
pub fn percent(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

#[cfg(test)]
impl DailyPoint {
    /// A day of a thousand persons, of which nothing else is known.
    pub(crate) fn of_a_thousand(date: NaiveDate, satisfactory: i64) -> Self {
        Self {
            date,
            total_persons: 1000,
            satisfactory,
            missing: 1000 - satisfactory,
            by_scouting_daily: None,
            by_cabinet_leads: None,
            by_lead_ledger: None,
            conflicts: None,
            backlog: PerCategory::default(),
            computed_at: None,
            is_final: None,
            is_reconstructed: None,
        }
    }

    /// The same, measured at a moment.
    pub(crate) fn measured(self, at: DateTime<Utc>) -> Self {
        let (is_final, is_reconstructed) = (Some(true), Some(false));
        Self { computed_at: Some(at), is_final, is_reconstructed, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_nobody_is_unknown() {
        assert_eq!(percent(0, 0), None);
        assert_eq!(percent(1, 4), Some(25.0));
    }
}
