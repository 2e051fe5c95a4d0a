//! What the figures were: this program's own polls, for the changes since an hour and since a day ago.
//!
//! All moments here are told by the database's clock.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{Baseline, BaselineOrigin, Baselines, DailyPoint, Figures, Metrics};

/// At most one poll a minute is kept.
const RESOLUTION: TimeDelta = TimeDelta::minutes(1);

/// How far back polls are kept.
const REACH: TimeDelta = TimeDelta::hours(26);

/// The most polls that can be kept within the reach.
const CAPACITY: usize = 26 * 60 + 1;

/// How far a poll may be from an hour ago.
const HOUR_TOLERANCE: TimeDelta = TimeDelta::minutes(10);

/// How far a poll may be from a day ago.
const DAY_TOLERANCE: TimeDelta = TimeDelta::hours(1);

/// How old a stored day may be to stand for a day ago, and how young.
const STORED: std::ops::RangeInclusive<TimeDelta> = TimeDelta::hours(12)..=TimeDelta::hours(48);

/// The polls of the last day, oldest first.
#[derive(Debug, Default)]
pub(super) struct Memory {
    polls: VecDeque<(DateTime<Utc>, Figures)>,
}

impl Memory {
    /// Keeps the figures of a poll.
    pub(super) fn remember(&mut self, metrics: &Metrics) {
        let now = metrics.snapshot_timestamp;
        // Where the database's clock was set back, what it showed in between was never true.
        while self.polls.back().is_some_and(|(at, _)| *at > now) {
            self.polls.pop_back();
        }
        while self.polls.front().is_some_and(|(at, _)| now - *at > REACH)
            || self.polls.len() >= CAPACITY
        {
            self.polls.pop_front();
        }
        if self.polls.back().is_none_or(|(at, _)| now - *at >= RESOLUTION) {
            self.polls.push_back((now, metrics.figures()));
        }
    }

    /// What to compare the figures of `now` with.
    pub(super) fn baselines(&self, now: DateTime<Utc>, days: Option<&[DailyPoint]>) -> Baselines {
        Baselines {
            hour: self.nearest(now - TimeDelta::hours(1), HOUR_TOLERANCE),
            day: self
                .nearest(now - TimeDelta::hours(24), DAY_TOLERANCE)
                .or_else(|| days.and_then(|days| stored_day(now, days))),
        }
    }

    /// The poll nearest to a moment, unless it is too far from it.
    fn nearest(&self, moment: DateTime<Utc>, tolerance: TimeDelta) -> Option<Baseline> {
        let distance = |at: DateTime<Utc>| (at - moment).abs();
        let (at, figures) = self.polls.iter().min_by_key(|(at, _)| distance(*at))?;
        (distance(*at) <= tolerance).then_some(Baseline {
            at: *at,
            figures: *figures,
            origin: BaselineOrigin::Polled,
        })
    }
}

/// The stored day that was measured nearest to a day ago.
fn stored_day(now: DateTime<Utc>, days: &[DailyPoint]) -> Option<Baseline> {
    let day_ago = now - TimeDelta::hours(24);
    days.iter()
        .filter_map(|day| day.measured_at().map(|at| (at, day)))
        .filter(|(at, _)| STORED.contains(&(now - *at)))
        .min_by_key(|(at, _)| (*at - day_ago).abs())
        .map(|(at, day)| Baseline { at, figures: day.figures(), origin: BaselineOrigin::Stored })
}

#[cfg(test)]
#[path = "memory_tests.rs"]
mod tests;
