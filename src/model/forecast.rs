//! How soon a figure reaches a line at the pace of late: a guess, told only where enough measured days agree on it.

use chrono::NaiveDate;

use super::DailyPoint;

/// The days that the pace is taken from.
const WINDOW: i64 = 14;

/// The fewest measured days among them that make a pace.
const FEWEST: usize = 7;

/// Nobody believes a guess beyond a year.
const FURTHEST: f64 = 365.0;

/// How many times its own uncertainty a pace has to be to be one.
const CERTAINTY: f64 = 2.0;

/// How fast a figure has moved lately.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Its change a day, by the line that fits the measured days best.
    pub per_day: f64,
    /// How many days it was taken from.
    pub days: usize,
}

impl Pace {
    /// The pace of a figure over the last fourteen days up to `today`; `None` where too few were measured, or where they go
    /// up and down more than they move. Days that were worked out afterwards are no measure.
    pub fn of(
        history: &[DailyPoint],
        today: NaiveDate,
        figure: impl Fn(&DailyPoint) -> Option<f64>,
    ) -> Option<Self> {
        let points: Vec<_> = history
            .iter()
            .filter(|day| day.measured_at().is_some())
            .filter_map(|day| Some(((day.date - today).num_days(), figure(day)?)))
            .filter(|(day, _)| (-WINDOW..=0).contains(day))
            .map(|(day, value)| (day as f64, value))
            .collect();
        if points.len() < FEWEST {
            return None;
        }
        let count = points.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
        let (middle, level) = (mean(|(day, _)| *day), mean(|(_, value)| *value));
        let sum = |of: &dyn Fn(f64, f64) -> f64| {
            points.iter().map(|(day, value)| of(day - middle, value - level)).sum::<f64>()
        };
        let spread = sum(&|day, _| day * day);
        if spread <= 0.0 {
            return None;
        }
        let per_day = sum(&|day, value| day * value) / spread;
        let error = sum(&|day, value| (value - per_day * day).powi(2));
        let uncertainty = (error / (count - 2.0) / spread).sqrt();
        (per_day != 0.0 && per_day.abs() >= CERTAINTY * uncertainty)
            .then_some(Self { per_day, days: points.len() })
    }

    /// In how many days a figure that is at `now` reaches `line`; `None` where it moves the other way, or where that is more
    /// than a year away.
    pub fn days_until(self, now: f64, line: f64) -> Option<u32> {
        let days = ((line - now) / self.per_day).ceil();
        (days > 0.0 && days <= FURTHEST).then_some(days as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Days};

    /// Days up to today with these values, each measured, as numbers of missing persons.
    fn history(values: &[i64]) -> (Vec<DailyPoint>, NaiveDate) {
        let today = DateTime::UNIX_EPOCH.date_naive() + Days::new(20_000);
        let days = values.iter().rev().zip(0..).map(|(missing, back)| {
            DailyPoint::of_a_thousand(today - Days::new(back), 1_000 - missing)
                .measured(DateTime::UNIX_EPOCH)
        });
        (days.collect(), today)
    }

    fn pace(values: &[i64]) -> Option<Pace> {
        let (history, today) = history(values);
        Pace::of(&history, today, |day| Some(day.missing as f64))
    }

    #[test]
    fn a_figure_that_moves_evenly_has_a_pace_and_reaches_its_line() {
        let pace = pace(&[100, 98, 96, 94, 92, 90, 88, 86]).unwrap();
        assert_eq!((pace.per_day, pace.days), (-2.0, 8));
        assert_eq!(pace.days_until(86.0, 0.0), Some(43));
        assert_eq!(pace.days_until(86.0, 90.0), None, "it moves the other way");
        assert_eq!(pace.days_until(86.0, -10_000.0), None, "nobody believes that");
    }

    #[test]
    fn too_few_days_and_days_that_swing_make_no_pace() {
        assert_eq!(pace(&[100, 98, 96, 94, 92, 90]), None);
        assert_eq!(pace(&[100, 60, 110, 50, 120, 40, 100, 55]), None);
        assert_eq!(pace(&[100; 10]), None);
    }

    #[test]
    fn days_that_were_worked_out_afterwards_and_days_of_long_ago_do_not_count() {
        let (mut days, today) = history(&[100, 98, 96, 94, 92, 90, 88, 86]);
        for day in &mut days {
            day.is_reconstructed = Some(true);
        }
        assert_eq!(Pace::of(&days, today, |day| Some(day.missing as f64)), None);
        let (days, today) = history(&[100, 98, 96, 94, 92, 90, 88, 86]);
        let later = today + Days::new(30);
        assert_eq!(Pace::of(&days, later, |day| Some(day.missing as f64)), None);
    }
}
