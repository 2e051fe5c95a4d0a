//! Whether the figures may be shown as figures.

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{Freshness, Language, Link, Snapshot, Text};
use crate::tui::standby;

/// Before the first figures.
pub(super) const CONNECTING: Text = Text::new("CONNECTING", "CONECTANDO");

/// Where the database does not answer.
const NO_DATA: Text = Text::new("NO DATA", "SIN DATOS");

/// Where it does, with what was true long ago.
const OLD_DATA: Text = Text::new("OLD DATA", "DATOS VIEJOS");

/// Why the figures are struck out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Distrust {
    /// What is said in their place.
    pub(super) word: Text,
    /// Since when there are none.
    pub(super) since: Option<DateTime<Utc>>,
    /// Why, as far as it is known.
    pub(super) reason: Option<String>,
}

impl Distrust {
    /// Why the figures of a snapshot are no figures now; nothing where they are.
    pub(super) fn of(snapshot: &Snapshot, language: Language, now: DateTime<Utc>) -> Option<Self> {
        let taken_at = snapshot.metrics.taken_at;
        let no_data = |since, reason: Option<String>| Some(Self { word: NO_DATA, since, reason });
        match &snapshot.link {
            Link::Connecting { since } => {
                Some(Self { word: CONNECTING, since: Some(*since), reason: None })
            }
            Link::Lost { since, failure, .. } => {
                no_data(Some(taken_at.unwrap_or(*since)), Some(failure.said(language)))
            }
            Link::Live { .. } => {
                let is_stale = taken_at
                    .is_none_or(|at| Freshness::of(at, snapshot.interval, now) == Freshness::Stale);
                let failure = snapshot.metrics.failure.as_ref();
                let reason = failure.map(|failure| failure.said(language));
                if is_stale {
                    return no_data(taken_at, reason);
                }
                let replay = standby::stale(snapshot)?;
                let reason = Some(standby::reason(replay, language));
                Some(Self { word: OLD_DATA, since: replay.replayed_at, reason })
            }
        }
    }

    /// What is said in place of the figures: `NO DATA 00:07:31`.
    pub(super) fn words(&self, language: Language, now: DateTime<Utc>) -> String {
        let word = self.word.of(language);
        match self.since {
            Some(since) => format!("{word} {}", stopwatch(now - since)),
            None => word.to_owned(),
        }
    }
}

/// A length of time as a stopwatch shows it: `00:07:31`.
fn stopwatch(time: TimeDelta) -> String {
    let seconds = time.num_seconds().max(0);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Failure, FailureKind};
    use std::time::Duration;

    const INTERVAL: Duration = Duration::from_secs(12);

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn figures_that_are_too_old_are_struck_out_though_the_database_answers() {
        let mut snapshot = Snapshot::connecting(at(0), INTERVAL);
        let words = |snapshot: &Snapshot, now| {
            let distrust = Distrust::of(snapshot, Language::English, at(now));
            distrust.map(|distrust| distrust.words(Language::English, at(now)))
        };
        assert_eq!(words(&snapshot, 3), Some("CONNECTING 00:00:03".to_owned()));
        snapshot.link = Link::Live { polled_at: at(100), took: Duration::ZERO };
        assert_eq!(words(&snapshot, 100), Some("NO DATA".to_owned()));
        snapshot.metrics.taken_at = Some(at(100));
        assert_eq!(words(&snapshot, 159), None);
        assert_eq!(words(&snapshot, 160), Some("NO DATA 00:01:00".to_owned()));
        snapshot.link = Link::Lost {
            since: at(110),
            polled_at: Some(at(100)),
            failure: Failure::new(FailureKind::Unreachable, "refused"),
            retry_at: at(120),
        };
        assert_eq!(words(&snapshot, 100 + 451), Some("NO DATA 00:07:31".to_owned()));
        assert_eq!(words(&snapshot, 100 + 360_061), Some("NO DATA 100:01:01".to_owned()));
    }
}
