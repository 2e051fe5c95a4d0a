//! The task that reads the database for the dashboard.
//!
//! A poll every interval becomes a [`Snapshot`] in a `watch` channel, of which only the latest counts.
//! Beside it, one question at a time is answered: a page of a list or a person's evidence. The front end
//! holds a [`Handle`] and never sees the database.
//!
//! One task (`schedule`) decides when to poll and takes the commands; what it knows is kept in a `board`,
//! which makes the snapshots. A second task (`reader`) answers the questions on a connection of its own,
//! so that neither waits for the other. Both speak to a [`Source`], which is the database or a test.

mod backoff;
mod board;
mod memory;
mod reader;
#[cfg(test)]
mod sample;
mod schedule;
mod source;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::db::pool::{Database, ReadLimits};
use crate::model::{Answer, Ask, Failure, Snapshot, Thresholds};

pub use source::{DatabaseSource, Source};

/// Commands that may wait.
const COMMANDS: usize = 16;

/// Answers that may wait.
const REPLIES: usize = 8;

/// The shortest time between two polls that can be asked for.
pub const MIN_INTERVAL: Duration = Duration::from_millis(100);

/// The longest time between two polls that can be asked for.
pub const MAX_INTERVAL: Duration = Duration::from_secs(24 * 3600);

/// How to poll.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Time between the beginnings of two polls; kept between [`MIN_INTERVAL`] and [`MAX_INTERVAL`].
    pub interval: Duration,
    /// The longest time for one poll, connecting included.
    pub deadline: Duration,
    /// The longest time for one answer, connecting included.
    pub answer_deadline: Duration,
    /// What the server itself allows the statements of a poll.
    pub limits: ReadLimits,
    /// What the server itself allows the statements of an answer, which may read a whole list.
    pub answer_limits: ReadLimits,
    /// Days of history in a snapshot.
    pub days: i64,
    /// Where the rules of health draw their lines.
    pub thresholds: Thresholds,
    /// Makes the back-off of this process unlike that of others.
    pub jitter_seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(12),
            deadline: Duration::from_secs(5),
            answer_deadline: Duration::from_secs(10),
            limits: ReadLimits::default(),
            answer_limits: ReadLimits {
                statement: Duration::from_secs(8),
                ..ReadLimits::default()
            },
            days: 90,
            thresholds: Thresholds::default(),
            jitter_seed: 0,
        }
    }
}

/// What a front end asks of the poller.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Poll at once.
    PollNow,
    /// Poll every so often from now on.
    SetInterval(Duration),
    /// Judge by these lines from now on, and what is known at once.
    Judge(Thresholds),
    /// Read something once. A newer question replaces one that is not answered yet.
    Ask(Request),
}

/// A question with the number that its answer will carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Grows with every question, so that a late answer can be told from the awaited one.
    pub generation: u64,
    /// The question.
    pub ask: Ask,
}

/// The answer to a [`Request`].
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The number of the question.
    pub generation: u64,
    /// The answer, or why there is none.
    pub outcome: Result<Answer, Failure>,
}

/// The front end's end of the channels to a poller.
#[derive(Debug)]
pub struct Handle {
    /// The latest snapshot.
    pub snapshots: watch::Receiver<Arc<Snapshot>>,
    /// Answers.
    pub replies: mpsc::Receiver<Reply>,
    /// Commands; small and bounded, so that a full one is seen and not queued.
    pub commands: mpsc::Sender<Command>,
}

/// Starts to poll a database. The two tasks run on `tracker` and end when `token` is cancelled.
pub fn spawn(
    database: Database,
    settings: Settings,
    clock: Clock,
    token: CancellationToken,
    tracker: &TaskTracker,
) -> Handle {
    let source = DatabaseSource::new(database, &settings);
    spawn_on(source, settings, clock, token, tracker)
}

/// Starts to poll any [`Source`].
pub fn spawn_on<S: Source>(
    source: S,
    settings: Settings,
    clock: Clock,
    token: CancellationToken,
    tracker: &TaskTracker,
) -> Handle {
    let interval = settings.interval.clamp(MIN_INTERVAL, MAX_INTERVAL);
    let settings = Settings { interval, ..settings };
    let first = Arc::new(Snapshot::connecting(clock.now(), interval));
    let (snapshot_sender, snapshots) = watch::channel(first);
    let (command_sender, commands) = mpsc::channel(COMMANDS);
    let (reply_sender, replies) = mpsc::channel(REPLIES);
    let (question_sender, questions) = watch::channel(None);

    let limit = settings.answer_deadline;
    tracker.spawn(reader::run(source.clone(), questions, reply_sender, limit, token.clone()));
    let schedule =
        schedule::Schedule::new(source, settings, clock, snapshot_sender, question_sender);
    tracker.spawn(schedule.run(commands, token));
    Handle { snapshots, replies, commands: command_sender }
}
