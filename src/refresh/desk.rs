//! The task that plans, runs and ends the job for a front end, which holds a [`Desk`] and never waits.
//!
//! One plan and one run at a time. What is known is a [`DeskState`] in a `watch` channel, of which only the
//! latest counts.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::JobSettings;
use crate::db::pool::Database;
use crate::model::{CancelAnswer, Failure, Plan, Progress, Receipt, Refusal, StopAnswer, Trigger};

/// Orders that may wait.
const ORDERS: usize = 4;

/// What a front end asks of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Find out what a run would do.
    Plan,
    /// Run the job.
    Run,
    /// Ask a run, of whatever program, to stop after the batch at hand.
    Cancel {
        /// Its number.
        run_id: i64,
    },
    /// Stop the statement that a run is at.
    Stop {
        /// Its number.
        run_id: i64,
    },
}

/// What the desk knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeskState {
    /// Whether a plan is being made.
    pub is_planning: bool,
    /// The newest plan, or why there is none.
    pub plan: Option<Result<Plan, Refusal>>,
    /// How far our own run is; `None` where we run nothing.
    pub progress: Option<Progress>,
    /// What our newest run did, or why it was not begun.
    pub receipt: Option<Arc<Result<Receipt, Refusal>>>,
    /// What became of the newest wish to end a run.
    pub ending: Option<Result<EndAnswer, Failure>>,
}

/// What became of the wish to end a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndAnswer {
    /// Of the wish that it stops after the batch at hand.
    Cancel(CancelAnswer),
    /// Of the wish that its statement is stopped.
    Stop(StopAnswer),
}

/// The front end's end of the channels.
#[derive(Debug)]
pub struct Desk {
    /// What is known.
    pub state: watch::Receiver<Arc<DeskState>>,
    /// Orders; few and bounded, so that one too many is seen and not queued.
    pub orders: mpsc::Sender<Order>,
}

/// What the desk works with: the job on a database, or a test.
pub trait Job: Clone + Send + Sync + 'static {
    /// What a run would do.
    fn plan(&self) -> impl Future<Output = Result<Plan, Refusal>> + Send;

    /// Runs the job.
    fn run(
        &self,
        cancel: CancellationToken,
        progress: watch::Sender<Progress>,
    ) -> impl Future<Output = Result<Receipt, Refusal>> + Send;

    /// Asks a run to stop.
    fn cancel(&self, run_id: i64) -> impl Future<Output = Result<CancelAnswer, Failure>> + Send;

    /// Stops a run's statement.
    fn stop(&self, run_id: i64) -> impl Future<Output = Result<StopAnswer, Failure>> + Send;
}

/// The job on a database, begun with a key.
#[derive(Clone, Debug)]
pub struct KeyJob {
    /// Where the job connects to: the server itself, not a pooler.
    pub database: Database,
    /// What a run has to know.
    pub settings: JobSettings,
    /// Who asks, for the run's row.
    pub requested_by: String,
}

impl Job for KeyJob {
    async fn plan(&self) -> Result<Plan, Refusal> {
        super::plan(&self.database, &self.settings).await
    }

    async fn run(
        &self,
        cancel: CancellationToken,
        progress: watch::Sender<Progress>,
    ) -> Result<Receipt, Refusal> {
        super::run(&self.database, &self.settings, Trigger::Key, cancel, progress).await
    }

    async fn cancel(&self, run_id: i64) -> Result<CancelAnswer, Failure> {
        super::request_cancel(&self.database, run_id, &self.requested_by).await
    }

    async fn stop(&self, run_id: i64) -> Result<StopAnswer, Failure> {
        super::stop_statement(&self.database, run_id).await
    }
}

/// Opens the desk. Its task runs on `tracker`; when `token` is cancelled, a run of ours ends after the batch
/// at hand, and then the task.
pub fn open(job: impl Job, token: CancellationToken, tracker: &TaskTracker) -> Desk {
    let (state_sender, state) = watch::channel(Arc::new(DeskState::default()));
    let (orders, receiver) = mpsc::channel(ORDERS);
    tracker.spawn(Clerk { job, state: state_sender, token }.work(receiver));
    Desk { state, orders }
}

type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

struct Clerk<J> {
    job: J,
    state: watch::Sender<Arc<DeskState>>,
    token: CancellationToken,
}

impl<J: Job> Clerk<J> {
    async fn work(self, mut orders: mpsc::Receiver<Order>) {
        let mut plan: Option<Work<Result<Plan, Refusal>>> = None;
        let mut run: Option<Work<Result<Receipt, Refusal>>> = None;
        let mut end: Option<Work<Result<EndAnswer, Failure>>> = None;
        let (_, mut reports) = watch::channel(Progress::default());
        loop {
            tokio::select! {
                biased;
                () = self.token.cancelled(), if run.is_none() => return,
                outcome = maybe(run.as_mut()) => {
                    run = None;
                    self.note(|state| {
                        state.progress = None;
                        state.receipt = Some(Arc::new(outcome));
                    });
                }
                Ok(()) = reports.changed(), if run.is_some() => {
                    let report = reports.borrow_and_update().clone();
                    self.note(|state| state.progress = Some(report));
                }
                outcome = maybe(plan.as_mut()) => {
                    plan = None;
                    self.note(|state| {
                        state.is_planning = false;
                        state.plan = Some(outcome);
                    });
                }
                outcome = maybe(end.as_mut()) => {
                    end = None;
                    self.note(|state| state.ending = Some(outcome));
                }
                order = orders.recv(), if !self.token.is_cancelled() => match order {
                    None => return,
                    Some(Order::Plan) => {
                        let job = self.job.clone();
                        plan = Some(Box::pin(async move { job.plan().await }));
                        self.note(|state| {
                            state.is_planning = true;
                            state.plan = None;
                        });
                    }
                    Some(Order::Run) if run.is_some() => {}
                    Some(Order::Run) => {
                        let progress;
                        (progress, reports) = watch::channel(Progress::default());
                        let (job, token) = (self.job.clone(), self.token.clone());
                        run = Some(Box::pin(async move { job.run(token, progress).await }));
                        self.note(|state| {
                            state.progress = Some(Progress::default());
                            state.receipt = None;
                            state.ending = None;
                        });
                    }
                    Some(Order::Cancel { run_id }) => {
                        let job = self.job.clone();
                        end = Some(Box::pin(async move {
                            job.cancel(run_id).await.map(EndAnswer::Cancel)
                        }));
                    }
                    Some(Order::Stop { run_id }) => {
                        let job = self.job.clone();
                        end = Some(Box::pin(async move {
                            job.stop(run_id).await.map(EndAnswer::Stop)
                        }));
                    }
                },
            }
        }
    }

    fn note(&self, change: impl FnOnce(&mut DeskState)) {
        self.state.send_modify(|state| change(Arc::make_mut(state)));
    }
}

/// The work, or one that never ends.
async fn maybe<T>(work: Option<&mut Work<T>>) -> T {
    match work {
        Some(work) => work.await,
        None => std::future::pending().await,
    }
}
