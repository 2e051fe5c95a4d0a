//! How long to wait before an unreachable database is tried again.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

/// The first good poll comes at most this long after the server is back.
const RECOVERY: Duration = Duration::from_secs(16);

/// Kept for the poll that succeeds.
const RESERVE: Duration = Duration::from_secs(1);

/// The first wait; each one after it is twice as long, up to a cap, and lengthened by up to its own length
/// at random, so that many programs do not come back at the same moment.
const FIRST: Duration = Duration::from_secs(1);

/// The waits of one outage.
pub(super) struct Backoff {
    builder: ExponentialBuilder,
    seed: u64,
    waits: ExponentialBackoff,
}

impl Backoff {
    /// The waits where an attempt may take `attempt`: one that began just before the server came back has
    /// to end, then the longest wait, then the attempt that succeeds.
    pub(super) fn new(attempt: Duration, seed: u64) -> Self {
        let longest = RECOVERY.saturating_sub(RESERVE).saturating_sub(attempt);
        let builder = ExponentialBuilder::new()
            .with_min_delay(FIRST)
            .with_factor(2.0)
            .with_max_delay((longest / 2).max(FIRST))
            .without_max_times()
            .with_jitter();
        Self { builder, seed, waits: builder.with_jitter_seed(seed).build() }
    }

    /// Forgets the outage.
    pub(super) fn reset(&mut self) {
        self.seed = self.seed.wrapping_add(1);
        self.waits = self.builder.with_jitter_seed(self.seed).build();
    }

    /// The next wait; there always is one.
    pub(super) fn next_wait(&mut self) -> Duration {
        self.waits.next().unwrap_or(FIRST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_waits_double_up_to_the_cap() {
        let mut backoff = Backoff::new(Duration::from_secs(5), 7);
        let mut least = 1.0;
        for _ in 0..100 {
            let wait = backoff.next_wait().as_secs_f64();
            assert!(wait >= least - 0.001 && wait <= 2.0 * least + 0.001, "{wait} after {least}");
            least = (least * 2.0_f64).min(5.0);
        }
        backoff.reset();
        assert!(backoff.next_wait() <= Duration::from_secs(2));
    }

    #[test]
    fn two_programs_do_not_wait_alike() {
        let waits = |seed| {
            let mut backoff = Backoff::new(Duration::from_secs(5), seed);
            std::iter::repeat_with(move || backoff.next_wait()).take(5).collect::<Vec<_>>()
        };
        assert_ne!(waits(1), waits(2));
        assert_eq!(waits(1), waits(1));
    }

    proptest! {
        #[test]
        fn the_first_good_poll_comes_in_time(attempt in 0_u64..14_000, seed in any::<u64>()) {
            let attempt = Duration::from_millis(attempt);
            let mut backoff = Backoff::new(attempt, seed);
            for _ in 0..20 {
                let back_for = attempt + backoff.next_wait() + RESERVE;
                prop_assert!(back_for <= RECOVERY + FIRST, "{back_for:?}");
            }
        }
    }
}
