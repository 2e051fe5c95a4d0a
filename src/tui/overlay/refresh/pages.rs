//! The pages of the refresh job's dialog, as lines.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::WORDS;
use crate::model::format::{UNKNOWN, count, count_or_unknown, duration, signed};
use crate::model::{CancelAnswer, Outcome, StopAnswer};
use crate::model::{
    Category, Failure, Figures, Plan, PlannedStep, Receipt, Refusal, Run, StepName, StepReport,
    StepState, Verdict,
};
use crate::refresh::desk::{DeskState, EndAnswer};
use crate::tui::overlay::confirm::Confirm;
use crate::tui::overlay::sheet::Sheet;
use crate::tui::runs;
use crate::tui::screens::ViewContext;
use crate::tui::text::{Align, fit, wrap};
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::{indented, named};

/// Cells for a step's title.
const STEP: usize = 38;

/// The fewest cells in which what a step leaves stands beside it.
const NARROWEST: usize = 24;

/// Cells in front of what a step leaves: margin, title, count, gap.
const LEAVES: usize = 3 + STEP + 10 + 3;

type Page = Vec<Line<'static>>;

/// What a run would do, and how to say yes or no.
pub(super) fn plan(
    confirm: &Confirm,
    desk: &DeskState,
    context: &ViewContext<'_>,
    cells: u16,
) -> Sheet {
    let theme = context.theme;
    let plan = match &desk.plan {
        Some(Ok(plan)) => plan,
        Some(Err(refusal)) => return refused(refusal, theme, cells),
        None => {
            let words = " Finding out what a run would do; nothing is written…";
            return Sheet {
                page: vec![Line::styled(words, theme.style(Role::Dim))],
                foot: vec![Line::raw(" Esc goes back")],
            };
        }
    };
    let mut page = named("WHERE", &where_line(plan, theme), theme, cells);
    page.push(Line::default());
    let heading = theme.style(Role::Heading);
    page.extend(plan_row("STEP", "CHANGES", "LEAVES", heading, cells).into_iter().take(1));
    page.extend(plan.steps.iter().flat_map(|step| step_row(step, theme, cells)));
    if plan.missing_ledger_rows > 0 {
        let words = format!(
            "{} persons whose events name one scout have no ledger row: listed, not created",
            count(plan.missing_ledger_rows)
        );
        page.extend(indented(&words, cells, theme.style(Role::Dim)));
    }
    page.push(Line::default());
    page.extend(named("LAST RUN", &last_run(plan.last.as_ref(), context), theme, cells));
    page.extend(named(
        "CLAIMS",
        &Line::raw("are never written, conflicts are left to people, every change is audited"),
        theme,
        cells,
    ));
    Sheet { page, foot: confirm.question(WORDS, theme) }
}

fn where_line(plan: &Plan, theme: Theme) -> Line<'static> {
    Line::from(vec![
        Span::styled(plan.database.clone(), theme.style(Role::Strong)),
        Span::raw(format!(" on {} as {}", plan.server, plan.role)),
    ])
}

/// A row of a step; what it leaves is wrapped beside it, or below it on a narrow terminal.
fn plan_row(step: &str, changes: &str, leaves: &str, style: Style, cells: u16) -> Page {
    let cells = usize::from(cells);
    let is_beside = cells >= LEAVES + NARROWEST;
    let step_width = if is_beside { STEP } else { STEP.min(cells.saturating_sub(14)) };
    let indent = if is_beside { LEAVES } else { 5 };
    let mut leaves = wrap(leaves, cells.saturating_sub(indent + 1).max(1)).into_iter().peekable();
    let (step, changes) = (fit(step, step_width, Align::Left), fit(changes, 10, Align::Right));
    let beside = leaves.next_if(|_| is_beside).unwrap_or_default();
    let first = format!("   {step}{changes}   {beside}");
    let others = leaves.map(|leaves| format!("{}{leaves}", " ".repeat(indent)));
    std::iter::once(first).chain(others).map(|line| Line::styled(line, style)).collect()
}

fn step_row(planned: &PlannedStep, theme: Theme, cells: u16) -> Page {
    let title = format!("{} {}", planned.step.number(), planned.step.title());
    if let Some(reason) = &planned.skipped {
        return plan_row(&title, "skipped", reason, theme.style(Role::Dim), cells);
    }
    let counts = planned.counts;
    let leaves = [
        (counts.persons, "new persons"),
        (counts.ambiguous, "ambiguous"),
        (
            counts.rejected,
            if planned.step == StepName::LeadLedger { "in conflict" } else { "left" },
        ),
    ];
    let leaves: Vec<_> = leaves
        .into_iter()
        .filter(|(rows, _)| *rows > 0)
        .map(|(rows, what)| format!("{} {what}", count(rows)))
        .collect();
    plan_row(&title, &count(counts.changed), &leaves.join(", "), Style::new(), cells)
}

