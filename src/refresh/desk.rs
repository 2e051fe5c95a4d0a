//! The task that plans, runs and ends the job for a front end, which holds a [`Desk`] and never waits.
//!
//! One plan, one run and one decision of a person at a time. What is known is a [`DeskState`] in a `watch` channel, of which only the
//! latest counts.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::JobSettings;
use crate::db::pool::Database;
use crate::model::{
    CancelAnswer, Decision, Failure, Permit, PersonKey, Plan, Progress, Receipt, Recorded, Refusal,
    StopAnswer, Trigger, Undecided,
};

/// Orders that may wait.
const ORDERS: usize = 4;

/// What a front end asks of the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Find out whether the role may run the job at all, and record a decision.
    MayWrite,
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
    /// Find out whether a decision about a person may be recorded.
    MayDecide {
        /// The person.
        person_key: PersonKey,
        /// Whether the ledger has a row of the person.
        has_ledger_row: bool,
    },
    /// Record a decision.
    Decide(Box<Decision>),
}

/// What the desk knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DeskState {
    /// Why the job could not be run here, as far as that is known and lasts: a missing right, a standby.
    pub refused: Option<Refusal>,
    /// Why no decision could be recorded here, as far as that is known and lasts.
    pub undecidable: Option<Undecided>,
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
    /// Whether a decision about the person that was asked about last may be recorded, once that is known.
    pub permit: Option<(PersonKey, Result<Permit, Undecided>)>,
    /// Whom the decision is about that is being recorded.
    pub recording: Option<PersonKey>,
    /// What became of the newest decision.
    pub recorded: Option<Arc<(PersonKey, Result<Recorded, Undecided>)>>,
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
    /// Whether the job could be run here.
    fn may_run(&self) -> impl Future<Output = Result<(), Refusal>> + Send;

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

    /// Whether a decision may be recorded.
    fn may_decide(
        &self,
        has_ledger_row: bool,
    ) -> impl Future<Output = Result<Permit, Undecided>> + Send;

    /// Records a decision.
    fn decide(
        &self,
        decision: Decision,
    ) -> impl Future<Output = Result<Recorded, Undecided>> + Send;
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
    async fn may_run(&self) -> Result<(), Refusal> {
        super::examine::may_run(&self.database, &self.settings).await
    }

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

    async fn may_decide(&self, has_ledger_row: bool) -> Result<Permit, Undecided> {
        super::may_decide(&self.database, &self.settings, has_ledger_row).await
    }

    async fn decide(&self, decision: Decision) -> Result<Recorded, Undecided> {
        super::record_decision(&self.database, &self.settings, decision).await
    }
}

/// Opens the desk. Its task runs on `tracker`; when `token` is cancelled, a run of ours ends after the batch
/// at hand, a decision is recorded to its end, and then the task ends.
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

/// Whether the role may run the job, and whether it may record a decision.
type Rights = (Result<(), Refusal>, Result<Permit, Undecided>);

/// What has begun and not ended.
struct Begun {
    look: Option<Work<Rights>>,
    plan: Option<Work<Result<Plan, Refusal>>>,
    run: Option<Work<Result<Receipt, Refusal>>>,
    /// How far the run is.
    reports: watch::Receiver<Progress>,
    end: Option<Work<Result<EndAnswer, Failure>>>,
    permit: Option<Work<(PersonKey, Result<Permit, Undecided>)>>,
    decision: Option<Work<(PersonKey, Result<Recorded, Undecided>)>>,
}

impl Begun {
    fn nothing() -> Self {
        let (_, reports) = watch::channel(Progress::default());
        Self { look: None, plan: None, run: None, reports, end: None, permit: None, decision: None }
    }

    /// Whether anything writes, which is brought to its end.
    fn writes(&self) -> bool {
        self.run.is_some() || self.decision.is_some()
    }
}

impl<J: Job> Clerk<J> {
    async fn work(self, mut orders: mpsc::Receiver<Order>) {
        let mut begun = Begun::nothing();
        let mut is_open = true;
        while is_open || begun.writes() {
            tokio::select! {
                biased;
                () = self.token.cancelled(), if !begun.writes() => return,
                outcome = maybe(begun.run.as_mut()) => {
                    begun.run = None;
                    self.note(|state| {
                        state.progress = None;
                        state.receipt = Some(Arc::new(outcome));
                    });
                }
                outcome = maybe(begun.decision.as_mut()) => {
                    begun.decision = None;
                    self.note(|state| {
                        state.recording = None;
                        state.recorded = Some(Arc::new(outcome));
                    });
                }
                Ok(()) = begun.reports.changed(), if begun.run.is_some() => {
                    let report = begun.reports.borrow_and_update().clone();
                    self.note(|state| state.progress = Some(report));
                }
                (run, decision) = maybe(begun.look.as_mut()) => {
                    begun.look = None;
                    self.note(|state| {
                        state.refused = run.err().filter(Refusal::lasts);
                        state.undecidable = decision.err().filter(Undecided::lasts);
                    });
                }
                outcome = maybe(begun.plan.as_mut()) => {
                    begun.plan = None;
                    self.note(|state| {
                        state.is_planning = false;
                        state.plan = Some(outcome);
                    });
                }
                outcome = maybe(begun.end.as_mut()) => {
                    begun.end = None;
                    self.note(|state| state.ending = Some(outcome));
                }
                outcome = maybe(begun.permit.as_mut()) => {
                    begun.permit = None;
                    self.note(|state| state.permit = Some(outcome));
                }
                order = orders.recv(), if is_open && !self.token.is_cancelled() => match order {
                    Some(order) => self.begin(order, &mut begun),
                    None => is_open = false,
                },
            }
        }
    }

    fn begin(&self, order: Order, begun: &mut Begun) {
        let job = self.job.clone();
        match order {
            Order::MayWrite => {
                begun.look =
                    Some(Box::pin(
                        async move { (job.may_run().await, job.may_decide(true).await) },
                    ));
            }
            Order::Plan => {
                begun.plan = Some(Box::pin(async move { job.plan().await }));
                self.note(|state| {
                    state.is_planning = true;
                    state.plan = None;
                });
            }
            Order::Run if begun.run.is_some() => {}
            Order::Run => {
                let progress;
                (progress, begun.reports) = watch::channel(Progress::default());
                let token = self.token.clone();
                begun.run = Some(Box::pin(async move { job.run(token, progress).await }));
                self.note(|state| {
                    state.progress = Some(Progress::default());
                    state.receipt = None;
                    state.ending = None;
                });
            }
            Order::Cancel { run_id } => {
                begun.end =
                    Some(Box::pin(async move { job.cancel(run_id).await.map(EndAnswer::Cancel) }));
            }
            Order::Stop { run_id } => {
                begun.end =
                    Some(Box::pin(async move { job.stop(run_id).await.map(EndAnswer::Stop) }));
            }
            Order::MayDecide { person_key, has_ledger_row } => {
                begun.permit =
                    Some(Box::pin(
                        async move { (person_key, job.may_decide(has_ledger_row).await) },
                    ));
                self.note(|state| {
                    state.permit = None;
                    state.recorded = None;
                });
            }
            Order::Decide(_) if begun.decision.is_some() => {}
            Order::Decide(decision) => {
                let person_key = decision.person_key;
                begun.decision =
                    Some(Box::pin(async move { (person_key, job.decide(*decision).await) }));
                self.note(|state| {
                    state.recording = Some(person_key);
                    state.recorded = None;
                });
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
