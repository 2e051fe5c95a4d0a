//! The refresh job: it repairs the attribution of scouts, step by step, and audits every change.
//!
//! One session of its own, straight to the server, does everything: it holds the advisory lock that is the
//! sign of life, and every batch is a small transaction that first locks the run's row, looks whether the
//! run is still its own, and only then changes rows. A runner that loses its session loses the lock and the
//! power to write in the same moment.
//!
//! No scout is invented, a conflict is never resolved, claims are read through views alone. What only a person may
//! decide is recorded beside the job, never by it.

mod batches;
mod checks;
mod control;
mod decide;
pub mod desk;
mod engine;
pub mod examine;
mod finish;
mod observer;
mod pace;
mod plan;
mod preflight;
mod retry;
mod runner;
pub mod schedule;
mod session;
mod settings;
mod start;
mod stats;
mod steps;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::db::pool::Database;
use crate::model::{
    CancelAnswer, CheckResult, Decision, Failure, Permit, Plan, Progress, Receipt, Recorded,
    Refusal, StopAnswer, Trigger, Undecided,
};

pub use decide::script as decision_script;
pub use observer::{Boundary, Moment, Observer, Unobserved};
pub use settings::{JobSettings, LeadMapping};

/// What a run would do now. Nothing is written and nothing is locked; a role that may only read the views
/// can ask.
///
/// # Errors
/// What the database says, or that the schema is not installed.
pub async fn plan(database: &Database, settings: &JobSettings) -> Result<Plan, Refusal> {
    plan::read(database, settings).await
}

/// Runs the job once, from the lock to the last check.
///
/// `cancel` ends it after the batch at hand. `progress` is told what is committed.
///
/// # Errors
/// Why it was not begun; [`Refusal::Busy`] if another run is active. Whatever happens after the beginning
/// is told by the receipt.
pub async fn run(
    database: &Database,
    settings: &JobSettings,
    trigger: Trigger,
    cancel: CancellationToken,
    progress: watch::Sender<Progress>,
) -> Result<Receipt, Refusal> {
    run_observed(database, settings, trigger, cancel, progress, &mut Unobserved).await
}

/// As [`run`], and tells an observer of every statement.
///
/// # Errors
/// As [`run`].
pub async fn run_observed(
    database: &Database,
    settings: &JobSettings,
    trigger: Trigger,
    cancel: CancellationToken,
    progress: watch::Sender<Progress>,
    observer: &mut impl Observer,
) -> Result<Receipt, Refusal> {
    engine::run(database, settings, trigger, cancel, progress, observer).await
}

/// Asks a run, of whatever program, to stop after the batch at hand. `by` is who asks.
///
/// # Errors
/// What the database says.
pub async fn request_cancel(
    database: &Database,
    run_id: i64,
    by: &str,
) -> Result<CancelAnswer, Failure> {
    control::request_cancel(database, run_id, by).await
}

/// Stops the statement that a run is at: for somebody who has asked it to stop and cannot wait. The batch at
/// hand is rolled back, and the run ends because it was asked to.
///
/// # Errors
/// What the database says.
pub async fn stop_statement(database: &Database, run_id: i64) -> Result<StopAnswer, Failure> {
    control::stop_statement(database, run_id).await
}

/// Whether a person may record a decision here, over this connection; the ledger has a row of whom it is about,
/// or it has to be made. Nothing is written.
///
/// # Errors
/// What stands against it.
pub async fn may_decide(
    database: &Database,
    settings: &JobSettings,
    has_ledger_row: bool,
) -> Result<Permit, Undecided> {
    decide::ask(database, settings, has_ledger_row).await
}

/// Records a person's decision, with its audit row, where the evidence is still what the person was shown.
///
/// # Errors
/// Why nothing was written; [`Undecided::Unsure`] where that is not known.
pub async fn record_decision(
    database: &Database,
    settings: &JobSettings,
    decision: Decision,
) -> Result<Recorded, Undecided> {
    decide::record(database, settings, decision).await
}

/// The ten checks of the data, in order. A check that cannot be made says so in its result.
///
/// # Errors
/// What the database says, where it cannot be asked at all.
pub async fn verify(database: &Database) -> Result<Vec<CheckResult>, Failure> {
    checks::make_all(database).await
}
