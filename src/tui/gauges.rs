//! The four figures that the rules of health judge: satisfactory, missing, conflicts, job.

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::delta;
use super::pane::below_rule;
use super::screens::ViewContext;
use super::text::{Align, fit, width};
use super::theme::{Role, Theme, shape};
use super::widgets::rule::Rule as RuleLine;
use super::widgets::{lines, mark};
use crate::model::format::{UNKNOWN, age, count, percent_down};
use crate::model::{Figures, Language, Metrics, Rule, RunStatus, Severity, Snapshot, Text, say};

/// In place of a verdict on figures that are no figures of now.
pub(super) const STALE: &str = "~ STALE";

/// From this width on two gauges stand beside each other.
const TWO: u16 = 60;

/// From this width on all four do.
const FOUR: u16 = 150;

/// Gauges beside each other.
fn columns(area: Rect) -> u16 {
    match area.width {
        FOUR.. => 4,
        TWO..FOUR => 2,
        _ => 1,
    }
}

/// Rows that the gauges take.
pub fn height(area: Rect) -> u16 {
    (Rule::ALL.len() as u16 / columns(area)).min(area.height)
}

/// Draws the gauges.
pub fn view(context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
    let columns = columns(area);
    let width = area.width / columns;
    for (index, rule) in ORDER.into_iter().enumerate() {
        let (row, column) = (index as u16 / columns, index as u16 % columns);
        if row < area.height {
            let place = Rect::new(area.x + column * width, area.y + row, width, 1);
            lines(place, buffer, [gauge(rule, context, usize::from(width))]);
        }
    }
}

/// The order on screen: shares at the left, counts at the right.
pub(super) const ORDER: [Rule; 4] = [Rule::Satisfactory, Rule::Missing, Rule::Conflicts, Rule::Job];

fn gauge(rule: Rule, context: &ViewContext<'_>, cells: usize) -> Line<'static> {
    let theme = context.theme;
    let metrics = context.snapshot.metrics.value.as_ref();
    let severity = context.snapshot.health.severity_of(rule);
    let is_trusted = context.distrust().is_none();
    let verdict = verdict(severity, is_trusted);
    let value =
        metrics.map_or_else(|| UNKNOWN.to_owned(), |metrics| value(rule, metrics, theme.language));
    let change = match metrics {
        // How an old figure had changed would be taken for news.
        Some(_) if !is_trusted => was(severity, theme.language),
        Some(metrics) => change(rule, metrics, context).unwrap_or_default(),
        None => String::new(),
    };
    let gap = " ".repeat(8_usize.saturating_sub(width(&verdict)));
    let names = ORDER.map(|rule| width(name(rule, theme.language))).into_iter().max().unwrap_or(0);
    let figure_style = theme.style(if is_trusted { Role::Strong } else { Role::Dim });
    let mut line = Line::from(vec![
        Span::raw(format!(" {}", fit(name(rule, theme.language), names, Align::Left))),
        Span::styled(fit(&value, width(&value).max(8), Align::Right), figure_style),
        mark(is_changed(rule, context), theme),
        Span::styled(verdict, verdict_style(severity, is_trusted, theme)),
    ]);
    // Half a figure says something else, so the change is there whole or not at all.
    let change = gap + &change;
    if line.width() + width(&change) <= cells {
        line.push_span(Span::raw(change));
    }
    line
}

/// The word of a verdict behind its shape. One on figures that are no figures of now is none.
fn verdict(severity: Severity, is_trusted: bool) -> String {
    if is_trusted { format!("{} {}", shape(severity), severity.word()) } else { STALE.to_owned() }
}

fn verdict_style(severity: Severity, is_trusted: bool, theme: Theme) -> Style {
    if is_trusted { theme.severity(severity) } else { theme.style(Role::Unknown) }
}

/// What the verdict was when it was one.
fn was(severity: Severity, language: Language) -> String {
    let word = severity.word();
    say!(language, "was {word}", "era {word}")
}

/// Whether a poll changed a figure or its verdict.
fn is_changed(rule: Rule, context: &ViewContext<'_>) -> bool {
    let Some(before) = context.before else { return false };
    let figure = |snapshot: &Snapshot| {
        let metrics = snapshot.metrics.value.as_ref()?;
        // The age of a job changes with every poll, and says nothing.
        let job = metrics.last_job.as_ref();
        let job = job.map(|job| (job.status.clone(), job.started_at, job.ended_at));
        Some(if rule == Rule::Job { (None, job) } else { (Some(figure(rule, metrics)), None) })
    };
    let now = context.snapshot;
    figure(before) != figure(now) || before.health.severity_of(rule) != now.health.severity_of(rule)
}

/// The word above or before a figure.
pub(super) fn name(rule: Rule, language: Language) -> &'static str {
    let name = match rule {
        Rule::Satisfactory => Text::new("SATISFACTORY", "SATISFACTORIO"),
        Rule::Missing => Text::new("MISSING", "SIN SCOUT"),
        Rule::Conflicts => Text::new("CONFLICTS", "CONFLICTOS"),
        Rule::Job => Text::new("LAST JOB", "ÚLT. TAREA"),
    };
    name.of(language)
}

