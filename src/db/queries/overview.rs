//! What a poll reads.

use super::{conflicts, identity, metrics, runs};
use crate::db::pool::ReadTransaction;
use crate::model::{ConflictRow, DailyPoint, Failure, Identity, Metrics, Run};

/// The most conflicts of a poll.
const CONFLICTS: i64 = 10;

/// The most runs of a poll.
const RUNS: i64 = 20;

/// The outcome of each read of one poll; all of them saw the same moment of the database.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    /// The server and the role.
    pub identity: Result<Identity, Failure>,
    /// The figures.
    pub metrics: Result<Metrics, Failure>,
    /// The days of the history, oldest first; today's figures last, if there are any.
    pub daily: Result<Vec<DailyPoint>, Failure>,
    /// The newest conflicts.
    pub conflicts: Result<Vec<ConflictRow>, Failure>,
    /// The newest runs.
    pub runs: Result<Vec<Run>, Failure>,
}

/// Reads all panels. What fails alone is in its place in the [`Overview`].
///
/// # Errors
/// Where the connection is gone: the first failure that says so.
pub async fn overview(transaction: &mut ReadTransaction, days: i64) -> Result<Overview, Failure> {
    let identity = identity::identity(transaction).await;
    let measured = metrics::metrics(transaction).await;
    let daily = metrics::daily(transaction, days).await;
    let conflicts = conflicts::newest_conflicts(transaction, CONFLICTS).await;
    let runs = runs::newest_runs(transaction, RUNS).await;
    let first_lost = [
        identity.as_ref().err(),
        measured.as_ref().err(),
        daily.as_ref().err(),
        conflicts.as_ref().err(),
        runs.as_ref().err(),
    ]
    .into_iter()
    .flatten()
    .find(|failure| failure.kind.is_connection());
    if let Some(failure) = first_lost {
        // Some objects answer with a code that servers use for themselves too. The connection tells.
        if identity::identity(transaction).await.is_err() {
            return Err(failure.clone());
        }
    }
    let daily = match &measured {
        Ok(measured) => daily.map(|days| metrics::with_today(days, measured)),
        Err(_) => daily,
    };
    Ok(Overview {
        identity,
        metrics: measured.map(|measured| measured.metrics),
        daily,
        conflicts,
        runs,
    })
}
