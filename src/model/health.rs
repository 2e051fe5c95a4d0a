//! The verdict on the figures: the rules of the contract, section 8, as data.
//!
//! The state of a rule follows from the figures of one moment and nothing else, so that no two that look at the same
//! moment can disagree: the dashboard, `check`, `show metrics`, Prometheus. What makes itself heard has a memory beside it
//! ([`Finding::heard`]): a figure gets worse at the line, and better only beyond it by a margin, so that one which swings
//! about the line is one change and not many.

mod beginning;

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::format::{percent_down, percent_up};
use super::{Figures, Language, Metrics, RunStatus, metrics::percent, phrases};

/// How bad a figure is. The order is the order of attention: `Unknown` before `Ok`, `Crit` last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Severity {
    /// Nothing to do.
    Ok,
    /// Not measured.
    Unknown,
    /// Worth a look.
    Warn,
    /// Worth waking somebody.
    Crit,
}

impl Severity {
    /// The word that is always shown, whatever the colours.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Unknown => "UNKNOWN",
            Self::Warn => "WARN",
            Self::Crit => "CRIT",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// Where the rules draw their lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// At this share of satisfactory persons, in percent, and above it: OK.
    pub satisfactory_ok_percent: f64,
    /// Below this share: CRIT.
    pub satisfactory_warn_percent: f64,
    /// From this number of open conflicts: WARN.
    pub conflicts_warn: i64,
    /// Above this number of open conflicts: CRIT.
    pub conflicts_crit: i64,
    /// Above this share of missing persons, in percent: WARN.
    pub missing_warn_percent: f64,
    /// When the last job completed longer ago than this: WARN.
    pub job_max_age: Duration,
    /// How far beyond a line a figure has to be until what was heard of it is taken back.
    pub margins: Margins,
}

/// How far beyond a line a figure has to be before it is heard that it got better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Margins {
    /// Of a share, in percent points.
    pub points: f64,
    /// Of open conflicts.
    pub conflicts: i64,
    /// Of the age of the last job.
    pub time: Duration,
}

impl Default for Margins {
    fn default() -> Self {
        Self { points: 0.5, conflicts: 2, time: Duration::from_secs(300) }
    }
}

impl Thresholds {
    /// The lines that a figure has to reach to get better. A margin takes at most half the way to the best
    /// that a figure can be, so that every verdict can be left again.
    fn stricter(&self) -> Self {
        let Margins { points, conflicts, time } = self.margins;
        let up = |line: f64| line + points.min((100.0 - line) / 2.0);
        let down = |line: i64| line - conflicts.min((line - 1) / 2);
        Self {
            satisfactory_ok_percent: up(self.satisfactory_ok_percent),
            satisfactory_warn_percent: up(self.satisfactory_warn_percent),
            conflicts_warn: down(self.conflicts_warn),
            conflicts_crit: down(self.conflicts_crit),
            missing_warn_percent: self.missing_warn_percent
                - points.min(self.missing_warn_percent / 2.0),
            job_max_age: self.job_max_age.saturating_sub(time.min(self.job_max_age / 2)),
            margins: self.margins,
        }
    }

    /// Whether others draw the lines of a rule where these do, with the same margin.
    fn have_the_lines_of(&self, rule: Rule, others: &Self) -> bool {
        let own = |of: &Self| match rule {
            Rule::Satisfactory => Self {
                satisfactory_ok_percent: of.satisfactory_ok_percent,
                satisfactory_warn_percent: of.satisfactory_warn_percent,
                margins: Margins { points: of.margins.points, ..Margins::default() },
                ..Self::default()
            },
            Rule::Conflicts => Self {
                conflicts_warn: of.conflicts_warn,
                conflicts_crit: of.conflicts_crit,
                margins: Margins { conflicts: of.margins.conflicts, ..Margins::default() },
                ..Self::default()
            },
            Rule::Missing => Self {
                missing_warn_percent: of.missing_warn_percent,
                margins: Margins { points: of.margins.points, ..Margins::default() },
                ..Self::default()
            },
            Rule::Job => Self {
                job_max_age: of.job_max_age,
                margins: Margins { time: of.margins.time, ..Margins::default() },
                ..Self::default()
            },
        };
        own(self) == own(others)
    }
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            satisfactory_ok_percent: 80.0,
            satisfactory_warn_percent: 50.0,
            conflicts_warn: 50,
            conflicts_crit: 100,
            missing_warn_percent: 30.0,
            job_max_age: Duration::from_secs(4 * 3600),
            margins: Margins::default(),
        }
    }
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The share of satisfactory persons.
    Satisfactory,
    /// The number of open conflicts.
    Conflicts,
    /// The share of missing persons.
    Missing,
    /// The last run of the refresh job.
    Job,
}

