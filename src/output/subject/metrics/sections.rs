//! The headline for people: verdict, persons, backlog, last job.

use super::Headline;
use crate::model::run::steps_of;
use crate::model::{Category, Finding, Language, LastJob, Metrics, Severity, format};
use crate::output::subject::jobs::steps_in_words;
use crate::output::{Cell, Column, Rounding, Section, Sheet};

/// A line of the verdict.
struct Verdict<'a> {
    rule: &'static str,
    severity: Severity,
    detail: &'a str,
}

impl<'a> From<&'a Finding> for Verdict<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self { rule: finding.rule.name(), severity: finding.severity, detail: &finding.detail }
    }
}

/// A number of persons or conflicts, and which part of all it is.
struct Figure {
    name: &'static str,
    count: Option<i64>,
    share: Cell,
}

pub(super) fn of(headline: &Headline) -> Vec<Section> {
    let metrics = &headline.metrics;
    let mut sections = vec![
        Section::titled("Health", health(headline)),
        Section::titled("Persons", persons(metrics)),
        Section::titled("Backlog", backlog(metrics)),
    ];
    sections.push(match &metrics.last_job {
        Some(job) => Section::titled("Last refresh", last_job(job)),
        None => {
            Section::titled("Last refresh", Sheet::fields([("status", Cell::word("never run"))]))
        }
    });
    sections.push(Section::titled("Measured", measured(metrics)));
    sections
}

fn health(headline: &Headline) -> Sheet {
    let columns = [
        Column::shown("", |line: &Verdict<'_>| Cell::word(line.rule)),
        Column::shown("", |line: &Verdict<'_>| Cell::State(line.severity)),
        Column::shown("", |line: &Verdict<'_>| line.detail.into()).shrinks(8),
    ];
    let overall = Verdict { rule: "overall", severity: headline.health.severity, detail: "" };
    let findings = headline.health.findings.iter().map(Verdict::from);
    let lines: Vec<_> = std::iter::once(overall).chain(findings).collect();
    Sheet::of(&columns, &lines)
}

fn persons(metrics: &Metrics) -> Sheet {
    let columns = [
        Column::shown("", |figure: &Figure| Cell::word(figure.name)),
        Column::shown("", |figure: &Figure| Cell::count(figure.count)).right(),
        Column::shown("", |figure: &Figure| figure.share.clone()).right(),
    ];
    let all = metrics.total_persons;
    let figure = |name, count, share| Figure { name, count, share };
    let nothing = || Cell::word("");
    let figures = [
        figure("in the registry", Some(all), nothing()),
        figure(
            "with a scout (satisfactory)",
            Some(metrics.satisfactory),
            Cell::share(metrics.satisfactory, all, Rounding::Down),
        ),
        figure(
            "missing a scout",
            Some(metrics.missing),
            Cell::share(metrics.missing, all, Rounding::Up),
        ),
        figure("in an open conflict", Some(metrics.conflicts), nothing()),
        figure("contradicting the ledger", metrics.conflicts_contradicting, nothing()),
    ];
    Sheet::of(&columns, &figures)
}

fn backlog(metrics: &Metrics) -> Sheet {
    /// A category and the figures it stands in.
    struct Line<'a>(Category, &'a Metrics);
    let columns = [
        Column::shown("CATEGORY", |line: &Line<'_>| Cell::word(line.0.letter())),
        Column::shown("PERSONS", |line: &Line<'_>| Cell::count(line.1.backlog.get(line.0))).right(),
        Column::shown("SHARE", |line: &Line<'_>| {
            let count = line.1.backlog.get(line.0);
            count.map_or(Cell::Unknown, |count| Cell::share(count, line.1.missing, Rounding::Up))
        })
        .right(),
        Column::shown("OLDEST", |line: &Line<'_>| {
            let oldest = line.1.oldest.get(line.0);
            oldest
                .map(|oldest| format::age(line.1.snapshot_timestamp - oldest))
                .map(Cell::Word)
                .into()
        })
        .right(),
        Column::shown("WHY", |line: &Line<'_>| Cell::word(line.0.title(Language::English))),
        Column::shown("WHAT TO DO", |line: &Line<'_>| Cell::word(line.0.advice(Language::English)))
            .shrinks(24)
            .drops(1),
    ];
    Sheet::of(&columns, &Category::ALL.map(|category| Line(category, metrics)))
}

fn last_job(job: &LastJob) -> Sheet {
    let mut fields = vec![
        ("status", job.status.label().into()),
        ("started", job.started_at.into()),
        ("ended", job.ended_at.into()),
        ("took", Cell::seconds(job.duration_seconds)),
    ];
    let steps = job.summary.as_ref().map(steps_of).unwrap_or_default();
    if !steps.is_empty() {
        fields.push(("changed", Cell::Text(steps_in_words(&steps))));
    }
    if job.has_living_runner == Some(false) {
        fields.push(("runner", Cell::word("gone: nobody runs it any more")));
    }
    if let Some(error) = &job.error {
        fields.push(("error", error.into()));
    }
    Sheet::fields(fields)
}

fn measured(metrics: &Metrics) -> Sheet {
    let mut fields =
        vec![("at", metrics.snapshot_timestamp.into()), ("data as of", metrics.data_as_of.into())];
    if let Some(count) = metrics.malformed_scout_values {
        fields.push(("malformed scouts", Cell::Count(count)));
    }
    fields.push(("mode", metrics.mode.as_deref().into()));
    Sheet::fields(fields)
}
