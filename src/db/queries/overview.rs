//! What a poll reads.

use std::time::Duration;

use tokio_postgres::types::Type;

use super::{conflicts, identity, metrics, runs};
use crate::db::pool::{Parameter, ReadTransaction};
use crate::db::sql::Sql;
use crate::model::{ConflictRow, DailyPoint, Failure, FailureKind, Identity, Metrics, Run};

/// The most conflicts of a poll.
pub(super) const CONFLICTS: i64 = 10;

/// The most runs of a poll, an older one of the refresh job apart.
pub const RUNS: i64 = 20;

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
    /// The newest runs; the newest of the refresh job is among them, however old it is.
    pub runs: Result<Vec<Run>, Failure>,
    /// How long one round trip to the server took.
    pub round_trip: Duration,
}

/// Reads all panels, in two round trips: the conflicts of the persons that the figures name come second; in three where
/// other jobs have run so often that the last refresh is not among the newest runs. What
/// fails alone is in its place in the [`Overview`].
///
/// # Errors
/// Where the connection is lost, or the deadline passes before every panel has answered.
pub async fn overview(transaction: &mut ReadTransaction, days: i64) -> Result<Overview, Failure> {
    let days = metrics::bounded(days);
    let every_job: Option<&str> = None;
    let reads: [(Sql<'_>, &[Parameter<'_>]); 4] = [
        (identity::SQL, &[]),
        (metrics::METRICS, &[]),
        (metrics::DAILY, &[(&days, Type::INT8), (&false, Type::BOOL)]),
        (runs::NEWEST, &[(&RUNS, Type::INT8), (&every_job, Type::TEXT)]),
    ];
    let mut answers = transaction.query_together(&reads).await?.into_iter();
    let mut next = || answers.next().ok_or_else(unanswered);

    let identity = next()?.decode_one(identity::decode);
    let identity = identity.map(|identity| identity::over(transaction.link(), identity));
    let measured = next()?.decode_one(metrics::decode_metrics);
    let daily = next()?.decode(metrics::decode_day);
    let runs = match next()?.decode(runs::decode_newest) {
        Err(failure) if failure.kind == FailureKind::Missing => {
            runs::newest_from_table(transaction, RUNS, every_job, failure).await
        }
        outcome => outcome,
    };
    let runs = match runs {
        Ok(runs) => match runs::with_refresh(transaction, runs, RUNS).await {
            Err(failure) if failure.kind.is_connection() => return Err(failure),
            outcome => outcome,
        },
        failed => failed,
    };
    let persons = measured.as_ref().ok().and_then(|measured| measured.newest_conflicts.as_deref());
    let conflicts = match conflicts::newest_of(transaction, CONFLICTS, persons).await {
        Err(failure) if failure.kind.is_connection() => return Err(failure),
        outcome => outcome,
    };
    let daily = match &measured {
        Ok(measured) => daily.map(|days| metrics::with_today(days, measured)),
        Err(_) => daily,
    };
    let metrics = measured.map(|measured| measured.metrics);
    let round_trip = transaction.round_trip();
    Ok(Overview { identity, metrics, daily, conflicts, runs, round_trip })
}

/// Cannot happen: each statement has an answer.
fn unanswered() -> Failure {
    Failure::new(FailureKind::Other, "the poll has fewer answers than questions")
}
