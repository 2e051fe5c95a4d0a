//! How far a run is, and what became of a wish to end it.

use std::time::Duration;

use serde::Serialize;

use super::StepName;

/// How far a run is: what is committed, and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Progress {
    /// The run's number; `None` before its row is written.
    pub run_id: Option<i64>,
    /// The step that is being done; `None` before the first and after the last.
    pub step: Option<StepName>,
    /// What it is doing in that step: `finding candidates`, `changing rows`.
    pub doing: &'static str,
    /// Rows of the step that are dealt with.
    pub done: i64,
    /// Rows that the step will deal with, once that is known.
    pub estimate: Option<i64>,
    /// Rows that the step looked at and left.
    pub rejected: i64,
    /// Rows a second, of this step.
    pub rate: Option<f64>,
    /// Since the step began.
    pub elapsed: Duration,
    /// Whether the run was asked to stop and is ending.
    pub cancelling: bool,
}

/// What became of the wish to end a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelAnswer {
    /// It was asked to stop, and does so after the batch at hand.
    Asked,
    /// It had been asked before, by this one.
    AskedBefore(String),
    /// It is not running any more, or never was.
    NotRunning,
}

/// What became of the wish to stop the statement at hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StopAnswer {
    /// The server was told to.
    Stopped,
    /// The run is not running any more, or nobody runs it.
    NotRunning,
    /// The role may not: only the role that runs it, or a member of `pg_signal_backend`, may.
    MayNot,
}
