//! How many rows the next transaction changes: as many as fit into a quarter of a second.

use std::time::Duration;

/// The longest that a transaction should take, so that nobody waits long for a row of it.
const TARGET: Duration = Duration::from_millis(250);
/// Below this share of the target there may be more rows.
const QUICK: Duration = Duration::from_millis(100);
/// Fewer rows than this cost more round trips than they save time; less only where a limit was hit.
const FLOOR: usize = 250;
/// More rows than this are no quicker.
const CEILING: usize = 20_000;

/// The number of rows, and how it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    rows: usize,
}

impl Pace {
    /// Begins with `rows`.
    pub(super) fn new(rows: u32) -> Self {
        Self { rows: usize::try_from(rows).unwrap_or(CEILING).clamp(1, CEILING) }
    }

    /// How many rows the next transaction changes.
    pub(super) const fn rows(self) -> usize {
        self.rows
    }

    /// Learns from a transaction that changed `rows` rows.
    pub(super) fn took(&mut self, rows: usize, time: Duration) {
        if time > TARGET {
            self.rows = (self.rows / 2).max(FLOOR.min(self.rows));
        } else if time < QUICK && rows >= self.rows {
            self.rows = (self.rows * 2).min(CEILING);
        }
    }

    /// Learns from a transaction that ran into a limit.
    pub(super) fn failed(&mut self) {
        self.rows = (self.rows / 2).max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_transactions_get_fewer_rows_and_quick_full_ones_more() {
        let mut pace = Pace::new(2_000);
        pace.took(2_000, Duration::from_millis(300));
        assert_eq!(pace.rows(), 1_000);
        pace.took(1_000, Duration::from_millis(150));
        assert_eq!(pace.rows(), 1_000);
        pace.took(10, Duration::from_millis(1));
        assert_eq!(pace.rows(), 1_000, "a batch that was not full proves nothing");
        pace.took(1_000, Duration::from_millis(20));
        assert_eq!(pace.rows(), 2_000);
        for _ in 0..20 {
            pace.took(CEILING, Duration::from_millis(20));
        }
        assert_eq!(pace.rows(), CEILING);
        for _ in 0..20 {
            pace.took(CEILING, Duration::from_secs(9));
        }
        assert_eq!(pace.rows(), FLOOR);
        for _ in 0..20 {
            pace.failed();
        }
        assert_eq!(pace.rows(), 1);
    }
}
