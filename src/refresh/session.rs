//! The job's own session: every statement goes through here, with its deadline, and the observer is told.

use std::time::Duration;

use tokio_postgres::Row;
use uuid::Uuid;

use super::observer::{Boundary, Moment, Observer};
use crate::db::decode::RowExt as _;
use crate::db::pool::{Database, Deadline, Parameter, Session};
use crate::db::sql::{Sql, fill, sql};
use crate::model::{Failure, FailureKind, StepName};

pub(super) const BEGIN: Sql<'static> = sql!("refresh/begin.sql");
pub(super) const COMMIT: Sql<'static> = sql!("session/commit.sql");
const ROLLBACK: Sql<'static> = sql!("session/rollback.sql");

/// How long making a connection may take.
pub(super) const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// How long a statement of a batch may take. A batch is meant to take a quarter of a second.
pub(super) const BATCH_LIMIT: Duration = Duration::from_secs(10);
/// How long the job waits for a lock.
const LOCK_LIMIT: Duration = Duration::from_secs(2);
/// How much longer than the server we wait, so that the server is the first to give up.
const GRACE: Duration = Duration::from_secs(5);

/// The one session that holds the lock and does the writing.
pub(super) struct JobSession<'o, O> {
    session: Session,
    observer: &'o mut O,
    /// What the observer is told.
    pub(super) step: Option<StepName>,
    limit: Duration,
}

impl<'o, O: Observer> JobSession<'o, O> {
    /// Connects, straight to the server as far as the settings say so.
    pub(super) async fn open(database: &Database, observer: &'o mut O) -> Result<Self, Failure> {
        let session = database.dedicated_session(Deadline::after(CONNECT_LIMIT)).await?;
        Ok(Self { session, observer, step: None, limit: BATCH_LIMIT })
    }

    /// Goes on with a new session, after the old one was lost: without its lock.
    pub(super) async fn reconnect(&mut self, database: &Database) -> Result<(), Failure> {
        self.session = database.dedicated_session(Deadline::after(CONNECT_LIMIT)).await?;
        self.limit = BATCH_LIMIT;
        Ok(())
    }

    /// Where it has connected to.
    pub(super) fn endpoint(&self) -> String {
        self.session.link().endpoint().to_owned()
    }

    /// Opens a transaction whose statements may take as long as `limit`.
    pub(super) async fn begin(&mut self, limit: Duration) -> Result<(), Failure> {
        self.limit = limit;
        let text = begin(limit);
        self.batch(Sql { file: BEGIN.file, text: &text }).await
    }

    /// Makes what was done lasting.
    pub(super) async fn commit(&mut self) -> Result<(), Failure> {
        self.batch(COMMIT).await?;
        self.limit = BATCH_LIMIT;
        Ok(())
    }

    /// Gives up what was done. Whatever stands against it, the transaction is over: the connection is lost
    /// then, and the server rolls back by itself.
    pub(super) async fn rollback(&mut self) -> Result<(), Failure> {
        self.limit = BATCH_LIMIT;
        self.batch(ROLLBACK).await
    }

    /// The rows of one statement.
    pub(super) async fn query(
        &mut self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>, Failure> {
        self.before(sql).await;
        let outcome = self.session.query(sql, parameters).await;
        self.after(sql).await;
        outcome
    }

    /// The one row of a statement that has one.
    pub(super) async fn query_one(
        &mut self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
    ) -> Result<Row, Failure> {
        let mut rows = self.query(sql, parameters).await?;
        match (rows.pop(), rows.len()) {
            (Some(row), 0) => Ok(row),
            (last, before) => Err(Failure::new(
                FailureKind::Shape,
                format!(
                    "running {}: {} rows where one is expected",
                    sql.file,
                    before + usize::from(last.is_some())
                ),
            )),
        }
    }

    /// The one truth of a statement that says yes or no.
    pub(super) async fn ask(
        &mut self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
        column: &str,
    ) -> Result<bool, Failure> {
        self.query_one(sql, parameters).await?.read(column)
    }

    /// Runs one statement and returns how many rows it touched.
    pub(super) async fn execute(
        &mut self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
    ) -> Result<u64, Failure> {
        self.before(sql).await;
        let outcome = self.session.execute(sql, parameters).await;
        self.after(sql).await;
        outcome
    }

    /// Runs several statements in one round trip.
    async fn batch(&mut self, sql: Sql<'_>) -> Result<(), Failure> {
        self.before(sql).await;
        let outcome = self.session.batch(sql).await;
        self.after(sql).await;
        outcome
    }

    async fn before(&mut self, sql: Sql<'_>) {
        let boundary = Boundary { step: self.step, file: sql.file, moment: Moment::Before };
        self.observer.at(boundary).await;
        // The clock starts after the observer: a test may wait there.
        self.session.set_deadline(Deadline::after(self.limit + GRACE));
    }

    async fn after(&mut self, sql: Sql<'_>) {
        let boundary = Boundary { step: self.step, file: sql.file, moment: Moment::After };
        self.observer.at(boundary).await;
    }
}

/// What opens a transaction whose statements may take as long as `limit`.
pub(super) fn begin(limit: Duration) -> String {
    let milliseconds =
        |limit: Duration| i64::from(i32::try_from(limit.as_millis()).unwrap_or(i32::MAX).max(1));
    let limits = [
        ("statement_timeout_ms", milliseconds(limit)),
        ("lock_timeout_ms", milliseconds(LOCK_LIMIT)),
    ];
    fill(BEGIN, &limits)
}

/// The mark of a run's session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Nonce(pub(super) Uuid);

impl Nonce {
    /// A new one.
    pub(super) fn new() -> Self {
        Self(Uuid::new_v4())
    }

    /// As the server keeps it.
    pub(super) fn text(self) -> String {
        self.0.to_string()
    }
}
