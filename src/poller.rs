//! The task that reads the database for the dashboard.
//!
//! A poll every interval becomes a [`Snapshot`] in a `watch` channel, of which only the latest counts.
//! Beside it, one question at a time is answered: a page of a list or a person's evidence. The front end
//! holds a [`Handle`] and never sees the database.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use crate::model::{Answer, Ask, Failure, Snapshot};

/// What a front end asks of the poller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Poll at once.
    PollNow,
    /// Poll every so often from now on.
    SetInterval(Duration),
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
