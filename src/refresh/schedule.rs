//! When the job is due, for a program that runs it by itself.
//!
//! A slot is counted from the beginning of the newest run, whoever began it, by the database's clock: two
//! schedulers on two machines keep one rhythm, and slots that were missed are made up for once, not once
//! each.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::db::decode::RowExt;
use crate::db::pool::{Database, Deadline, ReadLimits};
use crate::db::sql::{Sql, sql};
use crate::model::Failure;

const LAST_START: Sql<'static> = sql!("refresh/last_start.sql");

/// The longest delay that keeps many schedulers from asking at the same moment.
const MAX_JITTER: Duration = Duration::from_secs(60);

/// When the newest run began, and what time it is, both by the database's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastStart {
    /// The time.
    pub now: DateTime<Utc>,
    /// When the newest run began; `None` where the job never ran.
    pub started_at: Option<DateTime<Utc>>,
}

impl LastStart {
    /// How long to wait for the next slot: nothing where it has passed, or where the job never ran.
    pub fn wait(&self, every: Duration) -> Duration {
        let Some(started_at) = self.started_at else { return Duration::ZERO };
        let due = TimeDelta::from_std(every)
            .ok()
            .and_then(|every| started_at.checked_add_signed(every))
            .unwrap_or(DateTime::<Utc>::MAX_UTC);
        (due - self.now).to_std().unwrap_or(Duration::ZERO)
    }
}

/// Asks the database for the newest run.
///
/// # Errors
/// What the database says.
pub async fn last_start(database: &Database, limit: Duration) -> Result<LastStart, Failure> {
    let session = database.session(Deadline::after(limit)).await?;
    let mut transaction = session.begin_read(ReadLimits::default()).await?;
    let last = transaction
        .read_one(LAST_START, &[], |row| {
            Ok(LastStart {
                now: row.read("now")?,
                started_at: row.read_optional("last_started_at")?,
            })
        })
        .await?;
    transaction.finish().await?;
    Ok(last)
}

/// A delay of at most a fiftieth of the rhythm and a minute, by a number that differs from program to
/// program.
pub fn jitter(every: Duration, seed: u64) -> Duration {
    let most = (every / 50).min(MAX_JITTER);
    let millis = u64::try_from(most.as_millis()).unwrap_or(u64::MAX).max(1);
    Duration::from_millis(seed % millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    fn last(minutes_ago: Option<i64>) -> LastStart {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        LastStart { now, started_at: minutes_ago.map(|ago| now - TimeDelta::minutes(ago)) }
    }

    #[test]
    fn the_next_slot_is_counted_from_the_newest_run() {
        assert_eq!(last(Some(45)).wait(HOUR), Duration::from_secs(900));
        assert_eq!(last(Some(0)).wait(HOUR), HOUR);
    }

    #[test]
    fn missed_slots_are_made_up_for_at_once() {
        assert_eq!(last(Some(60 * 24 * 7)).wait(HOUR), Duration::ZERO);
        assert_eq!(last(None).wait(HOUR), Duration::ZERO);
    }

    #[test]
    fn a_rhythm_without_end_waits_without_a_panic() {
        assert!(last(Some(1)).wait(Duration::MAX) > HOUR);
    }

    #[test]
    fn the_delay_is_short_beside_the_rhythm() {
        for seed in [0, 7, u64::MAX] {
            assert!(jitter(4 * HOUR, seed) < MAX_JITTER);
            assert!(jitter(Duration::from_secs(10), seed) <= Duration::from_millis(200));
        }
    }
}
