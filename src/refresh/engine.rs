//! A run from the first statement to the last.

use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::batches::{self, Sums};
use super::finish::{self, End};
use super::observer::Observer;
use super::runner::{Far, Runner, Stop};
use super::session::JobSession;
use super::settings::JobSettings;
use super::start::{self, Begun};
use super::stats::Stats;
use super::steps::identity_links::IdentityLinks;
use super::steps::lead_events::LeadEvents;
use super::steps::lead_ledger::LeadLedger;
use super::steps::{snapshot, verify};
use crate::db::pool::Database;
use crate::model::{
    Failure, FailureKind, Outcome, Progress, Receipt, Refusal, Skip, StepName, StepReport,
    StepState, Trigger,
};

/// Runs the job once.
pub(super) async fn run(
    database: &Database,
    settings: &JobSettings,
    trigger: Trigger,
    cancel: CancellationToken,
    progress: watch::Sender<Progress>,
    observer: &mut impl Observer,
) -> Result<Receipt, Refusal> {
    let mut job = JobSession::open(database, observer).await?;
    let started = start::start(database, &mut job, settings, trigger).await?;
    let Begun { run_id, nonce, requested_by, started_at, orphans } = started;
    tracing::info!(run = run_id, %trigger, %requested_by, closed = orphans.len(), "the refresh job begins");
    let mut stats = Stats {
        trigger,
        host: settings.host.clone(),
        requested_by: requested_by.clone(),
        steps: Vec::new(),
        overtaken: 0,
        missing_ledger_rows: 0,
        before: None,
        after: None,
        checks: Vec::new(),
    };
    let mut runner = Runner {
        job,
        settings,
        run_id,
        nonce,
        requested_by,
        cancel,
        progress,
        step_began: Instant::now(),
    };
    let ended = steps(&mut runner, &mut stats).await;
    let mut outcome = match ended {
        Ok(()) => Outcome::Completed,
        Err(Stop::Cancelled { by }) => Outcome::Cancelled { by },
        Err(Stop::Failed(failure)) => Outcome::Failed(failure),
    };
    let text = stats.text();
    let end = End { run_id, nonce, outcome: &outcome, stats: &text };
    let written = finish::finish(database, &mut runner.job, &end).await;
    let ended_at = match written {
        Ok(Some(ended_at)) => Some(ended_at),
        Ok(None) => {
            if outcome == Outcome::Completed {
                outcome = Outcome::Failed(closed_by_another());
            }
            None
        }
        Err(failure) => {
            tracing::error!(run = run_id, %failure, "the end of the run cannot be written; the next run closes it");
            if outcome == Outcome::Completed {
                outcome = Outcome::Failed(failure);
            }
            None
        }
    };
    match &outcome {
        Outcome::Completed => tracing::info!(run = run_id, "the refresh job is done"),
        Outcome::Cancelled { by } => {
            tracing::warn!(run = run_id, %by, "the refresh job was cancelled");
        }
        Outcome::Failed(failure) => {
            tracing::error!(run = run_id, %failure, "the refresh job failed");
        }
    }
    runner.progress.send_modify(|progress| {
        progress.step = None;
        progress.doing = "";
    });
    Ok(Receipt {
        run_id: i64::from(run_id),
        trigger,
        outcome,
        started_at,
        ended_at,
        orphans_closed: orphans,
        steps: stats.steps,
        before: stats.before,
        after: stats.after,
        missing_ledger_rows: stats.missing_ledger_rows,
        checks: stats.checks,
    })
}

/// Every step, in order. What was done stands in `stats`, however it ends.
async fn steps<O: Observer>(runner: &mut Runner<'_, '_, O>, stats: &mut Stats) -> Result<(), Stop> {
    runner.say(StepName::IdentityLinks, "counting");
    stats.before = Some(snapshot::before(runner).await?);
    for step in StepName::ALL {
        runner.job.step = Some(step);
        runner.step_began = Instant::now();
        let mut report = StepReport {
            step,
            state: StepState::Done,
            changed: 0,
            persons: 0,
            ambiguous: 0,
            rejected: 0,
            batches: 0,
            took: std::time::Duration::ZERO,
        };
        let outcome = one_step(runner, &mut report, stats).await;
        report.took = runner.step_began.elapsed();
        match &outcome {
            Ok(()) => {}
            Err(Stop::Cancelled { by }) => {
                report.state = StepState::Failed(format!("cancelled by {by}"));
            }
            Err(Stop::Failed(failure)) => report.state = StepState::Failed(failure.to_string()),
        }
        tracing::info!(
            run = runner.run_id,
            %step,
            changed = report.changed,
            ambiguous = report.ambiguous,
            rejected = report.rejected,
            took = ?report.took,
            "step"
        );
        stats.steps.push(report.clone());
        outcome?;
        let dealt_with = report.changed + report.ambiguous + report.rejected;
        let far = Far {
            done: dealt_with,
            estimate: Some(dealt_with),
            rejected: report.ambiguous + report.rejected,
        };
        runner.write_stats(stats, &report, far).await?;
    }
    Ok(())
}

async fn one_step<O: Observer>(
    runner: &mut Runner<'_, '_, O>,
    report: &mut StepReport,
    stats: &mut Stats,
) -> Result<(), Stop> {
    let mut sums = Sums::default();
    let outcome = match report.step {
        StepName::IdentityLinks => batches::run(runner, &IdentityLinks, report, &mut sums).await,
        StepName::LeadEvents => {
            if let Some(mapping) = &runner.settings.lead_mapping {
                let step = LeadEvents { lead_column: &mapping.lead_column };
                batches::run(runner, &step, report, &mut sums).await
            } else {
                report.state = StepState::Skipped(Skip::NoMapping);
                Ok(())
            }
        }
        StepName::LeadLedger => {
            let step = LeadLedger::prepare(&mut runner.job, runner.settings).await?;
            let outcome = batches::run(runner, &step, report, &mut sums).await;
            stats.missing_ledger_rows = sums.missing;
            outcome
        }
        StepName::Snapshot => {
            stats.after = Some(snapshot::run(runner, report).await?);
            Ok(())
        }
        StepName::Verify => verify::run(runner, report, &mut stats.checks).await,
    };
    stats.overtaken += sums.overtaken;
    outcome
}

fn closed_by_another() -> Failure {
    Failure::new(
        FailureKind::Other,
        "somebody else closed the run before it could say that it was done",
    )
}
