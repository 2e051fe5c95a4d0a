//! One connection in use.

use std::future::Future;
use std::ops::Deref;
use std::sync::Arc;

use deadpool_postgres::Object;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row};

use super::deadline::Deadline;
use super::transaction::{ReadLimits, ReadTransaction};
use crate::db::connect::{Canceller, Connection, Link};
use crate::db::error;
use crate::db::sql::Sql;
use crate::model::{Failure, FailureKind};

/// A parameter of a statement and its PostgreSQL type; types are always said, so that no statement has to
/// be prepared under a name (which a pooler in transaction mode would mix up).
pub type Parameter<'a> = (&'a (dyn ToSql + Sync), Type);

/// Who owns the connection.
pub(super) enum Held {
    /// It goes back to the pool, if it is clean.
    Pooled(Object),
    /// It ends with the session.
    Own(Connection),
}

impl Deref for Held {
    type Target = Client;

    fn deref(&self) -> &Client {
        match self {
            Self::Pooled(object) => object,
            Self::Own(connection) => connection.client(),
        }
    }
}

impl Held {
    /// The connection as a value whose end closes it.
    fn detach(self) -> Box<dyn Send> {
        match self {
            Self::Pooled(object) => Box::new(Object::take(object)),
            Self::Own(connection) => Box::new(connection),
        }
    }
}

/// What the server may still be doing on the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing; the connection can be used by anybody.
    Clean,
    /// A transaction is open.
    InTransaction,
    /// A round trip has begun and its end was not seen.
    Busy,
    /// The connection is of no use any more.
    Broken,
}

/// One connection in use, with the deadline for all that is done on it.
///
/// A round trip that runs into the deadline, or whose future is dropped, is cancelled on the server in the
/// background, and the connection is closed instead of going back to the pool.
pub struct Session {
    held: Option<Held>,
    link: Arc<Link>,
    deadline: Deadline,
    state: State,
}

impl Session {
    pub(super) fn new(held: Held, link: Arc<Link>, deadline: Deadline) -> Self {
        Self { held: Some(held), link, deadline, state: State::Clean }
    }

    /// The host that was reached and how the way there is protected.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// When the work on this session has to be over.
    pub fn deadline(&self) -> Deadline {
        self.deadline
    }

    /// Gives the session another deadline, for a job of many steps that bounds each.
    pub fn set_deadline(&mut self, deadline: Deadline) {
        self.deadline = deadline;
    }

    /// What cancels the statement that runs on this session.
    ///
    /// # Errors
    /// If the connection was given up.
    pub fn canceller(&self) -> Result<Canceller, Failure> {
        let client = self.held.as_deref().ok_or_else(given_up)?;
        Ok(Canceller::new(client, Arc::clone(&self.link)))
    }

    /// Opens a read-only snapshot on this connection.
    ///
    /// # Errors
    /// As [`Session::query`].
    pub async fn begin_read(self, limits: ReadLimits) -> Result<ReadTransaction, Failure> {
        ReadTransaction::begin(self, limits).await
    }

    /// The rows of one statement, which is sent unnamed and in one round trip.
    ///
    /// # Errors
    /// What the server or the driver says, classified; [`FailureKind::Deadline`] when the time is up.
    pub async fn query(
        &mut self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>, Failure> {
        self.run(&reading(sql), async |client| client.query_typed(sql.text, parameters).await).await
    }

    /// Runs one statement and returns how many rows it touched.
    ///
    /// # Errors
    /// As [`Session::query`].
    pub async fn execute(
        &mut self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
    ) -> Result<u64, Failure> {
        let doing = format!("running {}", sql.file);
        self.run(&doing, async |client| client.execute_typed(sql.text, parameters).await).await
    }

    /// Runs several statements in one round trip, without parameters or rows.
    ///
    /// # Errors
    /// As [`Session::query`].
    pub async fn batch(&mut self, sql: Sql<'_>) -> Result<(), Failure> {
        let doing = format!("running {}", sql.file);
        self.run(&doing, async |client| client.batch_execute(sql.text).await).await
    }

    /// Runs `work` on the driver's client under the session's deadline.
    ///
    /// `work` must leave no transaction open and no setting behind. `doing` is the start of the failure's
    /// message and holds no values.
    ///
    /// # Errors
    /// As [`Session::query`].
    pub async fn run<T, F>(&mut self, doing: &str, work: F) -> Result<T, Failure>
    where
        F: AsyncFnOnce(&Client) -> Result<T, tokio_postgres::Error>,
    {
        let before = self.state;
        if matches!(before, State::Busy | State::Broken) {
            return Err(given_up());
        }
        let client = self.held.as_deref().ok_or_else(given_up)?;
        // Whoever drops this future from here on leaves the session busy, and `drop` takes it from there.
        self.state = State::Busy;
        match bounded(self.deadline, work(client)).await {
            Some(Ok(value)) => {
                self.state = before;
                Ok(value)
            }
            Some(Err(error)) => {
                self.state = if error::ends_connection(&error) { State::Broken } else { before };
                Err(error::classify(&error, doing))
            }
            None => {
                self.give_up();
                Err(self.deadline.passed(doing))
            }
        }
    }

    /// Notes that a transaction is open, or over.
    pub(super) fn set_in_transaction(&mut self, open: bool) {
        match (self.state, open) {
            (State::Clean, true) => self.state = State::InTransaction,
            (State::InTransaction, false) => self.state = State::Clean,
            _ => {}
        }
    }

    /// Takes the connection away from the pool; cancels first what the server may still be doing.
    fn give_up(&mut self) {
        let Some(held) = self.held.take() else { return };
        let busy = self.state == State::Busy;
        self.state = State::Broken;
        let canceller = Canceller::new(&held, Arc::clone(&self.link));
        let connection = held.detach();
        if !busy {
            return;
        }
        // The connection stays open until the cancel has been taken: a pooler forgets the key of a client
        // that has gone. Without a runtime (at exit) closing has to do.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(failure) = canceller.cancel().await {
                    tracing::debug!(%failure, "a statement may go on until its statement_timeout");
                }
                drop(connection);
            });
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.state != State::Clean {
            self.give_up();
        }
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Session")
            .field("link", &self.link)
            .field("state", &self.state)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

/// `Some` of what the future yields, or `None` if the deadline comes first.
async fn bounded<F: Future>(deadline: Deadline, future: F) -> Option<F::Output> {
    tokio::time::timeout_at(deadline.instant(), future).await.ok()
}

/// What a failure of a query begins with.
pub(super) fn reading(sql: Sql<'_>) -> String {
    format!("reading {}", sql.file)
}

/// A session that is used after its connection was given up.
fn given_up() -> Failure {
    Failure::new(FailureKind::Unreachable, "the connection was given up after an earlier failure")
}