fn last_run(run: Option<&Run>, context: &ViewContext<'_>) -> Line<'static> {
    let Some(run) = run else { return Line::raw("never") };
    let (word, role) = runs::state(run);
    let who = run.trigger.as_deref().unwrap_or(UNKNOWN);
    let on = run.host.as_deref().map_or_else(String::new, |host| format!(" on {host}"));
    let when = run.completed_at.unwrap_or(run.started_at);
    Line::from(vec![
        Span::styled(word, context.theme.style(role)),
        Span::raw(format!(
            "  ended {}  took {}  by {who}{on}",
            context.zone.moment(when),
            runs::took(run)
        )),
    ])
}

fn refused(refusal: &Refusal, theme: Theme, cells: u16) -> Sheet {
    let mut page = indented(&refusal.to_string(), cells, theme.style(Role::Warn));
    if let Some(hint) = refusal.hint() {
        page.extend(indented(&hint, cells, Style::new()));
    }
    Sheet { page, foot: vec![Line::raw(" Nothing was changed.   Esc goes back")] }
}

/// How far a run is, and how to end it.
pub(super) fn running(
    desk: &DeskState,
    run: Option<&Run>,
    context: &ViewContext<'_>,
    cells: u16,
) -> Sheet {
    let theme = context.theme;
    let ours = desk.progress.as_ref();
    let told = run.and_then(|run| run.progress.as_deref());
    let step = ours
        .and_then(|progress| progress.step)
        .or_else(|| told.and_then(|told| told.step.as_deref()).and_then(StepName::from_label));
    let mut page = Vec::new();
    let number = ours.and_then(|ours| ours.run_id).or(run.map(|run| run.run_id));
    let number = number.map_or_else(|| "beginning".to_owned(), |number| format!("run {number}"));
    let who = told.and_then(|told| told.requested_by.clone());
    let who = who.map_or_else(String::new, |who| format!(" by {who}"));
    let since =
        run.map_or_else(String::new, |run| format!(" since {}", context.zone.time(run.started_at)));
    page.extend(named("RUN", &Line::raw(format!("{number}{who}{since}")), theme, cells));
    let step_words = step.map_or_else(
        || "before the first step".to_owned(),
        |step| format!("{} of {}, {}", step.number(), StepName::ALL.len(), step.title()),
    );
    page.extend(named("STEP", &Line::raw(step_words), theme, cells));
    let done = ours.map(|ours| ours.done).or(told.and_then(|told| told.done));
    let estimate = ours.map_or_else(|| told.and_then(|told| told.estimate), |ours| ours.estimate);
    let rate = ours.map_or_else(|| told.and_then(|told| told.rate), |ours| ours.rate);
    let left = ours.map(|ours| ours.rejected).or(told.and_then(|told| told.rejected));
    let rows = format!(
        "{} of {} done · {} a second · {} left as they are",
        count_or_unknown(done),
        count_or_unknown(estimate),
        rate.map_or_else(|| UNKNOWN.to_owned(), |rate| count(rate as i64)),
        count_or_unknown(left)
    );
    page.extend(named("ROWS", &Line::raw(rows), theme, cells));
    if let Some(by) = told.and_then(|told| told.cancel_requested_by.as_ref()) {
        let words = format!("asked to stop by {by}; it does so after the batch at hand");
        page.extend(named("ENDING", &Line::styled(words, theme.style(Role::Warn)), theme, cells));
    }
    if let Some(answer) = &desk.ending {
        let words = ending(answer);
        page.extend(named("ANSWER", &Line::styled(words, theme.style(Role::Warn)), theme, cells));
    }
    let foot = vec![
        Line::raw(" Esc goes back, the run goes on"),
        Line::from(vec![
            Span::styled(" c", theme.style(Role::Key)),
            Span::raw("   asks it to stop; a second time stops its statement"),
        ]),
    ];
    Sheet { page, foot }
}

fn ending(answer: &Result<EndAnswer, Failure>) -> String {
    match answer {
        Ok(EndAnswer::Cancel(CancelAnswer::Asked)) => "it was asked to stop".to_owned(),
        Ok(EndAnswer::Cancel(CancelAnswer::AskedBefore(by))) => {
            format!("{by} has asked it already")
        }
        Ok(
            EndAnswer::Cancel(CancelAnswer::NotRunning) | EndAnswer::Stop(StopAnswer::NotRunning),
        ) => "it is not running any more".to_owned(),
        Ok(EndAnswer::Stop(StopAnswer::Stopped)) => {
            "the server was told to stop its statement".to_owned()
        }
        Ok(EndAnswer::Stop(StopAnswer::MayNot)) => {
            "this role may not stop the statements of the role that runs it".to_owned()
        }
        Err(failure) => failure.to_string(),
    }
}

/// What our run did.
pub(super) fn receipt(desk: &DeskState, context: &ViewContext<'_>, cells: u16) -> Sheet {
    let theme = context.theme;
    let receipt = match desk.receipt.as_deref() {
        Some(Ok(receipt)) => receipt,
        Some(Err(refusal)) => return refused(refusal, theme, cells),
        None => return Sheet { page: Vec::new(), foot: Vec::new() },
    };
    let mut page = named("RUN", &outcome_line(receipt, theme), theme, cells);
    page.push(Line::default());
    page.extend(figures(receipt, theme, cells));
    page.push(Line::default());
    page.extend(receipt.steps.iter().flat_map(|report| report_row(report, theme, cells)));
    page.extend(checks(receipt, theme, cells));
    Sheet { page, foot: vec![Line::raw(" Esc goes back · the Jobs screen shows every run")] }
}

fn outcome_line(receipt: &Receipt, theme: Theme) -> Line<'static> {
    let (word, role, more) = match &receipt.outcome {
        Outcome::Completed => ("● OK", Role::Ok, String::new()),
        Outcome::Cancelled { by } => ("▲ CANCELLED", Role::Warn, format!(" by {by}")),
        Outcome::Failed(failure) => ("■ FAILED", Role::Crit, format!(" {failure}")),
    };
    let took = receipt
        .ended_at
        .and_then(|ended| (ended - receipt.started_at).to_std().ok())
        .map_or_else(|| UNKNOWN.to_owned(), duration);
    Line::from(vec![
        Span::raw(format!("{}  ", receipt.run_id)),
        Span::styled(word, theme.style(role)),
        Span::raw(format!("{more}  took {took}  {} rows changed", count(receipt.changed()))),
    ])
}

