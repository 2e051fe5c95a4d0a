//! The refresh job: how it stands, and one door for all who want to run it.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use utoipa::ToSchema;

use super::Service;
use super::attribution::fresh;
use super::error::{ApiError, Problems, RunProblems};
use crate::model::run::REFRESH_JOB_TYPE;
use crate::model::{Progress, Receipt, Refusal};
use crate::output::subject::jobs::JobStatus;
use crate::poller::Command;

const RUNS_VIEW: &str = "ops.v_scout_attribution_runs";

/// The most bytes of a body.
const MAX_BODY: usize = 1024;

/// A run of the job, from its beginning to its end.
type Running = Pin<Box<dyn Future<Output = Result<Receipt, Refusal>> + Send>>;

/// What begins a run. It stops after the batch at hand when the token is cancelled, and tells how far it is.
pub type Job = Box<dyn Fn(CancellationToken, watch::Sender<Progress>) -> Running + Send + Sync>;

/// How the run stands that was begun here last.
#[derive(Clone, Debug)]
enum Standing {
    Beginning,
    Active { run_id: i64 },
    Ended { run_id: i64 },
    Refused(Refusal),
}

/// The one door. Whoever comes while a run begins or is active is told which, without a question to the database; runs
/// of other programs are found by the job itself.
pub struct Runs {
    job: Job,
    newest: Mutex<watch::Receiver<Standing>>,
    poll: mpsc::Sender<Command>,
    token: CancellationToken,
    tracker: TaskTracker,
}

impl Runs {
    /// A door to `job`. `poll` is told when there is news; runs live on `tracker` and end when `token` is cancelled.
    pub fn new(
        job: Job,
        poll: mpsc::Sender<Command>,
        token: CancellationToken,
        tracker: TaskTracker,
    ) -> Self {
        let (_, nothing_yet) = watch::channel(Standing::Ended { run_id: 0 });
        Self { job, newest: Mutex::new(nothing_yet), poll, token, tracker }
    }

    /// Begins a run and returns its number, or says why there is none.
    async fn begin(self: &Arc<Self>) -> Result<i64, ApiError> {
        let (mut standing, is_ours) = self.join();
        let known = standing.wait_for(|standing| !matches!(standing, Standing::Beginning)).await;
        // A run whose task has gone said nothing: only at the end of the program.
        let known = known.map(|standing| standing.clone()).map_err(|_| ApiError::no_database())?;
        match known {
            Standing::Active { run_id } | Standing::Ended { run_id } if is_ours => Ok(run_id),
            Standing::Active { run_id } | Standing::Ended { run_id } => {
                Err(ApiError::busy(Some(run_id)))
            }
            Standing::Refused(refusal) => Err(ApiError::refused(&refusal)),
            Standing::Beginning => Err(ApiError::no_database()),
        }
    }

    /// The run that begins or is active, else a new one, and whether it is new.
    fn join(self: &Arc<Self>) -> (watch::Receiver<Standing>, bool) {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let is_on = matches!(*newest.borrow(), Standing::Beginning | Standing::Active { .. });
        if !is_on || newest.has_changed().is_err() {
            let (sender, receiver) = watch::channel(Standing::Beginning);
            *newest = receiver;
            self.tracker.spawn(Arc::clone(self).follow(sender));
            return (newest.clone(), true);
        }
        (newest.clone(), false)
    }

    /// Runs the job, and says how it stands.
    async fn follow(self: Arc<Self>, standing: watch::Sender<Standing>) {
        let (progress, mut reports) = watch::channel(Progress::default());
        let mut running = (self.job)(self.token.child_token(), progress);
        let begun = async {
            let first = reports.wait_for(|progress| progress.run_id.is_some()).await;
            first.ok().and_then(|progress| progress.run_id)
        };
        let ended = tokio::select! {
            biased;
            ended = &mut running => ended,
            Some(run_id) = begun => {
                tracing::info!(run = run_id, "the job was begun");
                standing.send_replace(Standing::Active { run_id });
                self.poll_now();
                running.await
            }
        };
        match ended {
            Ok(receipt) => {
                tracing::info!(run = receipt.run_id, outcome = ?receipt.outcome, "the job has ended");
                standing.send_replace(Standing::Ended { run_id: receipt.run_id });
            }
            Err(refusal) => {
                standing.send_replace(Standing::Refused(refusal));
            }
        }
        self.poll_now();
    }

    /// Asks for a poll; one that is asked for already is enough.
    fn poll_now(&self) {
        let _ = self.poll.try_send(Command::PollNow);
    }
}

/// How the refresh job stands
#[utoipa::path(
    get, path = "/api/v1/scouts/attribution/job-status", tag = "attribution",
    responses((status = 200, body = JobStatus<'static>), Problems)
)]
pub(super) async fn status(State(service): State<Arc<Service>>) -> Result<Response, ApiError> {
    let snapshot = service.snapshot().await?;
    let runs = fresh(&snapshot.runs, RUNS_VIEW)?;
    // A poll brings the newest one, however often other jobs have run since.
    let newest = runs.iter().find(|run| run.job_type == REFRESH_JOB_TYPE);
    Ok(Json(JobStatus::from(newest)).into_response())
}

/// What somebody is told who has begun a run.
#[derive(Serialize, ToSchema)]
pub(super) struct RunStarted {
    /// `RUNNING`
    status: &'static str,
    /// The run's number.
    run_id: i64,
    /// The same in words.
    message: String,
}

/// What may be sent along with a wish for a run: nothing, as yet.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wishes {}

/// Run the refresh job now
///
/// Needs an operator's token. While a run is active, whoever began it, the answer is 409 and names it.
#[utoipa::path(
    post, path = "/api/v1/scouts/attribution/run-now", tag = "attribution",
    request_body(content = Wishes, description = "Nothing, or an empty object"),
    responses((status = 200, body = RunStarted), RunProblems)
)]
pub(super) async fn run_now(
    State(service): State<Arc<Service>>,
    request: Request,
) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    let body =
        axum::body::to_bytes(body, MAX_BODY).await.map_err(|_| ApiError::body_too_large())?;
    require_nothing(&parts.headers, &body)?;
    let runs = service.runs.as_ref().map_err(|why| ApiError::forbidden(*why))?;
    let run_id = runs.begin().await?;
    let message = format!("run {run_id} of the job was begun");
    Ok(Json(RunStarted { status: "RUNNING", run_id, message }).into_response())
}

/// The job takes no wishes: what is sent along is nothing, or an empty object.
fn require_nothing(headers: &HeaderMap, body: &[u8]) -> Result<(), ApiError> {
    if body.is_empty() {
        return Ok(());
    }
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(ApiError::wrong_media_type());
    }
    match serde_json::from_slice(body) {
        Ok(serde_json::Value::Object(wishes)) if wishes.is_empty() => Ok(()),
        Ok(_) => Err(ApiError::bad_body("the job takes no parameters: send nothing, or {}")),
        Err(_) => Err(ApiError::bad_body("the body is not JSON: send nothing, or {}")),
    }
}
