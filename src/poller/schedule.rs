//! When to poll, and what to do with commands.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::backoff::Backoff;
use super::board::Board;
use super::reader::GRACE;
use super::{Command, MAX_INTERVAL, MIN_INTERVAL, Request, Settings, Source};
use crate::clock::Clock;
use crate::db::queries::Overview;
use crate::model::{Failure, FailureKind, Run, Snapshot};

/// The shortest time between the beginnings of two polls that somebody asks for by hand.
const BREATH: Duration = Duration::from_millis(500);

/// Time between two glances at a run that is active.
const GLANCE: Duration = Duration::from_secs(1);

type Read<T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send>>;

/// The polling task.
pub(super) struct Schedule<S> {
    source: S,
    clock: Clock,
    deadline: Duration,
    interval: Duration,
    backoff: Backoff,
    board: Board,
    snapshots: watch::Sender<Arc<Snapshot>>,
    questions: watch::Sender<Option<Request>>,
    /// When the newest poll began.
    began: Option<Instant>,
    /// When the next poll begins.
    due: Instant,
    /// When the next glance at an active run is due.
    glance_due: Instant,
    /// Whether a poll was asked for while one was under way.
    again: bool,
    /// Whether the newest poll failed as a whole.
    is_lost: bool,
}

impl<S: Source> Schedule<S> {
    pub(super) fn new(
        source: S,
        settings: Settings,
        clock: Clock,
        snapshots: watch::Sender<Arc<Snapshot>>,
        questions: watch::Sender<Option<Request>>,
    ) -> Self {
        let first = Snapshot::clone(&snapshots.borrow());
        Self {
            source,
            clock,
            deadline: settings.deadline,
            interval: settings.interval,
            backoff: Backoff::new(settings.deadline, settings.jitter_seed),
            board: Board::new(first, settings.thresholds),
            snapshots,
            questions,
            began: None,
            due: Instant::now(),
            glance_due: Instant::now(),
            again: false,
            is_lost: false,
        }
    }

    /// Polls until the token is cancelled, or until there is no front end any more.
    pub(super) async fn run(
        mut self,
        mut commands: mpsc::Receiver<Command>,
        token: CancellationToken,
    ) {
        let mut poll: Option<Read<Overview>> = None;
        let mut glance: Option<Read<Vec<Run>>> = None;
        let mut can_command = true;
        loop {
            tokio::select! {
                biased;
                () = token.cancelled() => return,
                outcome = maybe(poll.as_mut()) => {
                    poll = None;
                    self.ended(outcome);
                }
                outcome = maybe(glance.as_mut()) => {
                    glance = None;
                    self.glanced(outcome);
                }
                command = commands.recv(), if can_command => match command {
                    Some(command) => self.obey(command, poll.is_some()),
                    None => can_command = false,
                },
                () = self.snapshots.closed(), if !can_command => return,
                () = sleep_until(self.due), if poll.is_none() => poll = Some(self.begin()),
                () = sleep_until(self.glance_due),
                    if glance.is_none() && poll.is_none() && self.board.is_refreshing() =>
                {
                    let source = self.source.clone();
                    glance = Some(Box::pin(async move { source.runs().await }));
                }
            }
        }
    }

    fn begin(&mut self) -> Read<Overview> {
        self.began = Some(Instant::now());
        self.again = false;
        let source = self.source.clone();
        let limit = self.deadline;
        Box::pin(async move {
            timeout(limit.saturating_add(GRACE), source.overview()).await.unwrap_or_else(
                |_elapsed| {
                    Err(Failure::new(
                        FailureKind::Deadline,
                        format!("no answer within {}", humantime::format_duration(limit)),
                    ))
                },
            )
        })
    }

    fn ended(&mut self, outcome: Result<Overview, Failure>) {
        let now = self.clock.now();
        let ended = Instant::now();
        let began = self.began.unwrap_or(ended);
        match outcome {
            Ok(overview) => {
                self.is_lost = false;
                self.backoff.reset();
                self.due = next_tick(began, self.interval, ended);
                self.board.reached(overview, now, ended - began);
            }
            Err(failure) => {
                self.is_lost = true;
                let wait = self.backoff.next_wait();
                self.due = ended + wait;
                self.board.lost(failure, now, now + wait);
            }
        }
        if self.again {
            self.hurry();
        }
        self.publish();
    }

    /// Shows how far the run is; its end is worth a whole poll.
    fn glanced(&mut self, outcome: Result<Vec<Run>, Failure>) {
        self.glance_due = Instant::now() + GLANCE;
        self.board.glanced(outcome, self.clock.now());
        if !self.board.is_refreshing() {
            self.hurry();
        }
        self.publish();
    }

    fn obey(&mut self, command: Command, is_polling: bool) {
        match command {
            Command::PollNow if is_polling => self.again = true,
            Command::PollNow => self.hurry(),
            Command::SetInterval(interval) => {
                self.interval = interval.clamp(MIN_INTERVAL, MAX_INTERVAL);
                self.board.set_interval(self.interval);
                if !is_polling && !self.is_lost {
                    let now = Instant::now();
                    self.due = self.began.map_or(now, |began| (began + self.interval).max(now));
                }
                self.publish();
            }
            Command::Judge(thresholds) => {
                self.board.set_thresholds(thresholds);
                self.publish();
            }
            Command::Ask(request) => drop(self.questions.send_replace(Some(request))),
        }
    }

    /// Polls at once, or as soon as the newest poll is not too close.
    fn hurry(&mut self) {
        let now = Instant::now();
        let earliest = self.began.map_or(now, |began| (began + BREATH).max(now));
        self.due = self.due.min(earliest);
    }

    /// Gives the snapshot out, if it tells anything new.
    fn publish(&self) {
        self.snapshots.send_if_modified(|published| {
            if **published == *self.board.snapshot() {
                return false;
            }
            *published = Arc::new(self.board.snapshot().clone());
            true
        });
    }
}

/// The future, or one that never ends.
async fn maybe<T>(read: Option<&mut Read<T>>) -> Result<T, Failure> {
    match read {
        Some(read) => read.await,
        None => std::future::pending().await,
    }
}

/// The first tick after `now` of a clock that ticks every `interval` since `began`. What was missed is missed.
fn next_tick(began: Instant, interval: Duration, now: Instant) -> Instant {
    let passed = (now - began).as_nanos() / interval.as_nanos().max(1);
    let ticks = u32::try_from(passed + 1).unwrap_or(u32::MAX);
    began + interval * ticks
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
