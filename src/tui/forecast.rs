//! What becomes of a figure at the pace of late, in words; nothing where no pace is known.

use super::screens::ViewContext;
use crate::model::{DailyPoint, Language, Pace, Rule, say};

/// What becomes of the figure that a rule judges.
pub fn words(rule: Rule, context: &ViewContext<'_>) -> Option<String> {
    let metrics = context.snapshot.metrics.value.as_ref()?;
    let language = context.theme.language;
    match rule {
        Rule::Satisfactory => share(context),
        Rule::Missing => {
            let pace = pace(context, |day| Some(day.missing as f64))?;
            Some(open(pace, metrics.missing, language))
        }
        Rule::Conflicts => {
            let pace = pace(context, |day| day.conflicts.map(|open| open as f64))?;
            Some(open(pace, metrics.conflicts, language))
        }
        Rule::Job => None,
    }
}

/// When the share of satisfactory persons is what it should be, or is no more.
pub fn share(context: &ViewContext<'_>) -> Option<String> {
    let (target, language) = (context.target_percent, context.theme.language);
    let now = context.snapshot.metrics.value.as_ref()?.percent_satisfactory()?;
    let pace = pace(context, DailyPoint::percent_satisfactory)?;
    let is_low = now < target;
    Some(match pace.days_until(now, target) {
        Some(days) if is_low => {
            say!(language, "{target} % in about {days}d", "{target} % en unos {days}d")
        }
        Some(days) => {
            say!(language, "below {target} % in about {days}d", "bajo {target} % en unos {days}d")
        }
        None if is_low && pace.per_day > 0.0 => {
            say!(language, "{target} % not within a year", "{target} % no en un año")
        }
        None if is_low => {
            say!(language, "getting away from {target} %", "alejándose de {target} %")
        }
        None => return None,
    })
}

/// When nothing is left of a number that should be none, or how fast it grows.
fn open(pace: Pace, now: i64, language: Language) -> String {
    let per_day = format!("{:.1}", pace.per_day.abs());
    match pace.days_until(now as f64, 0.0) {
        Some(days) => say!(language, "none left in about {days}d", "se acaba en unos {days}d"),
        None if pace.per_day > 0.0 => {
            say!(language, "grows by {per_day} a day", "crece {per_day} por día")
        }
        None => say!(language, "shrinks by {per_day} a day", "baja {per_day} por día"),
    }
}

fn pace(context: &ViewContext<'_>, figure: impl Fn(&DailyPoint) -> Option<f64>) -> Option<Pace> {
    let history = context.snapshot.daily.value.as_deref()?;
    // A history that is behind tells nothing of the pace of late.
    let today = context.snapshot.metrics.value.as_ref()?.snapshot_timestamp.date_naive();
    Pace::of(history, today, figure)
}