fn value(rule: Rule, metrics: &Metrics, language: Language) -> String {
    match rule {
        Rule::Job => match job_age(metrics).map(age) {
            None => language.choose("never", "nunca").to_owned(),
            Some(age) => say!(language, "{age} ago", "hace {age}"),
        },
        _ => figure(rule, metrics),
    }
}

/// The figure that a rule judges; the last job has none but its age.
pub(super) fn figure(rule: Rule, metrics: &Metrics) -> String {
    let figure = match rule {
        Rule::Satisfactory => {
            metrics.percent_satisfactory().map(|share| format!("{}%", percent_down(share)))
        }
        Rule::Missing => Some(count(metrics.missing)),
        Rule::Conflicts => Some(count(metrics.conflicts)),
        Rule::Job => job_age(metrics).map(age),
    };
    figure.unwrap_or_else(|| UNKNOWN.to_owned())
}

/// How long ago the last job ended, or began where it has not ended.
pub(super) fn job_age(metrics: &Metrics) -> Option<TimeDelta> {
    let job = metrics.last_job.as_ref()?;
    Some(metrics.snapshot_timestamp - job.ended_at.or(job.started_at)?)
}

/// How a figure has changed.
pub(super) fn change(rule: Rule, metrics: &Metrics, context: &ViewContext<'_>) -> Option<String> {
    match rule {
        Rule::Satisfactory => {
            delta::points(metrics.percent_satisfactory(), context, Figures::percent_satisfactory)
        }
        Rule::Missing => delta::counted(metrics.missing, context, |then| Some(then.missing)),
        Rule::Conflicts => delta::counted(metrics.conflicts, context, |then| then.conflicts),
        Rule::Job => {
            let status = &metrics.last_job.as_ref()?.status;
            let language = context.theme.language;
            match status {
                RunStatus::Completed => None,
                RunStatus::Running => Some(language.choose("running", "en curso").to_owned()),
                RunStatus::Failed => Some(language.choose("failed", "fallida").to_owned()),
                RunStatus::Unknown(label) => Some(label.to_lowercase()),
            }
        }
    }
}

/// What the rules say in full, worst first.
pub fn findings(context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
    let Some(body) = below_rule(area) else { return };
    let language = context.theme.language;
    let is_trusted = context.distrust().is_none();
    RuleLine::new(language.choose("Health", "Estado")).render(area, buffer, context.theme);
    let mut findings: Vec<_> = context.snapshot.health.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    lines(
        body,
        buffer,
        findings.into_iter().map(|finding| {
            let verdict = verdict(finding.severity, is_trusted);
            let gap = " ".repeat(11_usize.saturating_sub(width(&verdict)));
            let since = context.beginning(finding).map_or_else(String::new, |since| {
                say!(language, " · since {since}", " · desde {since}")
            });
            let was = if is_trusted {
                String::new()
            } else {
                format!("{}: ", was(finding.severity, language))
            };
            let mut line = Line::from(vec![
                Span::raw(" "),
                Span::styled(verdict, verdict_style(finding.severity, is_trusted, context.theme)),
                Span::raw(format!(
                    "{gap}{}  {was}{}",
                    fit(finding.rule.title(language), language.choose(12, 13), Align::Left),
                    finding.words(language)
                )),
            ]);
            // By how much is worth more than since when, which is there whole or not at all.
            if line.width() + width(&since) <= usize::from(body.width) {
                line.push_span(since);
            }
            line
        }),
    );
}
