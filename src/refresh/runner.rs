//! One run under way: its session, its fence, and how far it is.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tokio_postgres::types::Type;
use tokio_util::sync::CancellationToken;

use super::observer::Observer;
use super::retry::Retry;
use super::session::{BATCH_LIMIT, JobSession, Nonce};
use super::settings::JobSettings;
use super::stats::Stats;
use crate::db::decode::RowExt as _;
use crate::db::sql::{Sql, sql};
use crate::model::{Failure, FailureKind, Progress, StepName, StepReport};

const FENCE: Sql<'static> = sql!("refresh/fence.sql");
const PROGRESS: Sql<'static> = sql!("refresh/progress.sql");
const STATS: Sql<'static> = sql!("refresh/stats.sql");

/// Why a run ends before its last step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Somebody asked for it.
    Cancelled {
        /// Who.
        by: String,
    },
    /// Something failed.
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// A run under way.
pub(super) struct Runner<'a, 'o, O> {
    pub(super) job: JobSession<'o, O>,
    pub(super) settings: &'a JobSettings,
    pub(super) run_id: i32,
    pub(super) nonce: Nonce,
    /// `role@host pid`: who asked for the run, and so who cancels it with the token.
    pub(super) requested_by: String,
    pub(super) cancel: CancellationToken,
    pub(super) progress: watch::Sender<Progress>,
    pub(super) step_began: Instant,
}

impl<O: Observer> Runner<'_, '_, O> {
    /// Opens a transaction that may write: the run's row is locked, the run is ours, nobody wants it to stop.
    pub(super) async fn open(&mut self, limit: Duration) -> Result<(), Stop> {
        if self.cancel.is_cancelled() {
            return Err(Stop::Cancelled { by: self.requested_by.clone() });
        }
        self.job.begin(limit).await?;
        let parameters = [(&self.run_id as _, Type::INT4), (&self.nonce.0 as _, Type::UUID)];
        let rows = self.job.query(FENCE, &parameters).await?;
        let Some(row) = rows.first() else {
            return Err(lost("its row in ops.ingestion_runs has gone").into());
        };
        if !row.read::<bool>("is_running")? {
            return Err(lost("somebody else has closed it").into());
        }
        if !row.read::<bool>("is_same_session")? || !row.read::<bool>("holds_lock")? {
            let moved = lost("it is on another server session than the one that holds its lock")
                .with_hint("a pooler stands between: set job.database_url to the server itself");
            return Err(moved.into());
        }
        match row.read_optional_text("cancel_requested_by")? {
            Some(by) => Err(Stop::Cancelled { by }),
            None => Ok(()),
        }
    }

    /// Ends a transaction: commits what went well, gives up what did not.
    pub(super) async fn close<T>(&mut self, outcome: Result<T, Stop>) -> Result<T, Stop> {
        match outcome {
            Ok(value) => {
                self.job.commit().await?;
                Ok(value)
            }
            Err(stop) => {
                if let Err(failure) = self.job.rollback().await {
                    tracing::debug!(%failure, "the transaction ends with its session");
                }
                Err(stop)
            }
        }
    }

    /// Waits before the next try of a transaction that ended with `stop`, or passes `stop` on.
    pub(super) async fn wait(&self, retry: &mut Retry, stop: Stop) -> Result<(), Stop> {
        let Stop::Failed(failure) = &stop else { return Err(stop) };
        let Some(pause) = retry.pause(failure) else { return Err(stop) };
        tracing::warn!(run = self.run_id, %failure, ?pause, "trying again");
        tokio::select! {
            () = self.cancel.cancelled() => Err(Stop::Cancelled { by: self.requested_by.clone() }),
            () = tokio::time::sleep(pause) => Ok(()),
        }
    }

    /// Says what is being done, on this machine alone.
    pub(super) fn say(&self, step: StepName, doing: &'static str) {
        self.progress.send_modify(|progress| {
            if progress.step != Some(step) {
                *progress = Progress {
                    run_id: Some(i64::from(self.run_id)),
                    step: Some(step),
                    ..Progress::default()
                };
            }
            progress.doing = doing;
            progress.elapsed = self.step_began.elapsed();
            progress.cancelling = self.cancel.is_cancelled();
        });
    }

    /// Writes how far the step is, in the transaction at hand.
    pub(super) async fn write_progress(&mut self, step: StepName, far: Far) -> Result<(), Failure> {
        let rate = self.rate(far.done);
        let parameters = [
            (&self.run_id as _, Type::INT4),
            (&step.label() as _, Type::TEXT),
            (&step.number() as _, Type::INT4),
            (&far.done as _, Type::INT8),
            (&far.estimate as _, Type::INT8),
            (&rate as _, Type::FLOAT8),
            (&far.rejected as _, Type::INT8),
        ];
        self.job.execute(PROGRESS, &parameters).await?;
        Ok(())
    }

    /// Tells the watcher what is committed by now.
    pub(super) fn publish(&self, step: StepName, doing: &'static str, far: Far) {
        self.say(step, doing);
        let rate = self.rate(far.done);
        self.progress.send_modify(|progress| {
            progress.done = far.done;
            progress.estimate = far.estimate;
            progress.rejected = far.rejected;
            progress.rate = rate;
        });
    }

    /// Rows a second since the step began.
    fn rate(&self, done: i64) -> Option<f64> {
        let seconds = self.step_began.elapsed().as_secs_f64();
        (done > 0 && seconds > 0.0).then(|| done as f64 / seconds)
    }

    /// Writes what the run has done so far, after a step.
    pub(super) async fn write_stats(
        &mut self,
        stats: &Stats,
        report: &StepReport,
        far: Far,
    ) -> Result<(), Stop> {
        let text = stats.text();
        let mut retry = Retry::new();
        loop {
            let outcome = self.try_stats(&text, report.step, far).await;
            match self.close(outcome).await {
                Ok(()) => return Ok(()),
                Err(stop) => self.wait(&mut retry, stop).await?,
            }
        }
    }

    async fn try_stats(&mut self, text: &str, step: StepName, far: Far) -> Result<(), Stop> {
        self.open(BATCH_LIMIT).await?;
        let parameters = [(&self.run_id as _, Type::INT4), (&text as _, Type::TEXT)];
        self.job.execute(STATS, &parameters).await?;
        self.write_progress(step, far).await?;
        Ok(())
    }
}

/// How far a step is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Far {
    /// Rows dealt with.
    pub(super) done: i64,
    /// Rows to deal with.
    pub(super) estimate: Option<i64>,
    /// Rows left, of those dealt with.
    pub(super) rejected: i64,
}

/// A run that is not ours any more.
fn lost(why: &str) -> Failure {
    Failure::new(FailureKind::Other, format!("the run is not this runner's any more: {why}"))
}
