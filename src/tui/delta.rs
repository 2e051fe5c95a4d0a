//! Changes since an earlier moment, always with the time between.

use crate::model::format::{age, count};
use crate::model::{Baseline, Figures};

use super::screens::ViewContext;

/// The time between the baseline and the figures on screen, such as `1h` or `19h`.
pub fn window(baseline: &Baseline, context: &ViewContext<'_>) -> String {
    let now = context
        .snapshot
        .metrics
        .value
        .as_ref()
        .map_or(context.now, |metrics| metrics.snapshot_timestamp);
    let elapsed = now - baseline.at;
    // A moment ten minutes off is still "an hour ago".
    let minutes = elapsed.num_minutes();
    if (50..=70).contains(&minutes) { "1h".to_owned() } else { age(elapsed) }
}

/// A change of a count: `▲41 /1h`, `▼3 /1h`, `= /1h`; nothing where there is no earlier moment.
pub fn counted(
    now: i64,
    context: &ViewContext<'_>,
    then: impl Fn(&Figures) -> Option<i64>,
) -> Option<String> {
    let baseline = context.snapshot.baselines.nearest()?;
    let change = now - then(&baseline.figures)?;
    Some(format!("{} /{}", arrow(change as f64, &count(change.abs())), window(baseline, context)))
}

/// A change of a share in points: `▼0.8 /1h`.
pub fn points(
    now: Option<f64>,
    context: &ViewContext<'_>,
    then: impl Fn(&Figures) -> Option<f64>,
) -> Option<String> {
    let baseline = context.snapshot.baselines.nearest()?;
    let change = ((now? - then(&baseline.figures)?) * 10.0).round() / 10.0;
    let size = format!("{:.1}", change.abs());
    Some(format!("{} /{}", arrow(change, &size), window(baseline, context)))
}

/// A size with the direction of the change: `▲41`, `▼3`, `=`.
pub fn arrow(change: f64, size: &str) -> String {
    if change > 0.0 {
        format!("▲{size}")
    } else if change < 0.0 {
        format!("▼{size}")
    } else {
        "=".to_owned()
    }
}
