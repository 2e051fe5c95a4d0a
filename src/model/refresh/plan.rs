//! What a run would do, asked without doing it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Skip, StepName};
use crate::model::{Figures, Language, Run, say};

/// What a run would do now.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// The role that asked.
    pub role: String,
    /// The database.
    pub database: String,
    /// The server: `host:port`.
    pub server: String,
    /// The database's clock when it was asked.
    pub at: DateTime<Utc>,
    /// The figures as they stand.
    pub figures: Figures,
    /// Each step, in order.
    pub steps: Vec<PlannedStep>,
    /// Persons whose events name exactly one scout and who have no ledger row. They are listed by
    /// `ops.v_scout_attribution_ledger_candidates`; a run creates the rows only if it is configured to.
    pub missing_ledger_rows: i64,
    /// The last run that ended, if there is one.
    pub last: Option<Run>,
    /// The run that is active now.
    pub running: Option<RunningRun>,
}

/// What a step would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlannedStep {
    /// The step.
    pub step: StepName,
    /// What it would change, and leave.
    pub counts: PlanCounts,
    /// Why it would do nothing, where it is left out.
    pub skipped: Option<Skip>,
}

/// Rows that a step would change, and rows that it would look at and leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PlanCounts {
    /// Rows that it changes: links, events, ledger rows, days.
    pub changed: i64,
    /// Persons that it creates.
    pub persons: i64,
    /// Rows that it leaves because several answers fit.
    pub ambiguous: i64,
    /// Rows that it leaves for another reason: no identity, no mapping, or a conflict.
    pub rejected: i64,
}

/// The run that is active.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RunningRun {
    /// Its number; `None` in the moment between taking the lock and writing the row.
    pub run_id: Option<i64>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// For how long it has been running, in seconds, by the database's clock.
    pub running_seconds: Option<f64>,
    /// What started it.
    pub trigger: Option<String>,
    /// Who: `role@host pid`.
    pub requested_by: Option<String>,
    /// The machine that runs it.
    pub host: Option<String>,
    /// The step that it is at.
    pub step: Option<String>,
    /// The last sign of life.
    pub heartbeat_at: Option<DateTime<Utc>>,
    /// When it was asked to stop.
    pub cancel_requested_at: Option<DateTime<Utc>>,
}

impl RunningRun {
    /// Which run, whose, where and since when.
    pub fn words(&self, language: Language) -> String {
        let mut words = match self.run_id {
            Some(run_id) => say!(language, "run {run_id}", "la ejecución {run_id}"),
            None => say!(language, "a run", "una ejecución"),
        };
        if let Some(by) = &self.requested_by {
            words += &say!(language, " by {by}", " de {by}");
        }
        if let Some(host) = &self.host {
            words += &say!(language, " on {host}", " en {host}");
        }
        if let Some(at) = self.started_at {
            let at = at.format("%Y-%m-%d %H:%M:%SZ");
            words += &say!(language, " since {at}", " desde {at}");
        }
        words
    }
}

impl std::fmt::Display for RunningRun {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.words(Language::English))
    }
}
