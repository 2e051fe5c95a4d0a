//! How many rows the next transaction changes: as many as fit into a quarter of a second.

use std::time::Duration;

/// The longest that a transaction should take, so that nobody waits long for a row of it.
const TARGET: Duration = Duration::from_millis(250);
/// Below this time there may be more rows.
const QUICK: Duration = Duration::from_millis(125);
/// More rows than this are no quicker.
const CEILING: usize = 20_000;
/// A transaction of half the rows is no help where a row costs so much more in it: the time goes where the number
/// of rows does not matter.
const NO_HELP: f64 = 1.5;

/// The number of rows, and how it changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pace {
    rows: usize,
    /// What there was before the number was halved because of the time: rows, and seconds a row.
    before: Option<(usize, f64)>,
    /// Time alone does not make it fewer rows than this.
    floor: usize,
}

impl Pace {
    /// Begins with `rows`.
    pub(super) fn new(rows: u32) -> Self {
        let rows = usize::try_from(rows).unwrap_or(CEILING).clamp(1, CEILING);
        Self { rows, before: None, floor: 1 }
    }

    /// How many rows the next transaction changes.
    pub(super) const fn rows(self) -> usize {
        self.rows
    }

    /// Learns from a transaction that changed `rows` rows.
    pub(super) fn took(&mut self, rows: usize, time: Duration) {
        if rows < self.rows {
            // What was not full proves nothing.
            return;
        }
        let each = time.as_secs_f64() / rows.max(1) as f64;
        if let Some((more, each_of_more)) = self.before.take()
            && each > each_of_more * NO_HELP
        {
            self.floor = more;
            self.rows = more;
        } else if time > TARGET && self.rows > self.floor {
            self.before = Some((self.rows, each));
            self.rows = (self.rows / 2).max(self.floor);
        } else if time < QUICK {
            self.rows = (self.rows * 2).min(CEILING);
        }
    }

    /// Learns from a transaction of `rows` rows that ran into a limit.
    pub(super) fn failed(&mut self, rows: usize) {
        self.before = None;
        self.rows = (rows / 2).max(1);
        self.floor = self.floor.min(self.rows);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MILLISECOND: Duration = Duration::from_millis(1);

    /// The numbers of rows while a row takes `each` microseconds and a transaction `fixed` milliseconds more.
    fn course(start: u32, fixed: u64, each: u64, steps: usize) -> Vec<usize> {
        let mut pace = Pace::new(start);
        (0..steps)
            .map(|_| {
                let rows = pace.rows();
                let time = MILLISECOND * u32::try_from(fixed).unwrap()
                    + Duration::from_micros(each * u64::try_from(rows).unwrap());
                pace.took(rows, time);
                pace.rows()
            })
            .collect()
    }

    #[test]
    fn rows_that_cost_much_are_fewer_and_rows_that_cost_little_are_more() {
        assert_eq!(course(2_000, 0, 200, 4), [1_000, 1_000, 1_000, 1_000]);
        assert_eq!(course(2_000, 0, 4_000, 8).last(), Some(&62));
        assert_eq!(course(2_000, 0, 10, 4), [4_000, 8_000, 16_000, 16_000]);
        assert_eq!(course(2_000, 0, 1, 9).last(), Some(&CEILING));
    }

    #[test]
    fn where_the_time_does_not_follow_the_rows_there_are_not_fewer_of_them() {
        assert_eq!(course(2_000, 600, 10, 4), [1_000, 2_000, 2_000, 2_000]);
    }

    #[test]
    fn a_batch_that_was_not_full_proves_nothing_and_a_limit_always_halves() {
        let mut pace = Pace::new(2_000);
        pace.took(10, MILLISECOND);
        assert_eq!(pace.rows(), 2_000);
        pace.failed(12);
        assert_eq!(pace.rows(), 6);
        pace.failed(1);
        assert_eq!(pace.rows(), 1);
    }
}
