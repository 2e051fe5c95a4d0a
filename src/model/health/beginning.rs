//! Since when a verdict is the same. A program that has just started has seen nothing begin: it says `before`, and looks
//! into the stored days for how long before.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Finding, Health, Rule, Severity, Thresholds, judge_figures};
use crate::model::{DailyPoint, Language, LastJob, RunStatus, say};

/// How far apart two neighbouring days may have been measured. A missing day between them is not guessed.
const NEIGHBOURS: TimeDelta = TimeDelta::hours(36);

impl Finding {
    /// Since when the verdict is the same, in words: a moment, or `before` one. `time` writes the moment.
    pub fn beginning(
        &self,
        language: Language,
        time: impl FnOnce(DateTime<Utc>) -> String,
    ) -> Option<String> {
        let at = time(self.since?);
        Some(if self.began_earlier { say!(language, "before {at}", "antes de {at}") } else { at })
    }
}

impl Health {
    /// Dates the verdicts that were there at the first figures: by the stored days on which they were the same, oldest
    /// first, and by the job itself.
    pub fn look_back(
        &mut self,
        days: &[DailyPoint],
        job: Option<&LastJob>,
        thresholds: &Thresholds,
    ) {
        for finding in self.findings.iter_mut().filter(|finding| finding.began_earlier) {
            match finding.rule {
                Rule::Job => date_job(finding, job, thresholds),
                _ => date_figure(finding, days, thresholds),
            }
        }
    }
}

fn date_figure(finding: &mut Finding, days: &[DailyPoint], thresholds: &Thresholds) {
    let Some(mut since) = finding.since else { return };
    for day in days.iter().rev() {
        let Some(at) = day.measured_at() else { break };
        if at >= since {
            continue;
        }
        let severity = judge_figures(finding.rule, &day.figures(), thresholds);
        if since - at > NEIGHBOURS || severity != Some(finding.severity) {
            break;
        }
        since = at;
    }
    finding.since = Some(since);
}

/// What a job says of itself: when it ended, and from then on when it was too old.
fn date_job(finding: &mut Finding, job: Option<&LastJob>, thresholds: &Thresholds) {
    let Some((job, ended_at)) = job.and_then(|job| Some((job, job.ended_at?))) else { return };
    let limit = TimeDelta::from_std(thresholds.job_max_age).unwrap_or_default();
    let (since, began_earlier) = match (&job.status, finding.severity) {
        (RunStatus::Completed, Severity::Warn) => (ended_at + limit, false),
        (RunStatus::Completed, Severity::Ok) | (RunStatus::Failed, Severity::Crit) => {
            (ended_at, true)
        }
        _ => return,
    };
    if finding.since.is_none_or(|seen| since <= seen) {
        (finding.since, finding.began_earlier) = (Some(since), began_earlier);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn noon(days_ago: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000 - days_ago) + TimeDelta::hours(12)
    }

    fn day(days_ago: i64, satisfactory: i64) -> DailyPoint {
        let noon = noon(days_ago);
        DailyPoint::of_a_thousand(noon.date_naive(), satisfactory).measured(noon)
    }

    /// Verdicts that were there at the first figures.
    fn first(severity: Severity) -> Health {
        let mut health = Health::unknown();
        for finding in &mut health.findings {
            finding.severity = severity;
            finding.since = Some(noon(0));
            finding.began_earlier = true;
        }
        health
    }

    fn looked_back(rule: Rule, severity: Severity, days: &[DailyPoint]) -> Option<DateTime<Utc>> {
        let mut health = first(severity);
        health.look_back(days, None, &Thresholds::default());
        health.finding(rule).filter(|finding| finding.began_earlier)?.since
    }

    #[test]
    fn a_verdict_goes_back_as_far_as_the_days_agree() {
        let since = |days: &[DailyPoint]| looked_back(Rule::Satisfactory, Severity::Crit, days);
        assert_eq!(since(&[]), Some(noon(0)));
        assert_eq!(since(&[day(3, 400), day(2, 400), day(1, 400)]), Some(noon(3)));
        assert_eq!(since(&[day(3, 400), day(2, 900), day(1, 400)]), Some(noon(1)));
        assert_eq!(since(&[day(4, 400), day(2, 400), day(1, 400)]), Some(noon(2)));
        assert_eq!(since(&[day(9, 400)]), Some(noon(0)));
        let mut guessed = day(2, 400);
        guessed.is_reconstructed = Some(true);
        assert_eq!(since(&[day(3, 400), guessed, day(1, 400)]), Some(noon(1)));
        // How many conflicts there were is not stored.
        let conflicts = looked_back(Rule::Conflicts, Severity::Ok, &[day(1, 400)]);
        assert_eq!(conflicts, Some(noon(0)));
    }

    #[test]
    fn what_was_seen_to_begin_is_not_dated_anew() {
        let mut health = first(Severity::Crit);
        for finding in &mut health.findings {
            finding.began_earlier = false;
        }
        let before = health.clone();
        health.look_back(&[day(1, 400)], None, &Thresholds::default());
        assert_eq!(health, before);
    }

    #[test]
    fn a_job_says_itself_since_when() {
        let job = |status, hours| LastJob {
            status,
            started_at: None,
            ended_at: Some(noon(0) - TimeDelta::hours(hours)),
            duration_seconds: None,
            summary: None,
            error: None,
            has_living_runner: None,
        };
        let dated = |severity, job: &LastJob| {
            let mut health = first(severity);
            let limit = Duration::from_secs(4 * 3600);
            let thresholds = Thresholds { job_max_age: limit, ..Thresholds::default() };
            health.look_back(&[], Some(job), &thresholds);
            let finding = health.finding(Rule::Job).unwrap();
            (noon(0) - finding.since.unwrap(), finding.began_earlier)
        };
        let hours = TimeDelta::hours;
        assert_eq!(dated(Severity::Crit, &job(RunStatus::Failed, 7)), (hours(7), true));
        assert_eq!(dated(Severity::Warn, &job(RunStatus::Completed, 7)), (hours(3), false));
        assert_eq!(dated(Severity::Ok, &job(RunStatus::Completed, 1)), (hours(1), true));
        assert_eq!(dated(Severity::Ok, &job(RunStatus::Running, 1)), (hours(0), true));
    }

    #[test]
    fn words_tell_a_beginning_that_was_seen_from_one_that_was_not() {
        let finding = first(Severity::Crit).findings.remove(0);
        let time = |at: DateTime<Utc>| at.format("%H:%MZ").to_string();
        let words = |finding: &Finding, language| finding.beginning(language, time).unwrap();
        assert_eq!(words(&finding, Language::English), "before 12:00Z");
        assert_eq!(words(&finding, Language::Spanish), "antes de 12:00Z");
        let seen = Finding { began_earlier: false, ..finding };
        assert_eq!(words(&seen, Language::Spanish), "12:00Z");
    }
}