impl Rule {
    /// Every rule, in the order in which equals are listed.
    pub const ALL: [Self; 4] = [Self::Satisfactory, Self::Conflicts, Self::Missing, Self::Job];

    /// What people are told it looks at.
    pub const fn title(self, language: Language) -> &'static str {
        match language {
            Language::English => self.name(),
            Language::Spanish => match self {
                Self::Satisfactory => "satisfactorio",
                Self::Conflicts => "conflictos",
                Self::Missing => "sin scout",
                Self::Job => "tarea",
            },
        }
    }

    /// The word for programs: in the performance data of `check`, in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Satisfactory => "satisfactory",
            Self::Conflicts => "conflicts",
            Self::Missing => "missing",
            Self::Job => "job",
        }
    }
}

/// What one rule says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    /// Which rule.
    pub rule: Rule,
    /// Its verdict.
    pub severity: Severity,
    /// The figure and by how much it misses the line, in words.
    pub detail: String,
    /// Since when the verdict is the same, as far as it is known.
    pub since: Option<DateTime<Utc>>,
    /// Whether it was the same already then, and began at an earlier moment that nobody knows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub began_earlier: bool,
    /// The worse verdict that was heard last, as long as the figure is beyond its line by less than the margin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Severity>,
}

impl Finding {
    /// The verdict that makes itself heard: it gets worse at the line, and better only beyond it by the margin.
    pub fn heard(&self) -> Severity {
        self.held.unwrap_or(self.severity)
    }

    /// The figure and by how much it misses the line, in a language.
    pub fn words(&self, language: Language) -> String {
        phrases::finding(&self.detail, language)
    }
}

/// What all rules say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// The worst verdict.
    pub severity: Severity,
    /// One finding a rule, in the order of [`Rule::ALL`].
    pub findings: Vec<Finding>,
}

impl Health {
    /// The verdict where nothing was measured.
    pub fn unknown() -> Self {
        let findings = Rule::ALL
            .into_iter()
            .map(|rule| Finding {
                rule,
                severity: Severity::Unknown,
                detail: "not measured".to_owned(),
                since: None,
                began_earlier: false,
                held: None,
            })
            .collect();
        Self { severity: Severity::Unknown, findings }
    }

    /// Judges the figures of one moment. Ages are taken by the database's clock alone.
    pub fn judge(metrics: &Metrics, thresholds: &Thresholds) -> Self {
        let finding = |rule| {
            let (severity, detail) = judge_rule(rule, metrics, thresholds);
            Finding { rule, severity, detail, since: None, began_earlier: false, held: None }
        };
        Self::of(Rule::ALL.into_iter().map(finding).collect())
    }

    /// Judges the figures of the moment after `before`: a verdict that stays the same keeps its beginning, and what was heard
    /// is held within the margin.
    pub fn judge_after(before: &Self, metrics: &Metrics, thresholds: &Thresholds) -> Self {
        let finding = |rule| {
            let is_first = before.finding(rule).is_none_or(|earlier| earlier.since.is_none());
            let heard = before.finding(rule).map(Finding::heard);
            Finding {
                held: heard.and_then(|heard| held(rule, heard, metrics, thresholds)),
                ..follow(rule, before, metrics, thresholds, is_first)
            }
        };
        Self::of(Rule::ALL.into_iter().map(finding).collect())
    }

    /// Judges the figures of `before` by other lines. A rule whose own lines stay is judged as after any poll; one whose
    /// lines have moved is judged at them, and when its new verdict began nobody has seen.
    pub fn judge_anew(
        before: &Self,
        metrics: &Metrics,
        was: &Thresholds,
        thresholds: &Thresholds,
    ) -> Self {
        let finding = |rule| {
            let is_same = was.have_the_lines_of(rule, thresholds);
            let heard = before.finding(rule).filter(|_| is_same).map(Finding::heard);
            Finding {
                held: heard.and_then(|heard| held(rule, heard, metrics, thresholds)),
                ..follow(rule, before, metrics, thresholds, !is_same)
            }
        };
        Self::of(Rule::ALL.into_iter().map(finding).collect())
    }

    fn of(findings: Vec<Finding>) -> Self {
        let severity = findings.iter().map(|finding| finding.severity).max();
        Self { severity: severity.unwrap_or(Severity::Unknown), findings }
    }

