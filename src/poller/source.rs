//! Where polls and answers come from.

use std::future::Future;
use std::time::Duration;

use super::Settings;
use crate::db::pool::{Database, Deadline, ReadLimits, ReadTransaction};
use crate::db::queries::{self, Overview};
use crate::model::{Answer, Ask, Failure, FailureKind, Run};

/// What can be polled and asked. Dropping a future of it ends the work.
pub trait Source: Clone + Send + Sync + 'static {
    /// Reads all panels. An error means that nothing could be read at all.
    fn overview(&self) -> impl Future<Output = Result<Overview, Failure>> + Send;

    /// Reads the newest runs alone: a glance at a run that is active.
    fn runs(&self) -> impl Future<Output = Result<Vec<Run>, Failure>> + Send;

    /// Answers a question.
    fn answer(&self, ask: &Ask) -> impl Future<Output = Result<Answer, Failure>> + Send;
}

/// A database, with the limits of each kind of read.
#[derive(Clone, Debug)]
pub struct DatabaseSource {
    database: Database,
    deadline: Duration,
    answer_deadline: Duration,
    limits: ReadLimits,
    answer_limits: ReadLimits,
    days: i64,
}

impl DatabaseSource {
    /// Reads `database` within the limits of `settings`.
    ///
    /// Two statements of a poll read every person. Each is cut off early enough that both can be too slow
    /// without making the database look unreachable.
    pub fn new(database: Database, settings: &Settings) -> Self {
        let mut limits = settings.limits;
        limits.statement = limits.statement.min(settings.deadline * 2 / 5);
        Self {
            database,
            deadline: settings.deadline,
            answer_deadline: settings.answer_deadline,
            limits,
            answer_limits: settings.answer_limits,
            days: settings.days,
        }
    }

    async fn begin(
        &self,
        deadline: Deadline,
        limits: ReadLimits,
    ) -> Result<ReadTransaction, Failure> {
        self.database.session(deadline).await?.begin_read(limits).await
    }
}

impl DatabaseSource {
    async fn poll(&self, deadline: Deadline) -> Result<Overview, Failure> {
        let mut transaction = self.begin(deadline, self.limits).await?;
        let overview = queries::overview(&mut transaction, self.days).await?;
        finish(transaction).await;
        Ok(overview)
    }

    async fn ask(&self, ask: &Ask, deadline: Deadline) -> Result<Answer, Failure> {
        let mut transaction = self.begin(deadline, self.answer_limits).await?;
        let answer = queries::answer(&mut transaction, ask).await?;
        finish(transaction).await;
        Ok(answer)
    }
}

/// Whether a read was ended because it stood in the way of a standby's replay: the next try sees the state after that, so
/// that it is made at once, and once.
fn stood_in_the_way<T>(outcome: &Result<T, Failure>) -> bool {
    outcome.as_ref().is_err_and(|failure| failure.kind == FailureKind::Contention)
}

impl Source for DatabaseSource {
    async fn overview(&self) -> Result<Overview, Failure> {
        let deadline = Deadline::after(self.deadline);
        let outcome = self.poll(deadline).await;
        if stood_in_the_way(&outcome) { self.poll(deadline).await } else { outcome }
    }

    async fn runs(&self) -> Result<Vec<Run>, Failure> {
        let mut transaction = self.begin(Deadline::after(self.deadline), self.limits).await?;
        let runs = queries::newest_runs(&mut transaction, queries::RUNS).await?;
        finish(transaction).await;
        Ok(runs)
    }

    async fn answer(&self, ask: &Ask) -> Result<Answer, Failure> {
        let deadline = Deadline::after(self.answer_deadline);
        let outcome = self.ask(ask, deadline).await;
        if stood_in_the_way(&outcome) { self.ask(ask, deadline).await } else { outcome }
    }
}

/// What was read before stays true if the end of the transaction is not heard of.
async fn finish(transaction: ReadTransaction) {
    if let Err(failure) = transaction.finish().await {
        tracing::debug!(%failure, "a read-only transaction did not end in order");
    }
}
