//! Performance data of the monitoring plugins: `label=value[unit];[warn];[crit];[min];[max]`.
//!
//! A range says when to alert: `49` outside of 0 to 49, `80:` below 80. An unknown value is `U`.

use std::fmt;
use std::time::Duration;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::model::{Category, Metrics, Replay, RunStatus, Thresholds};
use crate::output::Exact;

/// One measured value with its limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Figure {
    /// Letters and underscores, so that it needs no quotes.
    name: &'static str,
    /// `None` where it was not measured.
    value: Option<Exact>,
    unit: &'static str,
    warn: Option<String>,
    crit: Option<String>,
    min: Option<i64>,
    max: Option<i64>,
}

impl Figure {
    fn count(name: &'static str, value: impl Into<Option<i64>>) -> Self {
        let value = value.into().map(|value| Exact(value.into()));
        Self { name, value, unit: "", warn: None, crit: None, min: Some(0), max: None }
    }

    fn percent(name: &'static str, hundredths: Option<i64>) -> Self {
        let value = hundredths.map(|hundredths| Exact(Decimal::new(hundredths, 2)));
        Self { name, value, unit: "%", warn: None, crit: None, min: Some(0), max: Some(100) }
    }

    fn seconds(name: &'static str, value: Option<Decimal>) -> Self {
        let value = value.map(Exact);
        Self { name, value, unit: "s", warn: None, crit: None, min: Some(0), max: None }
    }

    fn warn(mut self, range: String) -> Self {
        self.warn = Some(range);
        self
    }

    fn crit(mut self, range: String) -> Self {
        self.crit = Some(range);
        self
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(Exact(value)) => write!(formatter, "{}={value}{}", self.name, self.unit)?,
            None => write!(formatter, "{}=U", self.name)?,
        }
        let number = |limit: Option<i64>| limit.map(|limit| limit.to_string()).unwrap_or_default();
        write!(
            formatter,
            ";{};{};{};{}",
            self.warn.as_deref().unwrap_or_default(),
            self.crit.as_deref().unwrap_or_default(),
            number(self.min),
            number(self.max)
        )
    }
}

/// Every figure: first those that are judged, with the limits they are judged by, then those to draw.
pub(super) fn figures(
    metrics: &Metrics,
    replay: Option<&Replay>,
    thresholds: &Thresholds,
    took: Duration,
) -> Vec<Figure> {
    let (part, missing, whole) = (metrics.satisfactory, metrics.missing, metrics.total_persons);
    let mut figures = vec![
        Figure::percent("satisfactory", hundredths(part, whole, Side::Down))
            .warn(format!("{}:", thresholds.satisfactory_ok_percent))
            .crit(format!("{}:", thresholds.satisfactory_warn_percent)),
        Figure::count("conflicts", metrics.conflicts)
            // The rule says "from here on", a range "more than".
            .warn((thresholds.conflicts_warn - 1).to_string())
            .crit(thresholds.conflicts_crit.to_string()),
        Figure::percent("missing", hundredths(missing, whole, Side::Up))
            .warn(thresholds.missing_warn_percent.to_string()),
        Figure::seconds("job_age", job_age(metrics).map(Decimal::from))
            .warn(thresholds.job_max_age.as_secs().to_string()),
        Figure::count("persons", whole),
        Figure::count("persons_missing", missing),
    ];
    for category in Category::ALL {
        figures.push(Figure::count(backlog_name(category), metrics.backlog.get(category)));
    }
    let data_age = metrics.data_age().map(|age| age.num_seconds().max(0).into());
    let milliseconds = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
    figures.push(Figure::count("conflicts_with_ledger", metrics.conflicts_contradicting));
    figures.push(Figure::count("malformed_scouts", metrics.malformed_scout_values));
    figures.push(Figure::seconds("data_age", data_age));
    if let Some(replay) = replay {
        let lag = replay.lag().map(|lag| lag.num_seconds().into());
        figures.push(Figure::seconds("standby_lag", lag));
    }
    figures.push(Figure::seconds("time", Some(Decimal::new(milliseconds, 3))));
    figures
}

const fn backlog_name(category: Category) -> &'static str {
    match category {
        Category::A => "backlog_a",
        Category::B => "backlog_b",
        Category::C => "backlog_c",
        Category::D => "backlog_d",
        Category::E => "backlog_e",
    }
}

/// Seconds since the last run ended, by the database's clock; unknown while one runs.
fn job_age(metrics: &Metrics) -> Option<i64> {
    let job = metrics.last_job.as_ref()?;
    let ended_at = job.ended_at.filter(|_| job.status != RunStatus::Running)?;
    Some((metrics.snapshot_timestamp - ended_at).num_seconds().max(0))
}

/// To which side a share is rounded: the bad one, so that a drawn value is on the same side of a limit as
/// the judged one.
#[derive(Clone, Copy)]
enum Side {
    Down,
    Up,
}

/// `part` of `whole` in hundredths of a percent; nothing where there is no whole.
fn hundredths(part: i64, whole: i64, side: Side) -> Option<i64> {
    let (part, whole) = (i128::from(part) * 10_000, i128::from(whole));
    let rounded = match side {
        _ if whole <= 0 => return None,
        Side::Down => part.div_euclid(whole),
        Side::Up => -(-part).div_euclid(whole),
    };
    i64::try_from(rounded).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_say_when_to_alert() {
        let figure = Figure::percent("satisfactory", hundredths(357, 2033, Side::Down))
            .warn("80:".to_owned())
            .crit("50:".to_owned());
        assert_eq!(figure.to_string(), "satisfactory=17.56%;80:;50:;0;100");
        let figure = Figure::count("conflicts", 5).warn("49".to_owned()).crit("100".to_owned());
        assert_eq!(figure.to_string(), "conflicts=5;49;100;0;");
    }

    #[test]
    fn what_was_not_measured_has_no_unit_and_no_number() {
        let figure = Figure::seconds("job_age", None).warn("14400".to_owned());
        assert_eq!(figure.to_string(), "job_age=U;14400;;0;");
        assert_eq!(
            Figure::percent("missing", hundredths(0, 0, Side::Up)).to_string(),
            "missing=U;;;0;100"
        );
    }

    #[test]
    fn a_value_just_behind_a_limit_is_drawn_behind_it() {
        assert_eq!(hundredths(499_999, 1_000_000, Side::Down), Some(4999));
        assert_eq!(hundredths(300_001, 1_000_000, Side::Up), Some(3001));
    }
}
