//! How often, and after which pause, a transaction that ran into others is tried again.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};

use crate::model::{Failure, FailureKind};

/// How often a transaction is tried again before the run fails.
const RETRIES: usize = 5;

/// The pauses that are left for one transaction.
pub(super) struct Retry {
    pauses: ExponentialBackoff,
}

impl Retry {
    /// All of them.
    pub(super) fn new() -> Self {
        let pauses = ExponentialBuilder::default()
            .with_min_delay(Duration::from_millis(100))
            .with_max_delay(Duration::from_secs(2))
            .with_max_times(RETRIES)
            .with_jitter()
            .build();
        Self { pauses }
    }

    /// The pause before the next try; `None` where another try would not help, or there were enough.
    pub(super) fn pause(&mut self, failure: &Failure) -> Option<Duration> {
        if is_passing(failure.kind) { self.pauses.next() } else { None }
    }
}

/// Whether the next try may succeed: a lock was not granted, others were in the way, or the statement took too
/// long, which fewer rows will not.
const fn is_passing(kind: FailureKind) -> bool {
    matches!(
        kind,
        FailureKind::LockTimeout | FailureKind::Contention | FailureKind::StatementTimeout
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_tries_more_and_only_where_they_may_help() {
        let mut retry = Retry::new();
        let busy = Failure::new(FailureKind::LockTimeout, "locked");
        let pauses: Vec<_> = std::iter::from_fn(|| retry.pause(&busy)).collect();
        assert_eq!(pauses.len(), RETRIES);
        assert!(pauses.iter().all(|pause| *pause >= Duration::from_millis(100)));
        let denied = Failure::new(FailureKind::Denied, "no");
        assert_eq!(Retry::new().pause(&denied), None);
    }
}
