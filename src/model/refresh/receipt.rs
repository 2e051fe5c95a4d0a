//! What a run did.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{CheckResult, PlanCounts, Skip, StepName, Trigger, Verdict};
use crate::model::{Failure, Figures};

/// What a run did, whether it ended well or not.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Receipt {
    /// The run's number.
    pub run_id: i64,
    /// What started it.
    pub trigger: Trigger,
    /// How it ended.
    pub outcome: Outcome,
    /// When it began, by the database's clock.
    pub started_at: DateTime<Utc>,
    /// When it ended, by the database's clock; `None` where the end could not be written.
    pub ended_at: Option<DateTime<Utc>>,
    /// Runs of this job whose runner had gone, closed as failed before this one began.
    pub orphans_closed: Vec<i64>,
    /// Each step that was begun, in order.
    pub steps: Vec<StepReport>,
    /// The figures before the first step.
    pub before: Option<Figures>,
    /// The figures after the last one.
    pub after: Option<Figures>,
    /// Persons whose events name exactly one scout and who have no ledger row.
    pub missing_ledger_rows: i64,
    /// What the checks found.
    pub checks: Vec<CheckResult>,
}

impl Receipt {
    /// The worst verdict of the checks; `None` where none was made.
    pub fn verdict(&self) -> Option<Verdict> {
        self.checks.iter().map(|check| check.verdict).max()
    }

    /// Rows changed by all steps but the snapshot.
    pub fn changed(&self) -> i64 {
        self.steps
            .iter()
            .filter(|report| report.step < StepName::Snapshot)
            .map(|report| report.changed)
            .sum()
    }
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every step was done.
    Completed,
    /// Somebody asked it to stop; what was committed until then stays, audited.
    Cancelled {
        /// Who.
        by: String,
    },
    /// Something failed; what was committed until then stays, audited.
    Failed(Failure),
}

impl Outcome {
    /// The label of the `runstatus` enum, which knows no cancelled run.
    pub const fn status(&self) -> &'static str {
        match self {
            Self::Completed => "COMPLETED",
            Self::Cancelled { .. } | Self::Failed(_) => "FAILED",
        }
    }

    /// What stands in `error_message`.
    pub fn message(&self) -> Option<String> {
        match self {
            Self::Completed => None,
            Self::Cancelled { by } => Some(format!("cancelled by {by}")),
            Self::Failed(failure) => Some(failure.to_string()),
        }
    }
}

/// What one step did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepReport {
    /// The step.
    pub step: StepName,
    /// How it ended.
    pub state: StepState,
    /// Rows changed, each with its audit row.
    pub changed: i64,
    /// Persons created.
    pub persons: i64,
    /// Rows left because several answers fit, each audited once.
    pub ambiguous: i64,
    /// Rows left for another reason.
    pub rejected: i64,
    /// Transactions committed.
    pub batches: i64,
    /// How long it took.
    pub took: Duration,
}

impl StepReport {
    /// What it changed and left, as a plan counts it.
    pub const fn counts(&self) -> PlanCounts {
        let Self { changed, persons, ambiguous, rejected, .. } = *self;
        PlanCounts { changed, persons, ambiguous, rejected }
    }
}

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// It was done.
    Done,
    /// It was left out, for this reason.
    Skipped(Skip),
    /// It was broken off, for this reason.
    Failed(String),
}
