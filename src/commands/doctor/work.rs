//! What a poll costs here, and how the last run ended.

use std::time::Duration;

use super::check::{Check, Item, Place, Verdict};
use crate::config::Config;
use crate::db::queries::Overview;
use crate::model::format::short_time;
use crate::model::{Failure, FailureKind, Health, Language, Rule, Severity};

/// The greatest part of the interval that a poll may take.
const SHARE: f64 = 0.25;

/// Intervals that are proposed, in seconds.
const INTERVALS: [u64; 8] = [15, 30, 60, 120, 300, 600, 1_800, 3_600];

/// The real poll, once: whether every pane was read, and how long it took.
pub(super) fn poll(overview: &Overview, took: Duration, interval: Duration) -> Check {
    let panes = [
        ("identity", failure(&overview.identity)),
        ("metrics", failure(&overview.metrics)),
        ("daily", failure(&overview.daily)),
        ("conflicts", failure(&overview.conflicts)),
        ("runs", failure(&overview.runs)),
    ];
    let items: Vec<Item> = panes
        .iter()
        .map(|(name, failure)| Item {
            name: (*name).to_owned(),
            verdict: if failure.is_some() { Verdict::Fail } else { Verdict::Ok },
            finding: failure.map_or_else(|| "read".to_owned(), |failure| failure.message.clone()),
        })
        .collect();
    let failed = items.iter().filter(|item| item.verdict == Verdict::Fail).count();
    let share = took.as_secs_f64() / interval.as_secs_f64().max(1e-3);
    let cost = format!(
        "{}: {:.1} % of the interval of {}",
        short_time(took),
        share * 100.0,
        humantime::format_duration(interval)
    );
    let all = panes.len();
    let check = if failed > 0 {
        let failures = || panes.iter().filter_map(|(_, failure)| *failure);
        if failures().all(|failure| failure.kind == FailureKind::Missing) {
            Check::warn(format!("{failed} of {all} reads of a poll lack their view"))
                .mended(Place::Shell, "scoutwatch schema install")
        } else {
            let check = Check::fail(format!("{failed} of {all} reads of a poll fail"));
            let mut hints = failures().filter_map(|failure| failure.hint.clone());
            match hints.next() {
                Some(hint) => check.mended(Place::Advice, hint),
                None => check.mended(Place::Shell, "scoutwatch schema status"),
            }
        }
    } else if share > SHARE {
        let needed = took.as_secs_f64() / SHARE;
        let proposed = INTERVALS
            .into_iter()
            .map(Duration::from_secs)
            .find(|interval| interval.as_secs_f64() >= needed);
        let check = Check::warn(format!("it takes {cost}"));
        proposed.into_iter().fold(check, |check, interval| {
            let interval = humantime::format_duration(interval);
            check.mended(Place::Setting, format!("poll.interval = \"{interval}\""))
        })
    } else {
        Check::ok(cost)
    };
    check.with_items(items)
}

fn failure<T>(outcome: &Result<T, Failure>) -> Option<&Failure> {
    outcome.as_ref().err()
}

/// How the last run of the refresh job ended, by the rule that the dashboard has for it.
pub(super) fn last_run(overview: &Overview, config: &Config) -> Check {
    let metrics = match &overview.metrics {
        Ok(metrics) => metrics,
        Err(failure) => {
            return Check::skipped(format!(
                "the figures cannot be read: {}",
                failure.kind.title(Language::English)
            ));
        }
    };
    let health = Health::judge(metrics, &config.health);
    let Some(finding) = health.finding(Rule::Job) else {
        return Check::unknown("nothing is known about it");
    };
    let detail = finding.detail.clone();
    match finding.severity {
        Severity::Ok => Check::ok(detail),
        Severity::Crit => Check::fail(detail).mended(Place::Shell, "scoutwatch show jobs"),
        Severity::Warn | Severity::Unknown => {
            Check::warn(detail).mended(Place::Shell, "scoutwatch refresh")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Identity;

    fn overview() -> Overview {
        Overview {
            identity: Ok(Identity::default()),
            metrics: Err(Failure::new(FailureKind::Denied, "reading metrics: no")),
            daily: Ok(Vec::new()),
            conflicts: Ok(Vec::new()),
            runs: Ok(Vec::new()),
            round_trip: Duration::from_millis(1),
        }
    }

    #[test]
    fn a_pane_that_cannot_be_read_is_named() {
        let check = poll(&overview(), Duration::from_millis(3), Duration::from_secs(12));
        assert_eq!(check.finding, "1 of 5 reads of a poll fail");
        let failing: Vec<_> =
            check.items.iter().filter(|item| item.verdict == Verdict::Fail).collect();
        assert_eq!(failing.first().map(|item| item.name.as_str()), Some("metrics"));
    }
}
