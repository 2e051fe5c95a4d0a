//! What is wrong, worst first: what, by how much, since when, what moved, and where to look.

use std::cmp::Reverse;

use super::delta;
use super::screens::{ScreenId, ViewContext};
use super::theme::shape;
use crate::model::format::signed;
use crate::model::{Category, Failure, Figures, Finding, Link, Rule, Severity, Snapshot};

/// What a problem is known by, so that a walk goes on after a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemId {
    /// The database is lost.
    Link,
    /// A rule of health is broken.
    Rule(Rule),
    /// What a screen shows could not be read.
    Panel(ScreenId),
}

/// Where a problem is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A screen.
    Screen(ScreenId),
    /// A category among the others.
    Category(Category),
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What it is known by.
    pub id: ProblemId,
    /// How bad it is.
    pub severity: Severity,
    /// What, by how much, since when, what moved.
    pub words: String,
    /// Where to look.
    pub place: Place,
}

/// Everything that is wrong, worst first. Of equals what could not be read comes first, since rules judge what was read, then
/// the rules in their order.
pub fn problems(context: &ViewContext<'_>) -> Vec<Problem> {
    let snapshot = context.snapshot;
    let mut problems: Vec<_> = lost(context).into_iter().collect();
    problems.extend(unread(snapshot));
    let broken = snapshot.health.findings.iter().filter(|found| found.severity != Severity::Ok);
    problems.extend(broken.map(|finding| of_rule(finding, context)));
    problems.sort_by_key(|problem| Reverse(problem.severity));
    problems
}

fn lost(context: &ViewContext<'_>) -> Option<Problem> {
    let Link::Lost { since, failure, .. } = &context.snapshot.link else { return None };
    Some(Problem {
        id: ProblemId::Link,
        severity: Severity::Crit,
        words: format!("no database since {}: {failure}", context.zone.time(*since)),
        place: Place::Screen(ScreenId::Log),
    })
}

fn of_rule(finding: &Finding, context: &ViewContext<'_>) -> Problem {
    let snapshot = context.snapshot;
    let mut words = vec![format!("{}: {}", finding.rule.name(), finding.detail)];
    words.extend(finding.since.map(|since| format!("since {}", context.zone.time(since))));
    words.extend(moved(finding.rule, context));
    let place = match finding.rule {
        Rule::Satisfactory | Rule::Missing => {
            largest(snapshot).map_or(Place::Screen(ScreenId::Backlog), Place::Category)
        }
        Rule::Conflicts => Place::Screen(ScreenId::Conflicts),
        Rule::Job => Place::Screen(ScreenId::Jobs),
    };
    Problem {
        id: ProblemId::Rule(finding.rule),
        severity: finding.severity,
        words: words.join(" · "),
        place,
    }
}

/// The category with the most persons.
fn largest(snapshot: &Snapshot) -> Option<Category> {
    let backlog = &snapshot.metrics.value.as_ref()?.backlog;
    // Of equals the first.
    Category::ALL
        .into_iter()
        .rev()
        .filter(|category| backlog.get(*category).is_some())
        .max_by_key(|category| backlog.get(*category))
}

/// What has changed since the moment that figures are compared with.
fn moved(rule: Rule, context: &ViewContext<'_>) -> Option<String> {
    let metrics = context.snapshot.metrics.value.as_ref()?;
    let change = match rule {
        Rule::Satisfactory => {
            delta::points(metrics.percent_satisfactory(), context, Figures::percent_satisfactory)?
        }
        Rule::Missing => delta::counted(metrics.missing, context, |then| Some(then.missing))?,
        Rule::Conflicts => delta::counted(metrics.conflicts, context, |then| then.conflicts)?,
        Rule::Job => return None,
    };
    let by_category = by_category(context).filter(|_| rule != Rule::Conflicts);
    Some(by_category.map_or(change.clone(), |words| format!("{change}: {words}")))
}

/// The categories that have grown or shrunk, the greatest change first: `A +38, D +3`.
fn by_category(context: &ViewContext<'_>) -> Option<String> {
    let now = &context.snapshot.metrics.value.as_ref()?.backlog;
    let then = &context.snapshot.baselines.nearest()?.figures.backlog;
    let mut changes: Vec<_> = Category::ALL
        .into_iter()
        .filter_map(|category| Some((category, now.get(category)? - then.get(category)?)))
        .filter(|(_, change)| *change != 0)
        .collect();
    changes.sort_by_key(|(_, change)| Reverse(change.abs()));
    let words: Vec<_> = changes
        .iter()
        .map(|(category, change)| format!("{category} {}", signed(*change)))
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// What could not be read while the database answers otherwise.
fn unread(snapshot: &Snapshot) -> Vec<Problem> {
    if matches!(snapshot.link, Link::Lost { .. }) {
        return Vec::new();
    }
    let panels: [(ScreenId, &str, Option<&Failure>); 4] = [
        (ScreenId::Overview, "figures", snapshot.metrics.failure.as_ref()),
        (ScreenId::Trend, "history", snapshot.daily.failure.as_ref()),
        (ScreenId::Conflicts, "conflicts", snapshot.conflicts.failure.as_ref()),
        (ScreenId::Jobs, "runs", snapshot.runs.failure.as_ref()),
    ];
    panels
        .into_iter()
        .filter_map(|(screen, what, failure)| {
            Some(Problem {
                id: ProblemId::Panel(screen),
                severity: Severity::Crit,
                words: format!("{what} cannot be read: {}", failure?),
                place: Place::Screen(screen),
            })
        })
        .collect()
}

/// A problem in a line, with its number among all.
pub fn line(problem: &Problem, number: usize, all: usize) -> String {
    let Problem { severity, words, .. } = problem;
    format!("{number} of {all}  {} {severity} {words}", shape(*severity))
}
