//! How far a standby is behind its primary.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::Freshness;

/// What a standby tells of its replay.
///
/// The commit time of the newest replayed change alone does not say how old the data is: while nobody writes on
/// the primary it grows and nothing is missing. What was received and is replayed is everything, as long as the
/// primary is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// Whether it is connected to a server that sends it the changes.
    pub is_streaming: bool,
    /// Whether all that it has received is replayed.
    pub is_caught_up: bool,
    /// When the newest change that is replayed was committed, by the primary's clock. Unknown where none has been
    /// replayed since the standby started.
    pub replayed_at: Option<DateTime<Utc>>,
    /// The standby's clock when it said so.
    pub read_at: DateTime<Utc>,
}

impl Replay {
    /// By how much the data is behind at most; `None` where nobody knows.
    pub fn lag(&self) -> Option<TimeDelta> {
        if self.is_streaming && self.is_caught_up {
            return Some(TimeDelta::zero());
        }
        self.replayed_at.map(|at| (self.read_at - at).max(TimeDelta::zero()))
    }

    /// How much trust the data deserves where it is polled every `interval`.
    pub fn freshness(&self, interval: Duration) -> Freshness {
        self.lag().map_or(Freshness::Stale, |lag| {
            Freshness::of(self.read_at - lag, interval, self.read_at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERVAL: Duration = Duration::from_secs(12);

    fn replay(is_streaming: bool, is_caught_up: bool, behind: Option<i64>) -> Replay {
        let read_at = DateTime::UNIX_EPOCH + TimeDelta::days(1);
        let replayed_at = behind.map(|seconds| read_at - TimeDelta::seconds(seconds));
        Replay { is_streaming, is_caught_up, replayed_at, read_at }
    }

    #[test]
    fn an_idle_primary_leaves_its_standby_fresh() {
        for behind in [None, Some(0), Some(86_400)] {
            let idle = replay(true, true, behind);
            assert_eq!(idle.lag(), Some(TimeDelta::zero()));
            assert_eq!(idle.freshness(INTERVAL), Freshness::Fresh);
        }
    }

    #[test]
    fn what_is_received_and_not_replayed_is_as_old_as_the_newest_replayed_change() {
        for (behind, freshness) in
            [(3, Freshness::Fresh), (24, Freshness::Late), (60, Freshness::Stale)]
        {
            let late = replay(true, false, Some(behind));
            assert_eq!(late.lag(), Some(TimeDelta::seconds(behind)));
            assert_eq!(late.freshness(INTERVAL), freshness);
        }
    }

    #[test]
    fn a_standby_that_is_cut_off_is_not_taken_for_caught_up() {
        let cut_off = replay(false, true, Some(900));
        assert_eq!(cut_off.lag(), Some(TimeDelta::seconds(900)));
        assert_eq!(cut_off.freshness(INTERVAL), Freshness::Stale);
        assert_eq!(replay(false, true, None).lag(), None);
        assert_eq!(replay(false, true, None).freshness(INTERVAL), Freshness::Stale);
    }

    #[test]
    fn a_primary_whose_clock_is_ahead_makes_no_negative_age() {
        assert_eq!(replay(true, false, Some(-5)).lag(), Some(TimeDelta::zero()));
    }
}
