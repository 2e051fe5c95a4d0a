//! The pages of the refresh job's dialog before a run and while one is active, as lines.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::WORDS;
use crate::model::format::{UNKNOWN, count, count_or_unknown};
use crate::model::{
    CancelAnswer, Failure, Language, Plan, PlanCounts, PlannedStep, Progress, Refusal, Run,
    StepName, StopAnswer, Text, say,
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

pub(super) type Page = Vec<Line<'static>>;

/// What a run would do, and how to say yes or no.
pub(super) fn plan(
    confirm: &Confirm,
    desk: &DeskState,
    context: &ViewContext<'_>,
    cells: u16,
) -> Sheet {
    let theme = context.theme;
    let language = theme.language;
    let plan = match &desk.plan {
        Some(Ok(plan)) => plan,
        Some(Err(refusal)) => return refused(refusal, theme, cells),
        None => {
            let words = language.choose(
                " Finding out what a run would do; nothing is written…",
                " Averiguando qué haría una ejecución; no se escribe nada…",
            );
            return Sheet {
                page: vec![Line::styled(words, theme.style(Role::Dim))],
                foot: vec![Line::raw(language.choose(" Esc goes back", " Esc: volver"))],
            };
        }
    };
    let name = language.choose("WHERE", "DÓNDE");
    let mut page = named(name, &where_line(plan, theme), theme, cells);
    page.push(Line::default());
    let heading = theme.style(Role::Heading);
    let [step, changes, leaves] =
        language.choose(["STEP", "CHANGES", "LEAVES"], ["PASO", "CAMBIA", "DEJA"]);
    page.extend(plan_row(step, changes, leaves, heading, cells).into_iter().take(1));
    page.extend(plan.steps.iter().flat_map(|step| step_row(step, theme, cells)));
    if plan.missing_ledger_rows > 0 {
        let rows = count(plan.missing_ledger_rows);
        let words = if plan.missing_ledger_rows == 1 {
            say!(
                language,
                "{rows} person whose events name one scout has no ledger row: listed, not created",
                "{rows} persona cuyos eventos nombran un solo scout no tiene fila en el libro: se lista, no se crea"
            )
        } else {
            say!(
                language,
                "{rows} persons whose events name one scout have no ledger row: listed, not created",
                "{rows} personas cuyos eventos nombran un solo scout no tienen fila en el libro: se listan, no se crean"
            )
        };
        page.extend(indented(&words, cells, theme.style(Role::Dim)));
    }
    page.push(Line::default());
    let name = language.choose("LAST RUN", "ÚLTIMA");
    page.extend(named(name, &last_run(plan.last.as_ref(), context), theme, cells));
    page.extend(named(
        language.choose("CLAIMS", "RECLAMOS"),
        &Line::raw(language.choose(
            "are never written, conflicts are left to people, every change is audited",
            "nunca se escriben; los conflictos se dejan a personas; cada cambio se audita",
        )),
        theme,
        cells,
    ));
    Sheet { page, foot: confirm.question(WORDS, theme, cells) }
}

fn where_line(plan: &Plan, theme: Theme) -> Line<'static> {
    let (server, role) = (&plan.server, &plan.role);
    Line::from(vec![
        Span::styled(plan.database.clone(), theme.style(Role::Strong)),
        Span::raw(say!(theme.language, " on {server} as {role}", " en {server} como {role}")),
    ])
}

/// A row of a step; what it leaves is wrapped beside it, or below it on a narrow terminal.
pub(super) fn plan_row(step: &str, changes: &str, leaves: &str, style: Style, cells: u16) -> Page {
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
    let language = theme.language;
    let title = format!("{} {}", planned.step.number(), planned.step.title(language));
    if let Some(reason) = planned.skipped {
        let (skipped, reason) = (SKIPPED.of(language), reason.words(language));
        return plan_row(&title, skipped, reason, theme.style(Role::Dim), cells);
    }
    let rejected = if planned.step == StepName::LeadLedger {
        Text::new("in conflict", "en conflicto")
    } else {
        LEFT
    };
    let leaves = leaves(planned.counts, rejected, language).join(", ");
    plan_row(&title, &count(planned.counts.changed), &leaves, Style::new(), cells)
}

