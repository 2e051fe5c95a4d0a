//! The pages of a person's decision, as lines.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Choice, DecideDialog, Refused, Standing, WORDS};
use crate::model::decision::MAX_REASON;
use crate::model::format::UNKNOWN;
use crate::model::{Evidence, Recorded, Text, Undecided, say};
use crate::refresh::decision_script;
use crate::refresh::desk::DeskState;
use crate::tui::overlay::sheet::{BACK, SCROLL, Sheet, code, keys};
use crate::tui::person::{ledger_line, or_unknown, scout_or_unknown};
use crate::tui::text::{Align, fit};
use crate::tui::theme::{Role, Theme};
use crate::tui::time::{Zone, date};
use crate::tui::widgets::{indented, named};

/// The fewest cells in which no literal of the SQL has to be broken.
const NARROWEST_SQL: u16 = 56;

type Page = Vec<Line<'static>>;

/// Who it is about: the whole key, which an action needs, and the name.
fn person(dialog: &DecideDialog, theme: Theme, cells: u16) -> Page {
    let label = theme.language.choose("PERSON", "PERSONA");
    let mut page = named(label, &Line::raw(dialog.person.person_key.to_string()), theme, cells);
    let name = dialog.profile().and_then(|profile| profile.full_name.clone());
    page.extend(name.into_iter().flat_map(|name| named("", &Line::raw(name), theme, cells)));
    page
}

fn refusal(words: &str, hint: Option<&str>, theme: Theme, cells: u16) -> Page {
    let mut page = indented(words, cells, theme.style(Role::Warn));
    page.extend(indented(hint.unwrap_or_default(), cells, Style::new()));
    page
}

/// While the desk is asked.
const FINDING_OUT: Text =
    Text::new(" Finding out whether it may be recorded…", " Averiguando si se puede registrar…");

/// The key that shows the SQL.
const SHOWS_SQL: (&str, Text) = ("Tab", Text::new("shows the SQL", "ver el SQL"));

/// Why it may not be recorded from here, below what is shown all the same.
fn not_from_here(refused: &Refused<'_>, theme: Theme, cells: u16) -> Page {
    let language = theme.language;
    let words = refused.sentence(language);
    let words = say!(language, "Not from here: {words}", "No desde aquí: {words}");
    refusal(&words, refused.hint(language).as_deref(), theme, cells)
}

/// Above the scouts.
fn head(dialog: &DecideDialog, theme: Theme, zone: Zone, cells: u16) -> Page {
    let language = theme.language;
    let mut page = person(dialog, theme, cells);
    if let Some(profile) = dialog.profile() {
        let label = language.choose("LEDGER", "LIBRO");
        page.extend(named(label, &ledger_line(profile, zone, language), theme, cells));
    }
    page.push(Line::styled(
        format!(
            "   {}{}   {}",
            fit("SCOUT", 7, Align::Right),
            fit(language.choose("ROWS", "FILAS"), 6, Align::Right),
            language.choose("BEST EVIDENCE", "MEJOR EVIDENCIA")
        ),
        theme.style(Role::Heading),
    ));
    page
}

/// Below the scouts.
fn foot(dialog: &DecideDialog, desk: &DeskState, theme: Theme, cells: u16) -> Page {
    let mut foot = match dialog.standing(desk) {
        Standing::Awaited => {
            vec![Line::styled(FINDING_OUT.of(theme.language), theme.style(Role::Dim))]
        }
        Standing::Permitted(_) => Vec::new(),
        Standing::Refused(refused) => not_from_here(&refused, theme, cells),
    };
    let why = ("Enter", Text::new("says why", "decir por qué"));
    foot.push(keys(theme, &[why, SHOWS_SQL, ("Esc", BACK)]));
    foot
}

/// Rows for the scouts.
pub(super) fn choices_height(
    dialog: &DecideDialog,
    desk: &DeskState,
    theme: Theme,
    area: Rect,
) -> usize {
    let others = head(dialog, theme, Zone::Utc, area.width).len()
        + foot(dialog, desk, theme, area.width).len()
        // The rule, and a free row.
        + 2;
    usize::from(area.height).saturating_sub(others).max(1)
}

/// The scouts to choose from.
pub(super) fn scouts(
    dialog: &DecideDialog,
    desk: &DeskState,
    theme: Theme,
    zone: Zone,
    area: Rect,
) -> Sheet {
    let height = choices_height(dialog, desk, theme, area);
    let cursor = dialog.cursor.visible(height, dialog.choices.len());
    let mut page = head(dialog, theme, zone, area.width);
    let shown = dialog.choices.iter().enumerate().skip(cursor.offset).take(height);
    page.extend(shown.map(|(index, choice)| choice_line(choice, index == cursor.selected, theme)));
    Sheet { page, foot: foot(dialog, desk, theme, area.width) }
}

