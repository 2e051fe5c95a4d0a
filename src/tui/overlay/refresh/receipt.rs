//! The page of the refresh job's dialog after a run: what it did, as lines.

use ratatui::text::{Line, Span};

use super::pages::{LEFT, Page, RUN, SKIPPED, leaves, plan_row, refused};
use crate::model::format::{UNKNOWN, count, count_or_unknown, duration, signed};
use crate::model::{
    Category, Figures, Language, Outcome, Receipt, StepReport, StepState, Verdict, say,
};
use crate::refresh::desk::DeskState;
use crate::tui::overlay::sheet::Sheet;
use crate::tui::screens::ViewContext;
use crate::tui::text::{Align, fit};
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::named;

/// What our run did.
pub(super) fn page(desk: &DeskState, context: &ViewContext<'_>, cells: u16) -> Sheet {
    let theme = context.theme;
    let language = theme.language;
    let receipt = match desk.receipt.as_deref() {
        Some(Ok(receipt)) => receipt,
        Some(Err(refusal)) => return refused(refusal, theme, cells),
        None => return Sheet { page: Vec::new(), foot: Vec::new() },
    };
    let mut page = named(RUN.of(language), &outcome_line(receipt, theme), theme, cells);
    page.push(Line::default());
    page.extend(figures(receipt, theme, cells));
    page.push(Line::default());
    let steps = receipt.steps.iter();
    page.extend(steps.flat_map(|report| report_row(report, &receipt.outcome, theme, cells)));
    page.extend(checks(receipt, theme, cells));
    let foot = language.choose(
        " Esc goes back · the Jobs screen shows every run",
        " Esc: volver · la pantalla Tareas muestra cada ejecución",
    );
    Sheet { page, foot: vec![Line::raw(foot)] }
}

fn outcome_line(receipt: &Receipt, theme: Theme) -> Line<'static> {
    let language = theme.language;
    let (word, role, more) = match &receipt.outcome {
        Outcome::Completed => ("● OK", Role::Ok, String::new()),
        Outcome::Cancelled { by } => (
            language.choose("▲ CANCELLED", "▲ CANCELADA"),
            Role::Warn,
            say!(language, " by {by}", " por {by}"),
        ),
        Outcome::Failed(failure) => {
            ("■ FAILED", Role::Crit, format!(" {}", failure.words(language)))
        }
    };
    let took = receipt
        .ended_at
        .and_then(|ended| (ended - receipt.started_at).to_std().ok())
        .map_or_else(|| UNKNOWN.to_owned(), duration);
    let changed = receipt.changed();
    let rows = count(changed);
    let rest = if changed == 1 {
        say!(
            language,
            "{more}  took {took}  {rows} row changed",
            "{more}  duró {took}  {rows} fila cambiada"
        )
    } else {
        say!(
            language,
            "{more}  took {took}  {rows} rows changed",
            "{more}  duró {took}  {rows} filas cambiadas"
        )
    };
    Line::from(vec![
        Span::raw(format!("{}  ", receipt.run_id)),
        Span::styled(word, theme.style(role)),
        Span::raw(rest),
    ])
}

fn figures(receipt: &Receipt, theme: Theme, cells: u16) -> Page {
    let language = theme.language;
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
    let [figure, before, after, change] = language
        .choose(["FIGURE", "BEFORE", "AFTER", "CHANGE"], ["CIFRA", "ANTES", "DESPUÉS", "CAMBIO"]);
    let mut page = vec![figure_row(figure, before, after, change, Role::Heading)];
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
    row(language.choose("persons", "personas"), &|figures| Some(figures.total_persons));
    row(language.choose("satisfactory", "satisfactorio"), &|figures| Some(figures.satisfactory));
    row(language.choose("missing", "sin scout"), &|figures| Some(figures.missing));
    row(language.choose("open conflicts", "conflictos abiertos"), &|figures| figures.conflicts);
    for category in Category::ALL {
        row(&format!("{category} {}", category.title(language)), &|figures| {
            figures.backlog.get(category)
        });
    }
    page
}

fn report_row(report: &StepReport, outcome: &Outcome, theme: Theme, cells: u16) -> Page {
    let language = theme.language;
    let title = format!("{} {}", report.step.number(), report.step.title(language));
    let (role, words) = match &report.state {
        StepState::Done => {
            let took = std::iter::once(duration(report.took));
            let words: Vec<_> = took.chain(leaves(report.counts(), LEFT, language)).collect();
            (Role::Text, words.join(", "))
        }
        StepState::Skipped(reason) => (Role::Dim, reason.words(language).to_owned()),
        StepState::Failed(reason) => (Role::Warn, why(reason, outcome, language)),
    };
    let changed = match report.state {
        StepState::Skipped(_) => SKIPPED.of(language).to_owned(),
        _ => count(report.changed),
    };
    plan_row(&title, &changed, &words, theme.style(role), cells)
}

/// Why a step was broken off: what ended it ended the run, which knows more of it.
fn why(reason: &str, outcome: &Outcome, language: Language) -> String {
    match outcome {
        Outcome::Cancelled { by } => say!(language, "cancelled by {by}", "cancelada por {by}"),
        Outcome::Failed(failure) => failure.words(language),
        Outcome::Completed => reason.to_owned(),
    }
}

fn checks(receipt: &Receipt, theme: Theme, cells: u16) -> Page {
    let language = theme.language;
    let good = receipt.checks.iter().filter(|check| check.verdict <= Verdict::Skip).count();
    let all = receipt.checks.len();
    let mut page = vec![Line::default()];
    let words = say!(
        language,
        "{good} of {all} hold or had nothing to check",
        "{good} de {all} se cumplen o no tenían nada que verificar"
    );
    let name = language.choose("CHECKS", "CONTROLES");
    page.extend(named(name, &Line::raw(words), theme, cells));
    for check in receipt.checks.iter().filter(|check| check.verdict > Verdict::Skip) {
        let role = if check.verdict == Verdict::Error { Role::Crit } else { Role::Warn };
        let detail = check.words(language);
        let line = Line::from(vec![
            Span::styled(check.verdict.label(), theme.style(role)),
            Span::raw(format!(" {} {}: {detail}", check.number, check.name)),
        ]);
        page.extend(named("", &line, theme, cells));
    }
    page
}
