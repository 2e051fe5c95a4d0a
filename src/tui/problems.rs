//! What is wrong, worst first: what, by how much, since when, what moved, and where to look.

use std::cmp::Reverse;

use super::delta;
use super::forecast;
use super::screens::{ScreenId, ViewContext};
use super::standby;
use super::theme::shape;
use crate::model::format::signed;
use crate::model::{
    Category, Cause, Failure, Figures, Finding, Language, Link, Rule, Severity, Snapshot, Text, say,
};

/// What a problem is known by, so that a walk goes on after a poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemId {
    /// The database is lost, or far behind its primary.
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
    problems.extend(unread(snapshot, context.theme.language));
    let broken = snapshot.health.findings.iter().filter(|found| found.severity != Severity::Ok);
    problems.extend(broken.map(|finding| of_rule(finding, context)));
    problems.sort_by_key(|problem| Reverse(problem.severity));
    problems
}

fn lost(context: &ViewContext<'_>) -> Option<Problem> {
    let language = context.theme.language;
    let words = if let Link::Lost { since, failure, .. } = &context.snapshot.link {
        let (since, why) = (context.zone.time(*since), failure.words(language));
        say!(language, "no database since {since}: {why}", "sin base de datos desde {since}: {why}")
    } else {
        let Cause::Behind(replay) = context.distrust()?.cause else { return None };
        standby::reason(replay, language)
    };
    Some(Problem {
        id: ProblemId::Link,
        severity: Severity::Crit,
        words,
        place: Place::Screen(ScreenId::Log),
    })
}

fn of_rule(finding: &Finding, context: &ViewContext<'_>) -> Problem {
    let (snapshot, language) = (context.snapshot, context.theme.language);
    let mut words = vec![format!("{}: {}", finding.rule.title(language), finding.words(language))];
    let since = context.beginning(finding);
    words.extend(since.map(|since| say!(language, "since {since}", "desde {since}")));
    words.extend(moved(finding.rule, context));
    let forecast = forecast::words(finding.rule, context);
    words.extend(forecast.map(|what| say!(language, "at this pace {what}", "a este ritmo {what}")));
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
fn unread(snapshot: &Snapshot, language: Language) -> Vec<Problem> {
    if matches!(snapshot.link, Link::Lost { .. }) {
        return Vec::new();
    }
    let panels: [(ScreenId, Text, Option<&Failure>); 4] = [
        (ScreenId::Overview, Text::new("figures", "las cifras"), snapshot.metrics.failure.as_ref()),
        (ScreenId::Trend, Text::new("history", "la historia"), snapshot.daily.failure.as_ref()),
        (
            ScreenId::Conflicts,
            Text::new("conflicts", "los conflictos"),
            snapshot.conflicts.failure.as_ref(),
        ),
        (ScreenId::Jobs, Text::new("runs", "las ejecuciones"), snapshot.runs.failure.as_ref()),
    ];
    panels
        .into_iter()
        .filter_map(|(screen, what, failure)| {
            Some(Problem {
                id: ProblemId::Panel(screen),
                severity: Severity::Crit,
                words: {
                    let (what, why) = (what.of(language), failure?.words(language));
                    say!(
                        language,
                        "{what} cannot be read: {why}",
                        "no se pueden leer {what}: {why}"
                    )
                },
                place: Place::Screen(screen),
            })
        })
        .collect()
}

/// A problem in a line, with its number among all.
pub fn line(problem: &Problem, number: usize, all: usize, language: Language) -> String {
    let Problem { severity, words, .. } = problem;
    let shape = shape(*severity);
    say!(
        language,
        "{number} of {all}  {shape} {severity} {words}",
        "{number} de {all}  {shape} {severity} {words}"
    )
}
