//! A source without a database, for the tests of the poller.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tokio::time::Instant;

use super::Source;
use crate::db::queries::Overview;
use crate::model::{
    Answer, Ask, DailyPoint, Failure, FailureKind, Identity, Metrics, Page, PerCategory, Run,
    RunStatus,
};

/// A moment of the database's clock.
pub(super) fn noon() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::hours(12)
}

pub(super) fn metrics(satisfactory: i64, at: DateTime<Utc>) -> Metrics {
    Metrics {
        total_persons: 1000,
        satisfactory,
        missing: 1000 - satisfactory,
        conflicts: 3,
        conflicts_contradicting: None,
        backlog: PerCategory::default(),
        oldest: PerCategory::default(),
        malformed_scout_values: None,
        data_as_of: None,
        mode: None,
        last_job: None,
        snapshot_timestamp: at,
    }
}

pub(super) fn day(date: NaiveDate, computed_at: DateTime<Utc>) -> DailyPoint {
    DailyPoint {
        date,
        total_persons: 1000,
        satisfactory: 900,
        missing: 100,
        by_scouting_daily: None,
        by_cabinet_leads: None,
        by_lead_ledger: None,
        conflicts: None,
        backlog: PerCategory::default(),
        computed_at: Some(computed_at),
        is_final: Some(true),
        is_reconstructed: Some(false),
    }
}

pub(super) fn overview(metrics: Metrics) -> Overview {
    Overview {
        identity: Ok(Identity::default()),
        metrics: Ok(metrics),
        daily: Ok(Vec::new()),
        conflicts: Ok(Vec::new()),
        runs: Ok(Vec::new()),
        round_trip: Duration::from_millis(1),
    }
}

pub(super) fn unreachable() -> Failure {
    Failure::new(FailureKind::Unreachable, "connection refused")
}

/// What a fake does when it is asked: how long it takes, and what comes of it.
pub(super) type Script<T> = Box<dyn FnMut(u64) -> (Duration, Result<T, Failure>) + Send>;

/// What was done to a fake.
#[derive(Default)]
pub(super) struct Seen {
    /// When each poll began.
    pub(super) polls: Vec<Instant>,
    /// Polls under way.
    pub(super) in_flight: usize,
    /// The most polls that were under way at a time.
    pub(super) most_in_flight: usize,
    /// Glances at the runs.
    pub(super) glances: u64,
    /// Questions begun.
    pub(super) questions: u64,
    /// Questions that were dropped before their answer.
    pub(super) dropped: u64,
}

/// A source that follows scripts. Clones share everything.
#[derive(Clone)]
pub(super) struct Fake {
    seen: Arc<Mutex<Seen>>,
    polls: Arc<Mutex<Script<Overview>>>,
    answers: Arc<Mutex<Script<Answer>>>,
    glances: Arc<Mutex<Script<Vec<Run>>>>,
}

impl Fake {
    /// A source whose polls follow `polls`, numbered from 0, and whose answers come at once.
    pub(super) fn polling(
        polls: impl FnMut(u64) -> (Duration, Result<Overview, Failure>) + Send + 'static,
    ) -> Self {
        Self {
            seen: Arc::default(),
            polls: Arc::new(Mutex::new(Box::new(polls))),
            answers: Arc::new(Mutex::new(Box::new(|_| (Duration::ZERO, Ok(nothing()))))),
            glances: Arc::new(Mutex::new(Box::new(|_| (Duration::ZERO, Ok(Vec::new()))))),
        }
    }

    /// A source that is always well.
    pub(super) fn well() -> Self {
        Self::polling(|_| (Duration::from_millis(20), Ok(overview(metrics(900, noon())))))
    }

    /// The same source whose answers follow `answers`.
    pub(super) fn answering(
        mut self,
        answers: impl FnMut(u64) -> (Duration, Result<Answer, Failure>) + Send + 'static,
    ) -> Self {
        self.answers = Arc::new(Mutex::new(Box::new(answers)));
        self
    }

    /// The same source whose glances at the runs follow `glances`.
    pub(super) fn glancing(
        mut self,
        glances: impl FnMut(u64) -> (Duration, Result<Vec<Run>, Failure>) + Send + 'static,
    ) -> Self {
        self.glances = Arc::new(Mutex::new(Box::new(glances)));
        self
    }

    /// What was done to it so far.
    pub(super) fn seen<T>(&self, look: impl FnOnce(&Seen) -> T) -> T {
        look(&self.seen.lock().unwrap())
    }
}

/// A run of the refresh job that somebody runs, or that has ended.
pub(super) fn refresh_run(is_running: bool) -> Run {
    Run {
        run_id: 7,
        job_type: crate::model::run::REFRESH_JOB_TYPE.to_owned(),
        status: RunStatus::from_label(if is_running { "RUNNING" } else { "COMPLETED" }),
        started_at: noon(),
        completed_at: None,
        duration_seconds: None,
        trigger: None,
        host: None,
        error: None,
        summary: None,
        steps: Vec::new(),
        has_living_runner: Some(is_running),
        progress: None,
    }
}

/// An answer that says nothing.
pub(super) fn nothing() -> Answer {
    Answer::Conflicts(Page::default())
}

/// Counts a future that ends, whether it is ready or dropped.
struct Ends<F: FnMut()>(F);

impl<F: FnMut()> Drop for Ends<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

impl Source for Fake {
    async fn overview(&self) -> Result<Overview, Failure> {
        let number = {
            let mut seen = self.seen.lock().unwrap();
            seen.polls.push(Instant::now());
            seen.in_flight += 1;
            seen.most_in_flight = seen.most_in_flight.max(seen.in_flight);
            seen.polls.len() as u64 - 1
        };
        let seen = Arc::clone(&self.seen);
        let _ends = Ends(|| seen.lock().unwrap().in_flight -= 1);
        let (takes, outcome) = self.polls.lock().unwrap()(number);
        tokio::time::sleep(takes).await;
        outcome
    }

    async fn runs(&self) -> Result<Vec<Run>, Failure> {
        let number = {
            let mut seen = self.seen.lock().unwrap();
            seen.glances += 1;
            seen.glances - 1
        };
        let (takes, outcome) = self.glances.lock().unwrap()(number);
        tokio::time::sleep(takes).await;
        outcome
    }

    async fn answer(&self, _ask: &Ask) -> Result<Answer, Failure> {
        let number = {
            let mut seen = self.seen.lock().unwrap();
            seen.questions += 1;
            seen.questions - 1
        };
        let seen = Arc::clone(&self.seen);
        let (takes, outcome) = self.answers.lock().unwrap()(number);
        let ends = Ends(|| seen.lock().unwrap().dropped += 1);
        tokio::time::sleep(takes).await;
        std::mem::forget(ends);
        outcome
    }
}
