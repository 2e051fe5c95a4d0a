//! Whether the figures of a snapshot may be shown as figures of now: the one judgement that every face, the alarm, the
//! note and the lines of text ask.

use chrono::{DateTime, Utc};

use super::{Failure, Freshness, Link, Replay, Snapshot, Text};

/// Before the first figures.
const CONNECTING: Text = Text::new("CONNECTING", "CONECTANDO");

/// Where there are no figures of now.
const NO_DATA: Text = Text::new("NO DATA", "SIN DATOS");

/// Where there are, and they tell what was true long ago.
const OLD_DATA: Text = Text::new("OLD DATA", "DATOS VIEJOS");

/// Why figures are no figures of now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distrust<'a> {
    /// What is the matter.
    pub cause: Cause<'a>,
    /// Since when, as far as it is known: the last figures that could be trusted.
    pub since: Option<DateTime<Utc>>,
}

/// What takes the trust from figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause<'a> {
    /// No poll has ended yet.
    Connecting,
    /// The database is lost.
    Lost(&'a Failure),
    /// The newest figures are five intervals old or there are none, though the database answers; why, as far as it is known.
    Unread(Option<&'a Failure>),
    /// A standby is too far behind its primary.
    Behind(&'a Replay),
}

impl<'a> Distrust<'a> {
    /// Why the figures of a snapshot are no figures of now; nothing where they are.
    pub fn of(snapshot: &'a Snapshot, now: DateTime<Utc>) -> Option<Self> {
        let taken_at = snapshot.metrics.taken_at;
        let (cause, since) = match &snapshot.link {
            Link::Connecting { since } => (Cause::Connecting, Some(*since)),
            Link::Lost { since, failure, .. } => {
                (Cause::Lost(failure), Some(taken_at.unwrap_or(*since)))
            }
            Link::Live { .. } if are_old(snapshot, now) => {
                (Cause::Unread(snapshot.metrics.failure.as_ref()), taken_at)
            }
            Link::Live { .. } => {
                let replay = snapshot.replay()?;
                if replay.freshness(snapshot.interval) != Freshness::Stale {
                    return None;
                }
                (Cause::Behind(replay), replay.replayed_at)
            }
        };
        Some(Self { cause, since })
    }

    /// The same once it has lasted for five intervals: a short outage is worth no sound and no line.
    pub fn lasting(snapshot: &'a Snapshot, now: DateTime<Utc>) -> Option<Self> {
        Self::of(snapshot, now).filter(|distrust| match distrust.cause {
            Cause::Connecting => false,
            Cause::Lost(_) => are_old(snapshot, now),
            Cause::Unread(_) | Cause::Behind(_) => true,
        })
    }

    /// What is said in place of the figures.
    pub const fn word(&self) -> Text {
        match self.cause {
            Cause::Connecting => CONNECTING,
            Cause::Lost(_) | Cause::Unread(_) => NO_DATA,
            Cause::Behind(_) => OLD_DATA,
        }
    }
}

/// Whether the newest figures were read five intervals ago, or never.
fn are_old(snapshot: &Snapshot, now: DateTime<Utc>) -> bool {
    let is_old = |at| Freshness::of(at, snapshot.interval, now) == Freshness::Stale;
    snapshot.metrics.taken_at.is_none_or(is_old)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::TimeDelta;

    use super::*;
    use crate::model::{FailureKind, Identity};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    /// A database that answered at a moment, with figures of a moment.
    fn live(polled_at: i64, taken_at: Option<i64>) -> Snapshot {
        let mut snapshot = Snapshot::connecting(at(0), Duration::from_secs(12));
        snapshot.link = Link::Live { polled_at: at(polled_at), took: Duration::ZERO };
        snapshot.metrics.taken_at = taken_at.map(at);
        snapshot
    }

    #[test]
    fn a_database_that_answers_and_gives_no_figures_is_not_trusted() {
        let denied = Failure::new(FailureKind::Denied, "permission denied");
        let mut snapshot = live(160, Some(100));
        snapshot.metrics.failure = Some(denied.clone());
        assert_eq!(Distrust::of(&snapshot, at(159)), None);
        let expected = Distrust { cause: Cause::Unread(Some(&denied)), since: Some(at(100)) };
        assert_eq!(Distrust::of(&snapshot, at(160)), Some(expected));
        assert_eq!(Distrust::lasting(&snapshot, at(160)), Some(expected));
        let never = live(10, None);
        let expected = Distrust { cause: Cause::Unread(None), since: None };
        assert_eq!(Distrust::of(&never, at(10)), Some(expected));
    }

    #[test]
    fn a_lost_database_is_not_trusted_at_once_and_lasts_after_five_intervals() {
        let mut snapshot = live(100, Some(100));
        let failure = Failure::new(FailureKind::Unreachable, "refused");
        snapshot.link = Link::Lost {
            since: at(110),
            polled_at: Some(at(100)),
            failure: failure.clone(),
            retry_at: at(120),
        };
        let lost = Distrust { cause: Cause::Lost(&failure), since: Some(at(100)) };
        assert_eq!(Distrust::of(&snapshot, at(111)), Some(lost));
        assert_eq!(Distrust::lasting(&snapshot, at(159)), None);
        assert_eq!(Distrust::lasting(&snapshot, at(160)), Some(lost));
        assert_eq!(Distrust::lasting(&Snapshot::connecting(at(0), Duration::ZERO), at(9)), None);
    }

    #[test]
    fn a_standby_that_is_cut_off_tells_old_data() {
        let mut snapshot = live(100, Some(100));
        let replay = |is_streaming| Replay {
            is_streaming,
            is_caught_up: true,
            replayed_at: Some(at(20)),
            read_at: at(100),
        };
        let standby = |replay| Some(Identity { replay: Some(replay), ..Identity::default() });
        snapshot.identity = standby(replay(true));
        assert_eq!(Distrust::of(&snapshot, at(100)), None);
        snapshot.identity = standby(replay(false));
        let distrust = Distrust::of(&snapshot, at(100)).unwrap();
        assert_eq!((distrust.word(), distrust.since), (OLD_DATA, Some(at(20))));
    }
}
