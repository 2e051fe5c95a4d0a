//! What a dashboard shows at one moment: one panel a view, and how the link to the database stands.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Baselines, ConflictRow, DailyPoint, Failure, Health, Metrics, Replay, Run};

/// The last good value of one view, and why there is no newer one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Panel<T> {
    /// The last good value.
    pub value: Option<T>,
    /// When it was read.
    pub taken_at: Option<DateTime<Utc>>,
    /// Why the newest read gave none.
    pub failure: Option<Failure>,
}

impl<T> Default for Panel<T> {
    fn default() -> Self {
        Self { value: None, taken_at: None, failure: None }
    }
}

impl<T> Panel<T> {
    /// Takes the outcome of a read: a new value replaces the old one, a failure is put beside it.
    pub fn absorb(&mut self, outcome: Result<T, Failure>, now: DateTime<Utc>) {
        match outcome {
            Ok(value) => {
                self.value = Some(value);
                self.taken_at = Some(now);
                self.failure = None;
            }
            Err(failure) => self.failure = Some(failure),
        }
    }
}

/// How the link to the database stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Link {
    /// No poll has ended yet.
    Connecting {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// The last poll reached the database.
    Live {
        /// When it ended.
        polled_at: DateTime<Utc>,
        /// How long it took.
        took: Duration,
    },
    /// The database cannot be reached.
    Lost {
        /// Since when.
        since: DateTime<Utc>,
        /// The last poll that reached it.
        polled_at: Option<DateTime<Utc>>,
        /// Why.
        failure: Failure,
        /// When it is tried again.
        retry_at: DateTime<Utc>,
    },
}

impl Link {
    /// When the database was last reached.
    pub fn polled_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Connecting { .. } => None,
            Self::Live { polled_at, .. } => Some(*polled_at),
            Self::Lost { polled_at, .. } => *polled_at,
        }
    }
}

/// The server and the role behind the figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The role.
    pub role: String,
    /// The database.
    pub database: String,
    /// The server's version, such as `15.18`.
    pub server_version: String,
    /// Whether it is a standby.
    pub in_recovery: bool,
    /// How far it has replayed what its primary did, where it is a standby.
    #[serde(default)]
    pub replay: Option<Replay>,
    /// Which of the hosts answered, where the settings name several.
    #[serde(default)]
    pub host: Option<String>,
    /// A lasting remark on how the way there is protected, where it is not well protected.
    pub link_remark: Option<String>,
}

/// Everything that one poll knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// Counts the polls.
    pub sequence: u64,
    /// How the link stands.
    pub link: Link,
    /// How long one round trip to the server took in the last poll that reached it.
    pub round_trip: Option<Duration>,
    /// Time between two polls.
    pub interval: Duration,
    /// The server and the role.
    pub identity: Option<Identity>,
    /// The figures.
    pub metrics: Panel<Metrics>,
    /// The days of the history, oldest first.
    pub daily: Panel<Vec<DailyPoint>>,
    /// The newest conflicts.
    pub conflicts: Panel<Vec<ConflictRow>>,
    /// The newest runs.
    pub runs: Panel<Vec<Run>>,
    /// The verdict on the figures.
    pub health: Health,
    /// Earlier figures.
    pub baselines: Baselines,
}

impl Snapshot {
    /// How far the server has replayed what its primary did, where it is a standby.
    pub fn replay(&self) -> Option<&Replay> {
        self.identity.as_ref()?.replay.as_ref()
    }

    /// How much trust the figures deserve: the age of the poll, of the figures themselves, which a poll may have failed to
    /// read, and of what a standby had to tell then.
    pub fn freshness(&self, now: DateTime<Utc>) -> Freshness {
        let of = |at: Option<DateTime<Utc>>| {
            at.map_or(Freshness::Stale, |at| Freshness::of(at, self.interval, now))
        };
        let read = of(self.link.polled_at()).max(of(self.metrics.taken_at));
        self.replay().map_or(read, |replay| read.max(replay.freshness(self.interval)))
    }

    /// Before the first poll.
    pub fn connecting(now: DateTime<Utc>, interval: Duration) -> Self {
        Self {
            sequence: 0,
            link: Link::Connecting { since: now },
            round_trip: None,
            interval,
            identity: None,
            metrics: Panel::default(),
            daily: Panel::default(),
            conflicts: Panel::default(),
            runs: Panel::default(),
            health: Health::unknown(),
            baselines: Baselines::default(),
        }
    }
}

/// How much trust the age of a value deserves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Freshness {
    /// Younger than two intervals.
    Fresh,
    /// Two intervals or more.
    Late,
    /// Five intervals or more.
    Stale,
}

impl Freshness {
    /// The age of a value read at `taken_at` and renewed every `interval`.
    pub fn of(taken_at: DateTime<Utc>, interval: Duration, now: DateTime<Utc>) -> Self {
        let age = (now - taken_at).to_std().unwrap_or_default();
        if age >= interval * 5 {
            Self::Stale
        } else if age >= interval * 2 {
            Self::Late
        } else {
            Self::Fresh
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FailureKind;
    use chrono::TimeDelta;

    #[test]
    fn a_failure_keeps_the_last_value() {
        let now = DateTime::UNIX_EPOCH;
        let mut panel = Panel::default();
        panel.absorb(Ok(7), now);
        panel.absorb(Err(Failure::new(FailureKind::Missing, "gone")), now + TimeDelta::seconds(9));
        assert_eq!((panel.value, panel.taken_at), (Some(7), Some(now)));
        assert!(panel.failure.is_some());
        panel.absorb(Ok(8), now);
        assert_eq!(panel.failure, None);
    }

    #[test]
    fn a_value_is_late_after_two_intervals_and_stale_after_five() {
        let at = DateTime::UNIX_EPOCH;
        let interval = Duration::from_secs(12);
        let freshness = |seconds| Freshness::of(at, interval, at + TimeDelta::seconds(seconds));
        assert_eq!(freshness(-5), Freshness::Fresh);
        assert_eq!(freshness(23), Freshness::Fresh);
        assert_eq!(freshness(24), Freshness::Late);
        assert_eq!(freshness(60), Freshness::Stale);
    }
}
