//! The one place that reads wall time.
//!
//! Everything else takes `now` as a value or a [`Clock`] as an argument, so that a test decides what time
//! it is. Waiting is tokio's business; this is only about the date and the time of day.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};

/// Tells the time: the machine's own, or one that a test steps by hand. Cheap to clone; clones of a
/// stepped clock show the same time.
#[derive(Clone, Debug, Default)]
pub struct Clock(Source);

/// Where the time comes from.
#[derive(Clone, Debug, Default)]
enum Source {
    #[default]
    System,
    /// Microseconds since 1970-01-01 00:00 UTC.
    Stepped(Arc<AtomicI64>),
}

impl Clock {
    /// The clock of this machine.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still at `start` until [`Clock::step`] or [`Clock::set`] moves it.
    /// It keeps microseconds, as PostgreSQL does.
    pub fn stepped(start: DateTime<Utc>) -> Self {
        Self(Source::Stepped(Arc::new(AtomicI64::new(start.timestamp_micros()))))
    }

    /// The time now, in UTC.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::System => system_time(),
            Source::Stepped(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default()
            }
        }
    }

    /// Moves a stepped clock forward; the machine's clock stays as it is.
    pub fn step(&self, by: Duration) {
        if let Source::Stepped(micros) = &self.0 {
            let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
            // The closure always returns a value, so the update cannot fail.
            let _ = micros.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |now| {
                Some(now.saturating_add(by))
            });
        }
    }

    /// Sets a stepped clock, backwards too; the machine's clock stays as it is.
    pub fn set(&self, to: DateTime<Utc>) {
        if let Source::Stepped(micros) = &self.0 {
            micros.store(to.timestamp_micros(), Ordering::SeqCst);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the wall clock")]
fn system_time() -> DateTime<Utc> {
    Utc::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stepped_clock_stands_still_until_it_is_moved_and_its_clones_move_with_it() {
        let start = DateTime::from_timestamp(1_765_000_000, 0).unwrap();
        let clock = Clock::stepped(start);
        let clone = clock.clone();
        assert_eq!(clock.now(), start);
        clock.step(Duration::from_millis(1500));
        assert_eq!(clone.now(), start + chrono::TimeDelta::milliseconds(1500));
        clone.set(start - chrono::TimeDelta::hours(1));
        assert_eq!(clock.now(), start - chrono::TimeDelta::hours(1));
    }

    #[test]
    fn the_system_clock_goes_on() {
        let clock = Clock::system();
        clock.step(Duration::from_secs(3600));
        let first = clock.now();
        assert!(clock.now() >= first);
        assert!((clock.now() - first).num_seconds() < 60);
    }
}