    /// What one rule says.
    pub fn finding(&self, rule: Rule) -> Option<&Finding> {
        self.findings.iter().find(|finding| finding.rule == rule)
    }

    /// The verdict of one rule.
    pub fn severity_of(&self, rule: Rule) -> Severity {
        self.finding(rule).map_or(Severity::Unknown, |finding| finding.severity)
    }

    /// The worst finding; the first of equals.
    pub fn worst(&self) -> Option<&Finding> {
        self.findings
            .iter()
            .rev()
            .max_by_key(|finding| finding.severity)
            .filter(|finding| finding.severity != Severity::Ok)
    }
}

/// What is heard of a rule after `heard`, where that is worse than its verdict: it gets better only beyond the line by the
/// margin.
fn held(
    rule: Rule,
    heard: Severity,
    metrics: &Metrics,
    thresholds: &Thresholds,
) -> Option<Severity> {
    let (severity, _) = judge_rule(rule, metrics, thresholds);
    if severity >= heard || severity == Severity::Unknown || heard == Severity::Unknown {
        return None;
    }
    let (strict, _) = judge_rule(rule, metrics, &thresholds.stricter());
    Some(strict.min(heard)).filter(|strict| *strict > severity)
}

/// A finding with its beginning: that of `before` where the verdict is the same, else now, or earlier where nobody has
/// seen it begin.
fn follow(
    rule: Rule,
    before: &Health,
    metrics: &Metrics,
    thresholds: &Thresholds,
    is_unseen: bool,
) -> Finding {
    let (severity, detail) = judge_rule(rule, metrics, thresholds);
    let earlier = before.finding(rule).filter(|earlier| earlier.severity == severity);
    let known = earlier.and_then(|earlier| Some((earlier.since?, earlier.began_earlier)));
    let (since, began_earlier) = known.unwrap_or((metrics.snapshot_timestamp, is_unseen));
    Finding { rule, severity, detail, since: Some(since), began_earlier, held: None }
}

fn judge_rule(rule: Rule, metrics: &Metrics, thresholds: &Thresholds) -> (Severity, String) {
    match rule {
        Rule::Satisfactory => judge_satisfactory(&metrics.figures(), thresholds),
        Rule::Conflicts => judge_conflicts(metrics.conflicts, thresholds),
        Rule::Missing => judge_missing(&metrics.figures(), thresholds),
        Rule::Job => judge_job(metrics, thresholds),
    }
}

/// The verdict on figures of an earlier moment, at the line; nothing where they do not tell.
fn judge_figures(rule: Rule, figures: &Figures, thresholds: &Thresholds) -> Option<Severity> {
    let (severity, _) = match rule {
        Rule::Satisfactory => judge_satisfactory(figures, thresholds),
        Rule::Conflicts => judge_conflicts(figures.conflicts?, thresholds),
        Rule::Missing => judge_missing(figures, thresholds),
        Rule::Job => return None,
    };
    Some(severity)
}

fn judge_satisfactory(figures: &Figures, thresholds: &Thresholds) -> (Severity, String) {
    let Some(share) = figures.percent_satisfactory() else {
        return (Severity::Unknown, "no persons".to_owned());
    };
    let (ok, warn) = (thresholds.satisfactory_ok_percent, thresholds.satisfactory_warn_percent);
    if share < warn {
        (
            Severity::Crit,
            format!(
                "{} %, {} points below {warn} %",
                percent_down(share),
                percent_up(warn - share)
            ),
        )
    } else if share < ok {
        (
            Severity::Warn,
            format!("{} %, {} points below {ok} %", percent_down(share), percent_up(ok - share)),
        )
    } else {
        (Severity::Ok, format!("{} %", percent_down(share)))
    }
}

fn judge_conflicts(open: i64, thresholds: &Thresholds) -> (Severity, String) {
    if open > thresholds.conflicts_crit {
        (Severity::Crit, format!("{open} open, more than {}", thresholds.conflicts_crit))
    } else if open >= thresholds.conflicts_warn {
        (Severity::Warn, format!("{open} open, {} or more", thresholds.conflicts_warn))
    } else {
        (Severity::Ok, format!("{open} open"))
    }
}

fn judge_missing(figures: &Figures, thresholds: &Thresholds) -> (Severity, String) {
    let Some(share) = percent(figures.missing, figures.total_persons) else {
        return (Severity::Unknown, "no persons".to_owned());
    };
    let limit = thresholds.missing_warn_percent;
    if share > limit {
        (
            Severity::Warn,
            format!(
                "{} %, {} points above {limit} %",
                percent_up(share),
                percent_up(share - limit)
            ),
        )
    } else {
        (Severity::Ok, format!("{} %", percent_up(share)))
    }
}

