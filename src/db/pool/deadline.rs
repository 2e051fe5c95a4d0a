//! The moment by which a piece of work on the database has to be over.

use std::time::Duration;

use tokio::time::Instant;

use crate::model::{Failure, FailureKind};

/// A point in time, and how much time was given to reach it (for messages).
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    at: Instant,
    given: Duration,
}

impl Deadline {
    /// The deadline `given` from now.
    pub fn after(given: Duration) -> Self {
        let now = Instant::now();
        // A duration too long for the clock means "practically never".
        let at = now.checked_add(given).unwrap_or(now + Duration::from_secs(86_400 * 365));
        Self { at, given }
    }

    /// When it is.
    pub fn instant(self) -> Instant {
        self.at
    }

    /// What is left; zero when it has passed.
    pub fn remaining(self) -> Duration {
        self.at.saturating_duration_since(Instant::now())
    }

    /// The failure of something that was still going on when the deadline passed.
    pub(crate) fn passed(self, doing: &str) -> Failure {
        let given = humantime::format_duration(Duration::from_millis(
            u64::try_from(self.given.as_millis()).unwrap_or(u64::MAX),
        ));
        Failure::new(FailureKind::Deadline, format!("{doing}: no answer within {given}"))
            .with_hint("the server or the network hangs, or the limit is too short")
    }
}
