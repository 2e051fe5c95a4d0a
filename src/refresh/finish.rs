//! The end of a run: written down, on another connection if need be.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_postgres::types::Type;

use super::observer::Observer;
use super::session::{BATCH_LIMIT, JobSession, Nonce};
use crate::db::decode::RowExt as _;
use crate::db::pool::Database;
use crate::db::sql::{Sql, sql};
use crate::model::{Failure, Outcome};

const FINISH: Sql<'static> = sql!("refresh/finish.sql");
const RELEASE_LOCK: Sql<'static> = sql!("refresh/release_lock.sql");

/// The pauses before each new connection over which the end is written, where the run's own is lost.
const PAUSES: [Duration; 4] =
    [Duration::ZERO, Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2)];

/// What is written at the end of a run.
pub(super) struct End<'a> {
    pub(super) run_id: i32,
    pub(super) nonce: Nonce,
    pub(super) outcome: &'a Outcome,
    pub(super) stats: &'a str,
}

/// Writes the end, and gives the lock back. Returns when the run ended, `None` where somebody else had closed
/// it before.
///
/// # Errors
/// Why the end could not be written, by any connection; the next run closes this one then.
pub(super) async fn finish<O: Observer>(
    database: &Database,
    job: &mut JobSession<'_, O>,
    end: &End<'_>,
) -> Result<Option<DateTime<Utc>>, Failure> {
    job.step = None;
    let mut failure = match write(job, end).await {
        Ok(ended_at) => {
            release(job).await;
            return Ok(ended_at);
        }
        Err(failure) => failure,
    };
    for pause in PAUSES {
        tracing::warn!(run = end.run_id, %failure, "writing the end of the run over another connection");
        tokio::time::sleep(pause).await;
        let outcome = match job.reconnect(database).await {
            Ok(()) => write(job, end).await,
            Err(failure) => Err(failure),
        };
        match outcome {
            Ok(ended_at) => return Ok(ended_at),
            Err(next) => failure = next,
        }
    }
    Err(failure)
}

async fn write<O: Observer>(
    job: &mut JobSession<'_, O>,
    end: &End<'_>,
) -> Result<Option<DateTime<Utc>>, Failure> {
    job.begin(BATCH_LIMIT).await?;
    let is_well = *end.outcome == Outcome::Completed;
    let message = end.outcome.message();
    let parameters = [
        (&end.run_id as _, Type::INT4),
        (&end.nonce.0 as _, Type::UUID),
        (&is_well as _, Type::BOOL),
        (&message as _, Type::TEXT),
        (&end.stats as _, Type::TEXT),
    ];
    let rows = job.query(FINISH, &parameters).await?;
    let ended_at = rows.first().map(|row| row.read("completed_at")).transpose()?;
    job.commit().await?;
    Ok(ended_at)
}

/// Gives the lock back; if that fails, the end of the session does it.
async fn release<O: Observer>(job: &mut JobSession<'_, O>) {
    if let Err(failure) = job.ask(RELEASE_LOCK, &[], "is_released").await {
        tracing::debug!(%failure, "the lock ends with the session");
    }
}