fn choice_line(choice: &Choice, is_selected: bool, theme: Theme) -> Line<'static> {
    let best = &choice.best;
    let (table, row, day) = (&best.source_table, &best.source_pk, date(best.attribution_date));
    let best = say!(theme.language, "{table} row {row}, {day}", "{table} fila {row}, {day}");
    let text = format!(
        " {} {}{}   {best}",
        if is_selected { '▸' } else { ' ' },
        fit(&choice.scout_id.to_string(), 7, Align::Right),
        fit(&choice.rows.to_string(), 6, Align::Right),
    );
    let role = if is_selected { Role::Selected } else { Role::Text };
    Line::styled(text, theme.style(role))
}

fn chosen(dialog: &DecideDialog, theme: Theme, cells: u16) -> Page {
    let scout = dialog.decision().scout_id.to_string();
    named("SCOUT", &Line::styled(scout, theme.style(Role::Strong)), theme, cells)
}

/// The name of a reason.
const WHY: Text = Text::new("WHY", "MOTIVO");

/// Why that scout.
pub(super) fn reason(dialog: &DecideDialog, theme: Theme, cells: u16) -> Sheet {
    let language = theme.language;
    let mut page = person(dialog, theme, cells);
    page.extend(chosen(dialog, theme, cells));
    page.push(Line::default());
    let typed = Line::styled(format!("{}_", dialog.reason.value()), theme.style(Role::Strong));
    page.extend(named(WHY.of(language), &typed, theme, cells));
    let characters = dialog.reason.value().chars().count();
    let count = say!(language, "{characters} of {MAX_REASON}", "{characters} de {MAX_REASON}");
    let count = Line::styled(count, theme.style(Role::Dim));
    page.extend(named("", &count, theme, cells));
    let problem = dialog.problem.as_ref();
    let mut foot: Page = problem
        .into_iter()
        .flat_map(|problem| indented(&problem.sentence(language), cells, theme.style(Role::Warn)))
        .collect();
    let on = ("Enter", Text::new("goes on", "continuar"));
    foot.push(keys(theme, &[on, SHOWS_SQL, ("Esc", BACK)]));
    Sheet { page, foot }
}

/// What would be written, where, and whether it shall.
pub(super) fn confirm(dialog: &DecideDialog, desk: &DeskState, theme: Theme, cells: u16) -> Sheet {
    let language = theme.language;
    let (place, foot) = match dialog.standing(desk) {
        Standing::Permitted(permit) => {
            let (server, role) = (&permit.server, &permit.role);
            let place = Line::from(vec![
                Span::styled(permit.database.clone(), theme.style(Role::Strong)),
                Span::raw(say!(language, " on {server} as {role}", " en {server} como {role}")),
            ]);
            (place, dialog.confirm.question(WORDS, theme, cells))
        }
        Standing::Awaited => {
            let words = Line::styled(FINDING_OUT.of(language), theme.style(Role::Dim));
            let back = Line::raw(language.choose(" Esc goes back", " Esc: volver"));
            (Line::raw(dialog.confirm.on()), vec![words, back])
        }
        Standing::Refused(refused) => {
            let (words, hint) = (refused.sentence(language), refused.hint(language));
            let mut foot = refusal(&words, hint.as_deref(), theme, cells);
            foot.push(keys(theme, &[SHOWS_SQL, ("Esc", BACK)]));
            (Line::raw(dialog.confirm.on()), foot)
        }
    };
    let mut page = named(language.choose("WHERE", "DÓNDE"), &place, theme, cells);
    page.extend(person(dialog, theme, cells));
    page.extend(changes(dialog, theme));
    page.extend(named(WHY.of(language), &Line::raw(dialog.decision().reason), theme, cells));
    page.extend(named(
        language.choose("AUDIT", "AUDITORÍA"),
        &Line::raw(language.choose(
            "one row, with who decided, when and why; the evidence stays as it is",
            "una fila con quién decidió, cuándo y por qué; la evidencia queda como está",
        )),
        theme,
        cells,
    ));
    Sheet { page, foot }
}

