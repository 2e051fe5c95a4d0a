//! Reads that must agree: one read-only snapshot, bounded on both sides.

use std::time::{Duration, Instant};

use futures_util::future::{join_all, join3};
use tokio_postgres::Row;

use super::deadline::Deadline;
use super::rows::Rows;
use super::session::{Parameter, Session, reading};
use crate::db::connect::Link;
use crate::db::error;
use crate::db::sql::{Sql, fill, sql};
use crate::model::Failure;

const BEGIN: Sql<'static> = sql!("session/begin_read.sql");
const COMMIT: Sql<'static> = sql!("session/commit.sql");
const SAVEPOINT: Sql<'static> = sql!("session/savepoint.sql");
const RELEASE: Sql<'static> = sql!("session/release_savepoint.sql");
const ROLLBACK_TO: Sql<'static> = sql!("session/rollback_to_savepoint.sql");

/// The server's own limits during a read; each is kept to the millisecond and is at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadLimits {
    /// The longest time for one statement.
    pub statement: Duration,
    /// The longest wait for a lock.
    pub lock: Duration,
    /// The longest pause between two statements before the server ends the session.
    pub idle: Duration,
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self {
            statement: Duration::from_secs(3),
            lock: Duration::from_millis(200),
            idle: Duration::from_secs(5),
        }
    }
}

impl ReadLimits {
    /// The statement that opens the transaction.
    fn begin(self) -> String {
        fill(
            BEGIN,
            &[
                ("statement_timeout_ms", milliseconds(self.statement)),
                ("lock_timeout_ms", milliseconds(self.lock)),
                ("idle_timeout_ms", milliseconds(self.idle)),
            ],
        )
    }
}

/// A setting's value: zero would mean "no limit", and the server takes no more than `i32::MAX`.
fn milliseconds(limit: Duration) -> i64 {
    i64::from(i32::try_from(limit.as_millis()).unwrap_or(i32::MAX).max(1))
}

/// An open `repeatable read read only` transaction: all reads see one moment of the database.
///
/// Dropped without [`ReadTransaction::finish`], it takes its connection with it.
#[derive(Debug)]
pub struct ReadTransaction {
    session: Session,
    round_trip: Duration,
}

impl ReadTransaction {
    /// Opens the transaction and sets its limits, in one round trip.
    pub(super) async fn begin(mut session: Session, limits: ReadLimits) -> Result<Self, Failure> {
        let text = limits.begin();
        // Open from the first byte on: a failure in the middle of the batch leaves a failed transaction.
        session.set_in_transaction(true);
        let sent = Instant::now();
        session.batch(Sql { file: BEGIN.file, text: &text }).await?;
        Ok(Self { session, round_trip: sent.elapsed() })
    }

    /// The host that was reached and how the way there is protected.
    pub fn link(&self) -> &Link {
        self.session.link()
    }

    /// How long the server took to answer the statements that open the transaction, which cost it next to nothing.
    pub fn round_trip(&self) -> Duration {
        self.round_trip
    }

    /// When the whole transaction has to be over.
    pub fn deadline(&self) -> Deadline {
        self.session.deadline()
    }

