//! The one line that a monitoring system shows: state, what is wrong, and after a `|` what to draw.

use super::report::{Report, Verdict};
use crate::model::{Finding, Severity};

/// The longest text of one finding. The error of a job can be long, and the figures behind it must not be
/// cut off by the monitoring system.
const MAX_DETAIL: usize = 200;

/// The longest reason for not knowing.
const MAX_REASON: usize = 600;

/// The whole line.
pub(super) fn of(report: &Report) -> String {
    let mut line = summary(report);
    let figures: Vec<_> = report.figures().iter().map(ToString::to_string).collect();
    if !figures.is_empty() {
        line.push_str(" | ");
        line.push_str(&figures.join(" "));
    }
    line
}

/// The line without what is to be drawn.
pub(super) fn summary(report: &Report) -> String {
    match &report.verdict {
        Verdict::Failed { reason, .. } => unknown(reason),
        Verdict::Judged { health, .. } => {
            let mut shown: Vec<&Finding> = health
                .findings
                .iter()
                .filter(|finding| {
                    finding.severity != Severity::Ok || health.severity == Severity::Ok
                })
                .collect();
            shown.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
            let words: Vec<_> = shown
                .iter()
                .map(|finding| {
                    format!("{} {}", finding.rule.name(), short(&finding.detail, MAX_DETAIL))
                })
                .collect();
            format!("SCOUTWATCH {} - {}", health.severity, words.join("; "))
        }
    }
}

/// The line where nothing is known.
pub(super) fn unknown(reason: &str) -> String {
    format!("SCOUTWATCH {} - {}", Severity::Unknown, short(reason, MAX_REASON))
}

/// One line without a `|`, which would begin the figures, and not too long.
fn short(text: &str, most: usize) -> String {
    let mut short: String = text
        .chars()
        .take(most)
        .map(|character| match character {
            '|' => '/',
            character if character.is_control() => ' ',
            character => character,
        })
        .collect();
    if text.chars().nth(most).is_some() {
        short.push_str("...");
    }
    short
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::commands::check::report::{Report, Verdict};
    use crate::model::{Health, LastJob, Metrics, PerCategory, RunStatus, Severity, Thresholds};
    use chrono::{DateTime, TimeDelta};

    fn metrics(satisfactory: i64, error: Option<&str>) -> Metrics {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        Metrics {
            total_persons: 2033,
            satisfactory,
            missing: 2033 - satisfactory,
            conflicts: 5,
            conflicts_contradicting: None,
            backlog: PerCategory([Some(193), None, Some(1313), Some(168), None]),
            oldest: PerCategory::default(),
            malformed_scout_values: None,
            data_as_of: Some(now - TimeDelta::minutes(2)),
            mode: None,
            last_job: Some(LastJob {
                status: if error.is_some() { RunStatus::Failed } else { RunStatus::Completed },
                started_at: None,
                ended_at: Some(now - TimeDelta::minutes(61)),
                duration_seconds: None,
                summary: None,
                error: error.map(str::to_owned),
                has_living_runner: None,
            }),
            snapshot_timestamp: now,
        }
    }

    fn judged(metrics: Metrics) -> Report {
        let thresholds = Thresholds::default();
        let health = Health::judge(&metrics, &thresholds);
        let verdict = Verdict::Judged { metrics: Box::new(metrics), replay: None, health };
        Report { verdict, thresholds, took: Duration::from_millis(12) }
    }

    #[test]
    fn what_is_wrong_stands_first_and_what_is_well_is_left_out() {
        assert_eq!(
            of(&judged(metrics(357, None))),
            "SCOUTWATCH CRIT - satisfactory 17.5 %, 32.5 points below 50 %; \
             missing 82.5 %, 52.5 points above 30 % | \
             satisfactory=17.56%;80:;50:;0;100 conflicts=5;49;100;0; missing=82.44%;30;;0;100 \
             job_age=3660s;14400;;0; persons=2033;;;0; persons_missing=1676;;;0; backlog_a=193;;;0; \
             backlog_b=U;;;0; backlog_c=1313;;;0; backlog_d=168;;;0; backlog_e=U;;;0; \
             conflicts_with_ledger=U;;;0; malformed_scouts=U;;;0; data_age=120s;;;0; time=0.012s;;;0;"
        );
    }

    #[test]
    fn where_all_is_well_every_rule_says_so() {
        let line = summary(&judged(metrics(2000, None)));
        assert_eq!(
            line,
            "SCOUTWATCH OK - satisfactory 98.3 %; conflicts 5 open; missing 1.7 %; job completed 1h 1m ago"
        );
    }

    #[test]
    fn a_message_can_neither_begin_the_figures_nor_push_them_out() {
        let error = format!("a | b\n{}", "x".repeat(4000));
        let report = judged(metrics(2000, Some(&error)));
        let line = of(&report);
        assert_eq!(line.matches('|').count(), 1, "{line}");
        assert_eq!(line.lines().count(), 1);
        assert!(line.len() < 1000, "{}", line.len());
        assert!(line.starts_with("SCOUTWATCH CRIT - job failed: a / b xxx"), "{line}");
    }

    #[test]
    fn nothing_measured_is_unknown_and_has_no_figures() {
        let verdict = Verdict::Failed { reason: "no | way".to_owned(), failure: None };
        let report =
            Report { verdict, thresholds: Thresholds::default(), took: Duration::default() };
        assert_eq!(of(&report), "SCOUTWATCH UNKNOWN - no / way");
        assert_eq!(report.severity(), Severity::Unknown);
        let json: serde_json::Value = serde_json::from_str(&report.json()).unwrap();
        assert_eq!((&json["state"], &json["exit_code"]), (&"UNKNOWN".into(), &3.into()));
    }
}