fn judge_job(metrics: &Metrics, thresholds: &Thresholds) -> (Severity, String) {
    let Some(job) = &metrics.last_job else {
        return (Severity::Unknown, "never run".to_owned());
    };
    match &job.status {
        RunStatus::Failed => {
            let error = job.error.as_deref().unwrap_or("no reason given");
            (Severity::Crit, format!("failed: {error}"))
        }
        RunStatus::Running if job.has_living_runner == Some(false) => {
            (Severity::Warn, "running, but its runner is gone".to_owned())
        }
        RunStatus::Running => (Severity::Ok, "running".to_owned()),
        RunStatus::Completed => {
            let Some(ended_at) = job.ended_at else {
                return (Severity::Unknown, "completed, nobody knows when".to_owned());
            };
            let age = (metrics.snapshot_timestamp - ended_at).to_std().unwrap_or_default();
            let words = |age: Duration| {
                humantime::format_duration(Duration::from_secs(age.as_secs() / 60 * 60)).to_string()
            };
            if age > thresholds.job_max_age {
                let over = age.saturating_sub(thresholds.job_max_age);
                (Severity::Warn, format!("completed {} ago, {} too long", words(age), words(over)))
            } else {
                (Severity::Ok, format!("completed {} ago", words(age)))
            }
        }
        RunStatus::Unknown(label) => (Severity::Unknown, format!("status {label}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{LastJob, PerCategory};
    use chrono::TimeDelta;

    fn metrics(satisfactory: i64, conflicts: i64) -> Metrics {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        Metrics {
            total_persons: 1000,
            satisfactory,
            missing: 1000 - satisfactory,
            conflicts,
            conflicts_contradicting: None,
            backlog: PerCategory::default(),
            oldest: PerCategory::default(),
            malformed_scout_values: None,
            data_as_of: None,
            mode: None,
            last_job: Some(LastJob {
                status: RunStatus::Completed,
                started_at: Some(now - TimeDelta::minutes(62)),
                ended_at: Some(now - TimeDelta::minutes(61)),
                duration_seconds: Some(60),
                summary: None,
                error: None,
                has_living_runner: None,
            }),
            snapshot_timestamp: now,
        }
    }

    fn severity(metrics: &Metrics, rule: Rule) -> Severity {
        Health::judge(metrics, &Thresholds::default()).severity_of(rule)
    }

    #[test]
    fn the_lines_are_where_the_contract_draws_them() {
        for (satisfactory, expected) in [
            (800, Severity::Ok),
            (799, Severity::Warn),
            (500, Severity::Warn),
            (499, Severity::Crit),
        ] {
            assert_eq!(severity(&metrics(satisfactory, 0), Rule::Satisfactory), expected);
        }
        for (open, expected) in
            [(49, Severity::Ok), (50, Severity::Warn), (100, Severity::Warn), (101, Severity::Crit)]
        {
            assert_eq!(severity(&metrics(900, open), Rule::Conflicts), expected, "{open}");
        }
        assert_eq!(severity(&metrics(700, 0), Rule::Missing), Severity::Ok);
        assert_eq!(severity(&metrics(699, 0), Rule::Missing), Severity::Warn);
    }

    /// What is heard of a sequence of figures.
    fn sequence(rule: Rule, figures: impl IntoIterator<Item = Metrics>) -> Vec<Severity> {
        let mut health = Health::unknown();
        let judged = figures.into_iter().map(|metrics| {
            health = Health::judge_after(&health, &metrics, &Thresholds::default());
            assert_eq!(health.severity_of(rule), severity(&metrics, rule), "as at any other look");
            health.finding(rule).unwrap().heard()
        });
        judged.collect()
    }

    #[test]
    fn a_figure_is_heard_to_get_worse_at_the_line_and_better_beyond_the_margin() {
        use Severity::{Crit, Ok, Warn};
        let shares = [800, 799, 800, 804, 805, 799, 499, 500, 504, 505, 804, 499, 900];
        assert_eq!(
            sequence(Rule::Satisfactory, shares.map(|persons| metrics(persons, 0))),
            [Ok, Warn, Warn, Warn, Ok, Warn, Crit, Crit, Crit, Warn, Warn, Crit, Ok]
        );
        let open = [49, 50, 49, 48, 47, 101, 100, 99, 98, 48, 47];
        assert_eq!(
            sequence(Rule::Conflicts, open.map(|open| metrics(900, open))),
            [Ok, Warn, Warn, Warn, Ok, Crit, Crit, Crit, Warn, Warn, Ok]
        );
        let satisfactory = [700, 699, 700, 704, 705];
        assert_eq!(
            sequence(Rule::Missing, satisfactory.map(|persons| metrics(persons, 0))),
            [Ok, Warn, Warn, Warn, Ok]
        );
        let ages = [239, 241, 240, 236, 235].map(|minutes| {
            let mut figures = metrics(900, 0);
            let ended = figures.snapshot_timestamp - TimeDelta::minutes(minutes);
            figures.last_job.as_mut().unwrap().ended_at = Some(ended);
            figures
        });
        assert_eq!(sequence(Rule::Job, ages), [Ok, Warn, Warn, Warn, Ok]);
    }

    #[test]
    fn a_verdict_that_stays_the_same_keeps_its_beginning() {
        let thresholds = Thresholds::default();
        let first = Health::judge_after(&Health::unknown(), &metrics(799, 0), &thresholds);
        let mut later = metrics(798, 0);
        later.snapshot_timestamp += TimeDelta::minutes(1);
        let second = Health::judge_after(&first, &later, &thresholds);
        let finding = second.finding(Rule::Satisfactory).unwrap();
        assert_eq!(finding.since, Some(metrics(0, 0).snapshot_timestamp));
        later.satisfactory = 802;
        let third = Health::judge_after(&second, &later, &thresholds);
        let finding = third.finding(Rule::Satisfactory).unwrap();
        assert_eq!((finding.severity, finding.heard()), (Severity::Ok, Severity::Warn));
        assert_eq!(finding.since, Some(later.snapshot_timestamp));
    }

    #[test]
    fn every_verdict_can_be_left_whatever_the_lines() {
        let margins =
            Margins { points: 100.0, conflicts: 1_000_000, time: Duration::from_secs(86_400) };
        for (ok, conflicts, age) in [(80.0, 50, 240), (99.9, 1, 1), (100.0, 2, 60)] {
            let thresholds = Thresholds {
                satisfactory_ok_percent: ok,
                conflicts_warn: conflicts,
                conflicts_crit: conflicts,
                missing_warn_percent: 0.0,
                job_max_age: Duration::from_secs(age * 60),
                margins,
                ..Thresholds::default()
            };
            let mut bad = metrics(0, 1_000);
            bad.last_job.as_mut().unwrap().status = RunStatus::Failed;
            let mut best = metrics(1000, 0);
            best.last_job.as_mut().unwrap().ended_at = Some(best.snapshot_timestamp);
            let before = Health::judge_after(&Health::unknown(), &bad, &thresholds);
            assert_eq!(before.severity, Severity::Crit);
            let after = Health::judge_after(&before, &best, &thresholds);
            assert_eq!(after.severity, Severity::Ok, "{after:?}");
            assert!(after.findings.iter().all(|finding| finding.held.is_none()), "{after:?}");
        }
    }

    #[test]
    fn the_worst_finding_is_the_state() {
        let health = Health::judge(&metrics(900, 0), &Thresholds::default());
        assert_eq!((health.severity, health.worst()), (Severity::Ok, None));
        let health = Health::judge(&metrics(499, 50), &Thresholds::default());
        assert_eq!(health.severity, Severity::Crit);
        assert_eq!(health.worst().map(|finding| finding.rule), Some(Rule::Satisfactory));
    }

    #[test]
    fn nobody_registered_is_unknown_and_not_healthy() {
        let mut nobody = metrics(0, 0);
        nobody.total_persons = 0;
        nobody.missing = 0;
        let health = Health::judge(&nobody, &Thresholds::default());
        assert_eq!(health.severity, Severity::Unknown);
    }

    #[test]
    fn a_job_is_judged_by_its_end() {
        let mut figures = metrics(900, 0);
        assert_eq!(severity(&figures, Rule::Job), Severity::Ok);
        let job = figures.last_job.as_mut().unwrap();
        job.ended_at = Some(figures.snapshot_timestamp - TimeDelta::hours(5));
        assert_eq!(severity(&figures, Rule::Job), Severity::Warn);
        let job = figures.last_job.as_mut().unwrap();
        job.status = RunStatus::Running;
        job.has_living_runner = Some(false);
        assert_eq!(severity(&figures, Rule::Job), Severity::Warn);
        figures.last_job.as_mut().unwrap().status = RunStatus::Failed;
        assert_eq!(severity(&figures, Rule::Job), Severity::Crit);
        figures.last_job = None;
        assert_eq!(severity(&figures, Rule::Job), Severity::Unknown);
    }
}