    /// The rows of one statement. A failure fails the whole transaction: later reads answer 25P02.
    ///
    /// # Errors
    /// As [`Session::query`].
    pub async fn query(
        &mut self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>, Failure> {
        self.session.query(sql, parameters).await
    }

    /// The rows of one statement, whose failure leaves the other reads of this snapshot alive.
    ///
    /// One round trip when it succeeds, two when it fails. If this fails with a kind that
    /// [`FailureKind::is_connection`](crate::model::FailureKind::is_connection) knows, the whole transaction is lost.
    ///
    /// # Errors
    /// As [`Session::query`].
    pub async fn query_in_savepoint(
        &mut self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
    ) -> Result<Vec<Row>, Failure> {
        self.session
            .run(&reading(sql), async |client| {
                // The three are sent at once and answered in order.
                let (marked, rows, released) = join3(
                    client.batch_execute(SAVEPOINT.text),
                    client.query_typed(sql.text, parameters),
                    client.batch_execute(RELEASE.text),
                )
                .await;
                marked?;
                if released.is_err() {
                    client.batch_execute(ROLLBACK_TO.text).await?;
                }
                rows
            })
            .await
    }

    /// The rows of several statements that are all sent at once: one round trip in all. The failure of one
    /// leaves the others alive.
    ///
    /// # Errors
    /// Where the connection is lost, or the deadline passes before all have answered.
    pub async fn query_together<'a>(
        &mut self,
        reads: &[(Sql<'a>, &[Parameter<'_>])],
    ) -> Result<Vec<Rows<'a>>, Failure> {
        let doing = reads.first().map_or_else(String::new, |(sql, _)| reading(*sql));
        let answers = self
            .session
            .run(&doing, async |client| {
                // Going back to the mark takes nothing from a read that succeeded, so that no answer has to
                // be awaited before the next statement is sent.
                let answers = join_all(reads.iter().map(|(sql, parameters)| {
                    join3(
                        client.batch_execute(SAVEPOINT.text),
                        client.query_typed(sql.text, parameters),
                        client.batch_execute(ROLLBACK_TO.text),
                    )
                }))
                .await;
                answers
                    .into_iter()
                    .map(|(marked, rows, undone)| {
                        if let Err(error) = &rows
                            && error::ends_connection(error)
                        {
                            return rows.map(Ok);
                        }
                        marked.and(undone).map(|()| rows)
                    })
                    .collect::<Result<Vec<_>, _>>()
            })
            .await?;
        let named = reads.iter().zip(answers).map(|((sql, _), answer)| {
            Rows::new(*sql, answer.map_err(|error| error::classify(&error, &reading(*sql))))
        });
        Ok(named.collect())
    }

    /// One value a row, decoded by `decode`; a failure says which file it speaks of. The read is made in a
    /// savepoint, as [`ReadTransaction::query_in_savepoint`] does.
    ///
    /// # Errors
    /// As [`Session::query`], and what `decode` says.
    pub async fn read<T>(
        &mut self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
        decode: impl Fn(&Row) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        Rows::new(sql, self.query_in_savepoint(sql, parameters).await).decode(decode)
    }

    /// Exactly one value, decoded by `decode`.
    ///
    /// # Errors
    /// As [`ReadTransaction::read`]; [`FailureKind::Shape`](crate::model::FailureKind::Shape) if there is
    /// not exactly one row.
    pub async fn read_one<T>(
        &mut self,
        sql: Sql<'_>,
        parameters: &[Parameter<'_>],
        decode: impl Fn(&Row) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        Rows::new(sql, self.query_in_savepoint(sql, parameters).await).decode_one(decode)
    }

    /// Ends the transaction and gives the connection back to the pool.
    ///
    /// # Errors
    /// As [`Session::query`]; the reads made before are valid all the same.
    pub async fn finish(self) -> Result<(), Failure> {
        self.finish_keeping().await.map(drop)
    }

    /// Ends the transaction and keeps the connection for what comes next.
    ///
    /// # Errors
    /// As [`ReadTransaction::finish`].
    pub async fn finish_keeping(mut self) -> Result<Session, Failure> {
        self.session.batch(COMMIT).await?;
        self.session.set_in_transaction(false);
        Ok(self.session)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_stand_in_the_opening_statement() {
        let begin = ReadLimits {
            statement: Duration::from_millis(1500),
            lock: Duration::ZERO,
            idle: Duration::from_secs(u64::MAX),
        }
        .begin();
        assert!(begin.contains("set local statement_timeout = 1500;"), "{begin}");
        assert!(begin.contains("set local lock_timeout = 1;"), "zero would mean no limit: {begin}");
        assert!(begin.contains("idle_in_transaction_session_timeout = 2147483647;"), "{begin}");
    }
}
