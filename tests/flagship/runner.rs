//! A runner as a process of its own: it runs the job once, and something happens to it on the way.

use std::time::Duration;

use rustix::process::{Signal, getpid, kill_process};
use scoutwatch::model::{Outcome, Progress, Refusal, Trigger};
use scoutwatch::refresh::{Boundary, JobSettings, Observer, request_cancel, run_observed};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::database::connect;
use crate::world::{execute, handle, job, session_name};

/// The variable that holds the [`Order`] of a runner's process.
pub(crate) const ORDER: &str = "SCOUTWATCH_TEST_FLAGSHIP_ORDER";
/// The name of the test that is a runner.
pub(crate) const TEST: &str = "runner::a_runner_that_something_happens_to";
/// What the line begins with that a runner's process ends with.
pub(crate) const SAYS: &str = "runner says ";

/// What happens to a runner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Deed {
    /// It is killed by SIGKILL.
    Kill,
    /// It is stopped by SIGSTOP; somebody else has to let it go on.
    Freeze,
    /// The server process of its session is ended.
    Terminate,
    /// Its statements are cancelled, again and again, for some milliseconds.
    CancelStatements,
    /// Somebody asks the run to stop.
    AskToStop,
    /// Its own program wants it to stop.
    Stop,
}

impl Deed {
    /// Those after which a process ends by itself.
    pub(crate) const ALL: [Self; 5] =
        [Self::Kill, Self::Terminate, Self::CancelStatements, Self::AskToStop, Self::Stop];
}

/// A place of a run: the statement, the side of it, and how many times the run has been there before.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The step, the file and the side.
    pub(crate) name: String,
    /// How often the run was there before.
    pub(crate) before: usize,
}

/// When something happens to a runner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum When {
    /// At the place of this number, counted from the first statement.
    Number(usize),
    /// At this place.
    At(Place),
}

/// What a runner's process is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Order {
    /// Who runs the job.
    pub(crate) url: String,
    /// Who terminates and cancels.
    pub(crate) admin_url: String,
    /// What happens, if anything.
    pub(crate) fate: Option<(When, Deed)>,
    /// How often it tries again after it was busy, as a timer does.
    pub(crate) tries: usize,
}

/// How a run ended, for whoever started the runner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Said {
    /// `completed`, `cancelled`, `failed`, `busy` or `refused`.
    pub(crate) how: String,
    /// The run; of a busy answer, the one that is active.
    pub(crate) run_id: Option<i64>,
    /// The rows it says it has changed.
    pub(crate) changed: i64,
    /// The reason, where there is one.
    pub(crate) why: String,
}

/// Runs the job once in this process.
pub(crate) async fn run_once(order: &Order, settings: &JobSettings) -> Said {
    let database = handle(&order.url, settings.process);
    let cancel = CancellationToken::new();
    let (progress, _watched) = watch::channel(Progress::default());
    let mut observer = Fate { order, cancel: cancel.clone(), passed: Vec::new() };
    let ended =
        run_observed(&database, settings, Trigger::Cron, cancel, progress, &mut observer).await;
    match ended {
        Ok(receipt) => {
            let (how, why) = match &receipt.outcome {
                Outcome::Completed => ("completed", String::new()),
                Outcome::Cancelled { by } => ("cancelled", by.clone()),
                Outcome::Failed(failure) => ("failed", failure.to_string()),
            };
            let how = how.to_owned();
            Said { how, run_id: Some(receipt.run_id), changed: receipt.changed(), why }
        }
        Err(Refusal::Busy(running)) => {
            let why = running.to_string();
            Said { how: "busy".to_owned(), run_id: running.run_id, changed: 0, why }
        }
        Err(refusal) => {
            Said { how: "refused".to_owned(), run_id: None, changed: 0, why: refusal.to_string() }
        }
    }
}

/// The name of a place.
pub(crate) fn name_of(boundary: Boundary<'_>) -> String {
    let step = boundary.step.map_or("-", |step| step.label());
    format!("{step} {} {:?}", boundary.file, boundary.moment)
}

/// Lets happen what an order says.
struct Fate<'a> {
    order: &'a Order,
    cancel: CancellationToken,
    passed: Vec<String>,
}

impl Observer for Fate<'_> {
    async fn at(&mut self, boundary: Boundary<'_>) {
        let Some((when, deed)) = &self.order.fate else { return };
        let name = name_of(boundary);
        let is_here = match when {
            When::Number(number) => *number == self.passed.len(),
            When::At(place) => {
                place.name == name
                    && place.before == self.passed.iter().filter(|passed| **passed == name).count()
            }
        };
        self.passed.push(name);
        if is_here {
            self.happen(*deed).await;
        }
    }
}

impl Fate<'_> {
    async fn happen(&self, deed: Deed) {
        let mine = session_name(std::process::id());
        match deed {
            Deed::Kill => kill_process(getpid(), Signal::KILL).unwrap(),
            Deed::Freeze => kill_process(getpid(), Signal::STOP).unwrap(),
            Deed::Stop => self.cancel.cancel(),
            Deed::Terminate => {
                let admin = connect(&self.order.admin_url).await;
                execute(
                    &admin,
                    &format!("select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = '{mine}'"),
                )
                .await;
            }
            Deed::CancelStatements => {
                let admin = connect(&self.order.admin_url).await;
                tokio::spawn(async move {
                    let text = format!(
                        "select pg_cancel_backend(pid) from pg_stat_activity where application_name = '{mine}'"
                    );
                    for _ in 0..20 {
                        let _ = admin.batch_execute(&text).await;
                        tokio::time::sleep(Duration::from_micros(500)).await;
                    }
                });
            }
            Deed::AskToStop => {
                let admin = connect(&self.order.admin_url).await;
                let active = "select id from ops.ingestion_runs where status = 'RUNNING' and job_type = 'scout_attribution_refresh'";
                if let Some(row) = admin.query_opt(active, &[]).await.unwrap() {
                    let run_id = i64::from(row.try_get::<_, i32>(0).unwrap());
                    // While the run's row is locked by the run itself, this waits for it: not here.
                    let database = handle(&self.order.url, std::process::id());
                    let asked = tokio::time::timeout(
                        Duration::from_secs(2),
                        request_cancel(&database, run_id, "the flagship test"),
                    );
                    let _ = asked.await;
                }
            }
        }
    }
}

#[tokio::test]
#[ignore = "run as a process by the other tests, to be killed"]
async fn a_runner_that_something_happens_to() {
    let Ok(text) = std::env::var(ORDER) else { return };
    let order: Order = serde_json::from_str(&text).unwrap();
    let mut said = run_once(&order, &job()).await;
    for _ in 0..order.tries {
        if said.how != "busy" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        said = run_once(&order, &job()).await;
    }
    println!("\n{SAYS}{}", serde_json::to_string(&said).unwrap());
}