/// The ledger's row as it is and as it becomes.
fn changes(dialog: &DecideDialog, theme: Theme) -> Page {
    let ledger = dialog.profile().and_then(|profile| profile.ledger.as_ref());
    let row = |name: &str, before: &str, after: &str, role| {
        let name = fit(name, 13, Align::Left);
        let before = fit(before, 22, Align::Left);
        Line::styled(format!("   {name}{before}{after}"), theme.style(role))
    };
    let old = |text: Option<&String>| or_unknown(text);
    let scout = dialog.decision().scout_id.to_string();
    let language = theme.language;
    let before = if ledger.is_some() {
        language.choose("BEFORE", "ANTES")
    } else {
        language.choose("BEFORE: NO ROW", "ANTES: SIN FILA")
    };
    let [name, after] = language.choose(["LEDGER", "AFTER"], ["LIBRO", "DESPUÉS"]);
    let [rule, decision, confidence] =
        language.choose(["rule", "decision", "confidence"], ["regla", "decisión", "confianza"]);
    let mut page = vec![
        row(name, before, after, Role::Heading),
        row("scout", &scout_or_unknown(ledger.and_then(|row| row.scout_id)), &scout, Role::Strong),
        row(rule, &old(ledger.and_then(|row| row.rule.as_ref())), "HUMAN_DECISION", Role::Text),
        row(decision, &old(ledger.and_then(|row| row.decision.as_ref())), "assigned", Role::Text),
        row(confidence, &old(ledger.and_then(|row| row.confidence.as_ref())), "high", Role::Text),
    ];
    if ledger.is_none() {
        page.push(row(language.choose("score", "puntaje"), UNKNOWN, "100.00", Role::Text));
    }
    page
}

/// While it is on its way.
pub(super) fn recording(dialog: &DecideDialog, theme: Theme, cells: u16) -> Sheet {
    let mut page = person(dialog, theme, cells);
    page.extend(chosen(dialog, theme, cells));
    let foot = theme.language.choose(
        " Esc goes back; what became of it is told then",
        " Esc: volver; el resultado se dirá después",
    );
    Sheet { page, foot: vec![Line::raw(foot)] }
}

/// What was recorded.
pub(super) fn recorded(
    dialog: &DecideDialog,
    recorded: &Recorded,
    theme: Theme,
    zone: Zone,
    cells: u16,
) -> Sheet {
    let language = theme.language;
    let decision = &recorded.decision;
    let (before, after) = (scout_or_unknown(recorded.old_scout_id), decision.scout_id);
    let at = zone.moment(recorded.at, theme.language);
    let done = Line::from(vec![
        Span::styled("● OK", theme.style(Role::Ok)),
        Span::raw(say!(
            language,
            "  scout {before} → {after} at {at}",
            "  scout {before} → {after} el {at}"
        )),
    ]);
    let mut page = named(language.choose("RECORDED", "REGISTRO"), &done, theme, cells);
    page.extend(person(dialog, theme, cells));
    page.extend(named(WHY.of(language), &Line::raw(decision.reason.clone()), theme, cells));
    let others = |row: &Evidence| {
        row.priority > 1 && row.scout_id.is_some_and(|scout| scout != decision.scout_id)
    };
    if dialog.person.evidence.iter().any(others) {
        let words = language.choose(
            "stays as it is: the conflict is one against the ledger now",
            "queda como está: el conflicto es ahora con el libro",
        );
        let name = language.choose("EVIDENCE", "EVIDENCIA");
        page.extend(named(name, &Line::raw(words), theme, cells));
    }
    let foot = language.choose(" Enter or Esc goes back", " Enter o Esc: volver");
    Sheet { page, foot: vec![Line::raw(foot)] }
}

/// Why it was not.
pub(super) fn undecided(undecided: &Undecided, theme: Theme, cells: u16) -> Sheet {
    let language = theme.language;
    let hint = undecided.hint(language);
    let page = refusal(&undecided.sentence(language), hint.as_deref(), theme, cells);
    let foot = if undecided.is_certain() {
        language
            .choose(" Nothing was written.   Esc goes back", " No se escribió nada.   Esc: volver")
    } else {
        language.choose(" Esc goes back", " Esc: volver")
    };
    Sheet { page, foot: vec![Line::raw(foot)] }
}

/// What records it by hand, to be copied.
pub(super) fn sql(dialog: &DecideDialog, desk: &DeskState, theme: Theme, cells: u16) -> Sheet {
    let mut foot = match dialog.standing(desk) {
        Standing::Refused(refused) => not_from_here(&refused, theme, cells),
        Standing::Awaited | Standing::Permitted(_) => Vec::new(),
    };
    foot.push(keys(theme, &[("↑ ↓ PgUp PgDn", SCROLL), ("Tab", BACK)]));
    if cells < NARROWEST_SQL {
        let words = say!(
            theme.language,
            "The SQL needs {NARROWEST_SQL} columns; this terminal has {cells}.",
            "El SQL necesita {NARROWEST_SQL} columnas; esta terminal tiene {cells}."
        );
        return Sheet { page: indented(&words, cells, theme.style(Role::Warn)), foot };
    }
    let script = decision_script(&dialog.decision());
    let page = script.lines().flat_map(|line| code(line, usize::from(cells))).collect();
    Sheet { page, foot }
}