fn figures(receipt: &Receipt, theme: Theme, cells: u16) -> Page {
    let name_width = 30.min(usize::from(cells).saturating_sub(37));
    let figure_row = |name: &str, before: &str, after: &str, change: &str, role| {
        Line::styled(
            format!(
                "   {}{}{}{}",
                fit(name, name_width, Align::Left),
                fit(before, 11, Align::Right),
                fit(after, 11, Align::Right),
                fit(change, 11, Align::Right)
            ),
            theme.style(role),
        )
    };
    let mut page = vec![figure_row("FIGURE", "BEFORE", "AFTER", "CHANGE", Role::Heading)];
    let mut row = |name: &str, figure: &dyn Fn(&Figures) -> Option<i64>| {
        let before = receipt.before.as_ref().and_then(figure);
        let after = receipt.after.as_ref().and_then(figure);
        let change = before.zip(after).map(|(before, after)| after - before);
        page.push(figure_row(
            name,
            &count_or_unknown(before),
            &count_or_unknown(after),
            &change.map_or_else(|| UNKNOWN.to_owned(), signed),
            if change.is_some_and(|change| change != 0) { Role::Strong } else { Role::Text },
        ));
    };
    row("persons", &|figures| Some(figures.total_persons));
    row("satisfactory", &|figures| Some(figures.satisfactory));
    row("missing", &|figures| Some(figures.missing));
    row("open conflicts", &|figures| figures.conflicts);
    for category in Category::ALL {
        row(&format!("{category} {}", category.title()), &|figures| figures.backlog.get(category));
    }
    page
}

fn report_row(report: &StepReport, theme: Theme, cells: u16) -> Page {
    let title = format!("{} {}", report.step.number(), report.step.title());
    let (role, words) = match &report.state {
        StepState::Done => {
            let left = [
                (report.persons, "new persons"),
                (report.ambiguous, "ambiguous"),
                (report.rejected, "left"),
            ];
            let left = left
                .into_iter()
                .filter(|(rows, _)| *rows > 0)
                .map(|(rows, what)| format!(", {} {what}", count(rows)));
            (Role::Text, format!("{}{}", duration(report.took), left.collect::<String>()))
        }
        StepState::Skipped(reason) => (Role::Dim, reason.clone()),
        StepState::Failed(reason) => (Role::Warn, reason.clone()),
    };
    let changed = match report.state {
        StepState::Skipped(_) => "skipped".to_owned(),
        _ => count(report.changed),
    };
    plan_row(&title, &changed, &words, theme.style(role), cells)
}

fn checks(receipt: &Receipt, theme: Theme, cells: u16) -> Page {
    let good = receipt.checks.iter().filter(|check| check.verdict <= Verdict::Skip).count();
    let mut page = vec![Line::default()];
    let words = format!("{good} of {} hold or had nothing to check", receipt.checks.len());
    page.extend(named("CHECKS", &Line::raw(words), theme, cells));
    for check in receipt.checks.iter().filter(|check| check.verdict > Verdict::Skip) {
        let role = if check.verdict == Verdict::Error { Role::Crit } else { Role::Warn };
        let line = Line::from(vec![
            Span::styled(check.verdict.label(), theme.style(role)),
            Span::raw(format!(" {} {}: {}", check.number, check.name, check.detail)),
        ]);
        page.extend(named("", &line, theme, cells));
    }
    page
}