/// Of a step that is left out.
pub(super) const SKIPPED: Text = Text::new("skipped", "omitido");

/// Of rows that are left as they are.
pub(super) const LEFT: Text = Text::new("left", "sin cambio");

/// What a step leaves, or makes beside what it changes; `rejected` is what is said of the rows that it rejects.
pub(super) fn leaves(counts: PlanCounts, rejected: Text, language: Language) -> Vec<String> {
    let persons = match counts.persons {
        1 => Text::new("new person", "persona nueva"),
        _ => Text::new("new persons", "personas nuevas"),
    };
    let ambiguous = match counts.ambiguous {
        1 => Text::new("ambiguous", "ambigua"),
        _ => Text::new("ambiguous", "ambiguas"),
    };
    [(counts.persons, persons), (counts.ambiguous, ambiguous), (counts.rejected, rejected)]
        .into_iter()
        .filter(|(rows, _)| *rows > 0)
        .map(|(rows, what)| format!("{} {}", count(rows), what.of(language)))
        .collect()
}

fn last_run(run: Option<&Run>, context: &ViewContext<'_>) -> Line<'static> {
    let language = context.theme.language;
    let Some(run) = run else { return Line::raw(language.choose("never", "nunca")) };
    let (word, role) = runs::state(run, language);
    let who = run.trigger.as_deref().unwrap_or(UNKNOWN);
    let on = run
        .host
        .as_deref()
        .map_or_else(String::new, |host| say!(language, " on {host}", " en {host}"));
    let (when, took) = (run.completed_at.unwrap_or(run.started_at), runs::took(run));
    let when = context.zone.moment(when, context.theme.language);
    Line::from(vec![
        Span::styled(word, context.theme.style(role)),
        Span::raw(say!(
            language,
            "  ended {when}  took {took}  by {who}{on}",
            "  terminó {when}  duró {took}  por {who}{on}"
        )),
    ])
}

pub(super) fn refused(refusal: &Refusal, theme: Theme, cells: u16) -> Sheet {
    let language = theme.language;
    let mut page = indented(&refusal.sentence(language), cells, theme.style(Role::Warn));
    if let Some(hint) = refusal.hint(language) {
        page.extend(indented(&hint, cells, Style::new()));
    }
    let foot = language
        .choose(" Nothing was changed.   Esc goes back", " No se cambió nada.   Esc: volver");
    Sheet { page, foot: vec![Line::raw(foot)] }
}

/// How far a run is, and how to end it.
pub(super) fn running(
    desk: &DeskState,
    run: Option<&Run>,
    context: &ViewContext<'_>,
    cells: u16,
) -> Sheet {
    let theme = context.theme;
    let language = theme.language;
    let ours = desk.progress.as_ref();
    let told = run.and_then(|run| run.progress.as_deref());
    let step = ours
        .and_then(|progress| progress.step)
        .or_else(|| told.and_then(|told| told.step.as_deref()).and_then(StepName::from_label));
    let mut page = Vec::new();
    let mut tell = |name: Text, line: Line<'_>| {
        page.extend(named(name.of(language), &line, theme, cells));
    };
    tell(RUN, Line::raw(which(ours, run, context)));
    let step_words = step.map_or_else(
        || language.choose("before the first step", "antes del primer paso").to_owned(),
        |step| {
            let (number, steps) = (step.number(), StepName::ALL.len());
            let title = step.title(language);
            say!(language, "{number} of {steps}, {title}", "{number} de {steps}, {title}")
        },
    );
    tell(Text::new("STEP", "PASO"), Line::raw(step_words));
    let done = ours.map(|ours| ours.done).or(told.and_then(|told| told.done));
    let estimate = ours.map_or_else(|| told.and_then(|told| told.estimate), |ours| ours.estimate);
    let rate = ours.map_or_else(|| told.and_then(|told| told.rate), |ours| ours.rate);
    let left = ours.map(|ours| ours.rejected).or(told.and_then(|told| told.rejected));
    let rate = rate.map_or_else(|| UNKNOWN.to_owned(), |rate| count(rate as i64));
    let [done, estimate, left] = [done, estimate, left].map(count_or_unknown);
    let rows = say!(
        language,
        "{done} of {estimate} done · {rate} a second · {left} left as they are",
        "{done} de {estimate} hechas · {rate} por segundo · {left} sin cambio"
    );
    tell(Text::new("ROWS", "FILAS"), Line::raw(rows));
    if let Some(by) = told.and_then(|told| told.cancel_requested_by.as_ref()) {
        let words = say!(
            language,
            "asked to stop by {by}; it does so after the batch at hand",
            "{by} pidió detenerla; lo hará tras el lote en curso"
        );
        tell(Text::new("ENDING", "FIN"), Line::styled(words, theme.style(Role::Warn)));
    }
    if let Some(answer) = &desk.ending {
        let words = ending(answer, language);
        tell(Text::new("ANSWER", "RESPUESTA"), Line::styled(words, theme.style(Role::Warn)));
    }
    let foot = vec![
        Line::raw(
            language
                .choose(" Esc goes back, the run goes on", " Esc: volver; la ejecución continúa"),
        ),
        Line::from(vec![
            Span::styled(" c", theme.style(Role::Key)),
            Span::raw(language.choose(
                "   asks it to stop; a second time stops its statement",
                "   pedirle que pare; otra vez: parar su sentencia",
            )),
        ]),
    ];
    Sheet { page, foot }
}

