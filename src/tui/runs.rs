//! A run in one line: the overview's jobs pane.

use std::time::Duration;

use ratatui::text::{Line, Span};

use super::screens::ViewContext;
use super::text::{Align, fit, width};
use super::theme::Role;
use super::widgets::mark;
use crate::model::format::{UNKNOWN, count, duration, signed};
use crate::model::{
    Language, Outcome, Receipt, Refusal, Run, RunStatus, RunStep, StepName, Text, say,
};

/// The word, shape and meaning of a run's state. A run without a runner never looks like a living one.
pub fn state(run: &Run, language: Language) -> (&'static str, Role) {
    match &run.status {
        RunStatus::Completed => ("● OK", Role::Ok),
        RunStatus::Failed => ("■ FAILED", Role::Crit),
        RunStatus::Running => match run.has_living_runner {
            Some(true) => ("▶ RUNNING", Role::Title),
            Some(false) => (language.choose("▲ ORPHANED", "▲ HUÉRFANA"), Role::Warn),
            None => ("▶ RUNNING?", Role::Title),
        },
        RunStatus::Unknown(_) => ("? UNKNOWN", Role::Unknown),
    }
}

/// A job's name, short enough for a column.
pub fn job_name(run: &Run, language: Language) -> &str {
    run.job_name(language)
}

/// How long a run took or has been running.
pub fn took(run: &Run) -> String {
    run.duration_seconds.filter(|seconds| *seconds >= 0.0).map_or_else(
        || UNKNOWN.to_owned(),
        |seconds| {
            Duration::try_from_secs_f64(seconds).map_or_else(|_| UNKNOWN.to_owned(), duration)
        },
    )
}

/// What a run changed, or why it failed.
pub fn outcome(run: &Run, language: Language) -> String {
    if let Some(error) = run.error.as_ref().filter(|error| !error.is_empty()) {
        return error.clone();
    }
    let changes: Vec<_> = run
        .steps
        .iter()
        .filter(|step| changes_data(step))
        .filter_map(|step| {
            let changed = step.changed.filter(|changed| *changed != 0)?;
            Some(format!("{} {}", step_name(&step.name, language), signed(changed)))
        })
        .collect();
    changes.join("  ")
}

/// Whether a step changes what the figures rest on; a day of the history and the checks do not.
pub fn changes_data(step: &RunStep) -> bool {
    StepName::from_label(&step.name).is_none_or(|name| name < StepName::Snapshot)
}

/// A step's name in few letters.
pub fn step_name(name: &str, language: Language) -> &str {
    match name {
        "identity_links" => language.choose("links", "enlaces"),
        "lead_events" => language.choose("events", "eventos"),
        "lead_ledger" => language.choose("ledger", "libro"),
        other => other,
    }
}

/// From this width on a line has room for what its time means.
const ROOMY: u16 = 64;

/// The fewest cells in which an outcome says something.
const OUTCOME: usize = 10;

/// The line, in a pane of so many cells.
pub fn line(run: &Run, context: &ViewContext<'_>, cells: u16) -> Line<'static> {
    let language = context.theme.language;
    let (word, role) = state(run, language);
    let (what, at) = match run.completed_at {
        Some(ended) => (Text::new("ended", "fin"), ended),
        None => (Text::new("since", "desde"), run.started_at),
    };
    let at = context.zone.moment(at, context.theme.language);
    let when = if cells >= ROOMY {
        let (what, took) = (what.of(language), took(run));
        say!(language, "{what} {at}  took {took}", "{what} {at}  duró {took}")
    } else {
        format!("{at}  {}", fit(&took(run), 5, Align::Right))
    };
    let mut line = Line::from(vec![
        mark(is_changed(run, context), context.theme),
        Span::raw(format!("{} ", fit(job_name(run, language), 13, Align::Left))),
        Span::styled(word, context.theme.style(role)),
        Span::raw(format!("{} {when}  ", " ".repeat(10_usize.saturating_sub(width(word))))),
    ]);
    if line.width() + OUTCOME <= usize::from(cells) {
        line.push_span(Span::styled(outcome(run, language), context.theme.style(Role::Dim)));
    }
    line
}

/// Whether a poll found the run, or found it in another state.
fn is_changed(run: &Run, context: &ViewContext<'_>) -> bool {
    let Some(before) = context.before else { return false };
    let mut runs = before.runs.value.iter().flatten();
    let before = runs.find(|before| before.run_id == run.run_id);
    let shown = |run| {
        let language = context.theme.language;
        (state(run, language), outcome(run, language))
    };
    before.is_none_or(|before| shown(before) != shown(run))
}

/// A receipt in one line.
pub fn receipt(receipt: &Result<Receipt, Refusal>, language: Language) -> String {
    match receipt {
        Err(refusal) => refusal.to_string(),
        Ok(receipt) => {
            let outcome = match &receipt.outcome {
                Outcome::Completed => language.choose("completed", "terminó").to_owned(),
                Outcome::Cancelled { by } => {
                    say!(language, "was cancelled by {by}", "fue cancelada por {by}")
                }
                Outcome::Failed(failure) => {
                    let why = failure.words(language);
                    say!(language, "failed: {why}", "falló: {why}")
                }
            };
            let (id, rows) = (receipt.run_id, count(receipt.changed()));
            say!(
                language,
                "refresh run {id} {outcome}, {rows} rows changed · the Jobs screen shows it",
                "la ejecución {id} {outcome}, {rows} filas cambiadas · la pantalla Tareas la muestra"
            )
        }
    }
}