/// The name of a run.
pub(super) const RUN: Text = Text::new("RUN", "EJECUCIÓN");

/// Which run it is, whose, and since when.
fn which(ours: Option<&Progress>, run: Option<&Run>, context: &ViewContext<'_>) -> String {
    let language = context.theme.language;
    let number = ours.and_then(|ours| ours.run_id).or(run.map(|run| run.run_id));
    let mut words = match number {
        Some(number) => say!(language, "run {number}", "n.º {number}"),
        None => language.choose("beginning", "comenzando").to_owned(),
    };
    let told = run.and_then(|run| run.progress.as_deref());
    if let Some(by) = told.and_then(|told| told.requested_by.as_ref()) {
        words += &say!(language, " by {by}", " de {by}");
    }
    if let Some(run) = run {
        let at = context.zone.time(run.started_at);
        words += &say!(language, " since {at}", " desde {at}");
    }
    words
}

fn ending(answer: &Result<EndAnswer, Failure>, language: Language) -> String {
    let words = match answer {
        Ok(EndAnswer::Cancel(CancelAnswer::Asked)) => {
            Text::new("it was asked to stop", "se le pidió que pare")
        }
        Ok(EndAnswer::Cancel(CancelAnswer::AskedBefore(by))) => {
            return say!(language, "{by} has asked it already", "{by} ya se lo pidió");
        }
        Ok(
            EndAnswer::Cancel(CancelAnswer::NotRunning) | EndAnswer::Stop(StopAnswer::NotRunning),
        ) => Text::new("it is not running any more", "ya no está en curso"),
        Ok(EndAnswer::Stop(StopAnswer::Stopped)) => Text::new(
            "the server was told to stop its statement",
            "se ordenó al servidor parar su sentencia",
        ),
        Ok(EndAnswer::Stop(StopAnswer::MayNot)) => Text::new(
            "this role may not stop the statements of the role that runs it",
            "este rol no puede parar las sentencias del rol que la ejecuta",
        ),
        Err(failure) => return failure.words(language),
    };
    words.of(language).to_owned()
}
