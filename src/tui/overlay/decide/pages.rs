//! The pages of a person's decision, as lines.

use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Choice, DecideDialog, Standing, WORDS};
use crate::model::decision::MAX_REASON;
use crate::model::format::UNKNOWN;
use crate::model::{Evidence, Recorded, Undecided};
use crate::refresh::decision_script;
use crate::refresh::desk::DeskState;
use crate::tui::overlay::sheet::{Sheet, code, keys};
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
    let mut page = named("PERSON", &Line::raw(dialog.person.person_key.to_string()), theme, cells);
    let name = dialog.profile().and_then(|profile| profile.full_name.clone());
    page.extend(name.into_iter().flat_map(|name| named("", &Line::raw(name), theme, cells)));
    page
}

fn refusal(words: &str, hint: Option<&str>, theme: Theme, cells: u16) -> Page {
    let mut page = indented(words, cells, theme.style(Role::Warn));
    page.extend(indented(hint.unwrap_or_default(), cells, Style::new()));
    page
}

/// Above the scouts.
fn head(dialog: &DecideDialog, theme: Theme, zone: Zone, cells: u16) -> Page {
    let mut page = person(dialog, theme, cells);
    if let Some(profile) = dialog.profile() {
        page.extend(named("LEDGER", &ledger_line(profile, zone), theme, cells));
    }
    page.push(Line::styled(
        format!(
            "   {}{}   BEST EVIDENCE",
            fit("SCOUT", 7, Align::Right),
            fit("ROWS", 6, Align::Right)
        ),
        theme.style(Role::Heading),
    ));
    page
}

/// Below the scouts.
fn foot(dialog: &DecideDialog, desk: &DeskState, theme: Theme, cells: u16) -> Page {
    let mut foot = match dialog.standing(desk) {
        Standing::Awaited => {
            vec![Line::styled(" Finding out whether it may be recorded…", theme.style(Role::Dim))]
        }
        Standing::Permitted(_) => Vec::new(),
        Standing::Refused(words, hint) => {
            refusal(&format!("Not from here: {words}"), hint.as_deref(), theme, cells)
        }
    };
    foot.push(keys(
        theme,
        &[("Enter", "says why"), ("Tab", "shows the SQL"), ("Esc", "goes back")],
    ));
    foot
}

/// Rows for the scouts.
pub(super) fn choices_height(dialog: &DecideDialog, desk: &DeskState, area: Rect) -> usize {
    let theme = Theme::mono();
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
    let height = choices_height(dialog, desk, area);
    let cursor = dialog.cursor.visible(height, dialog.choices.len());
    let mut page = head(dialog, theme, zone, area.width);
    let shown = dialog.choices.iter().enumerate().skip(cursor.offset).take(height);
    page.extend(shown.map(|(index, choice)| choice_line(choice, index == cursor.selected, theme)));
    Sheet { page, foot: foot(dialog, desk, theme, area.width) }
}

fn choice_line(choice: &Choice, is_selected: bool, theme: Theme) -> Line<'static> {
    let best = &choice.best;
    let text = format!(
        " {} {}{}   {} row {}, {}",
        if is_selected { '▸' } else { ' ' },
        fit(&choice.scout_id.to_string(), 7, Align::Right),
        fit(&choice.rows.to_string(), 6, Align::Right),
        best.source_table,
        best.source_pk,
        date(best.attribution_date)
    );
    let role = if is_selected { Role::Selected } else { Role::Text };
    Line::styled(text, theme.style(role))
}

fn chosen(dialog: &DecideDialog, theme: Theme, cells: u16) -> Page {
    let scout = dialog.decision().scout_id.to_string();
    named("SCOUT", &Line::styled(scout, theme.style(Role::Strong)), theme, cells)
}

/// Why that scout.
pub(super) fn reason(dialog: &DecideDialog, theme: Theme, cells: u16) -> Sheet {
    let mut page = person(dialog, theme, cells);
    page.extend(chosen(dialog, theme, cells));
    page.push(Line::default());
    let typed = Line::styled(format!("{}_", dialog.reason.value()), theme.style(Role::Strong));
    page.extend(named("WHY", &typed, theme, cells));
    let characters = dialog.reason.value().chars().count();
    let count = Line::styled(format!("{characters} of {MAX_REASON}"), theme.style(Role::Dim));
    page.extend(named("", &count, theme, cells));
    let problem = dialog.problem.as_ref();
    let mut foot: Page = problem
        .into_iter()
        .flat_map(|problem| indented(&problem.to_string(), cells, theme.style(Role::Warn)))
        .collect();
    foot.push(keys(theme, &[("Enter", "goes on"), ("Tab", "shows the SQL"), ("Esc", "goes back")]));
    Sheet { page, foot }
}

/// What would be written, where, and whether it shall.
pub(super) fn confirm(dialog: &DecideDialog, desk: &DeskState, theme: Theme, cells: u16) -> Sheet {
    let (place, foot) = match dialog.standing(desk) {
        Standing::Permitted(permit) => {
            let place = Line::from(vec![
                Span::styled(permit.database.clone(), theme.style(Role::Strong)),
                Span::raw(format!(" on {} as {}", permit.server, permit.role)),
            ]);
            (place, dialog.confirm.question(WORDS, theme))
        }
        Standing::Awaited => {
            let words = " Finding out whether it may be recorded…";
            let foot =
                vec![Line::styled(words, theme.style(Role::Dim)), Line::raw(" Esc goes back")];
            (Line::raw(dialog.confirm.on()), foot)
        }
        Standing::Refused(words, hint) => {
            let mut foot = refusal(&words, hint.as_deref(), theme, cells);
            foot.push(keys(theme, &[("Tab", "shows the SQL"), ("Esc", "goes back")]));
            (Line::raw(dialog.confirm.on()), foot)
        }
    };
    let mut page = named("WHERE", &place, theme, cells);
    page.extend(person(dialog, theme, cells));
    page.extend(changes(dialog, theme));
    page.extend(named("WHY", &Line::raw(dialog.decision().reason), theme, cells));
    page.extend(named(
        "AUDIT",
        &Line::raw("one row, with who decided, when and why; the evidence stays as it is"),
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
    let before = if ledger.is_some() { "BEFORE" } else { "BEFORE: NO ROW" };
    let mut page = vec![
        row("LEDGER", before, "AFTER", Role::Heading),
        row("scout", &scout_or_unknown(ledger.and_then(|row| row.scout_id)), &scout, Role::Strong),
        row("rule", &old(ledger.and_then(|row| row.rule.as_ref())), "HUMAN_DECISION", Role::Text),
        row("decision", &old(ledger.and_then(|row| row.decision.as_ref())), "assigned", Role::Text),
        row("confidence", &old(ledger.and_then(|row| row.confidence.as_ref())), "high", Role::Text),
    ];
    if ledger.is_none() {
        page.push(row("score", UNKNOWN, "100.00", Role::Text));
    }
    page
}

/// While it is on its way.
pub(super) fn recording(dialog: &DecideDialog, theme: Theme, cells: u16) -> Sheet {
    let mut page = person(dialog, theme, cells);
    page.extend(chosen(dialog, theme, cells));
    Sheet { page, foot: vec![Line::raw(" Esc goes back; what became of it is told then")] }
}

/// What was recorded.
pub(super) fn recorded(
    dialog: &DecideDialog,
    recorded: &Recorded,
    theme: Theme,
    zone: Zone,
    cells: u16,
) -> Sheet {
    let decision = &recorded.decision;
    let done = Line::from(vec![
        Span::styled("● OK", theme.style(Role::Ok)),
        Span::raw(format!(
            "  scout {} → {} at {}",
            scout_or_unknown(recorded.old_scout_id),
            decision.scout_id,
            zone.moment(recorded.at)
        )),
    ]);
    let mut page = named("RECORDED", &done, theme, cells);
    page.extend(person(dialog, theme, cells));
    page.extend(named("WHY", &Line::raw(decision.reason.clone()), theme, cells));
    let others = |row: &Evidence| {
        row.priority > 1 && row.scout_id.is_some_and(|scout| scout != decision.scout_id)
    };
    if dialog.person.evidence.iter().any(others) {
        let words = "stays as it is: the conflict is one against the ledger now";
        page.extend(named("EVIDENCE", &Line::raw(words), theme, cells));
    }
    Sheet { page, foot: vec![Line::raw(" Enter or Esc goes back")] }
}

/// Why it was not.
pub(super) fn undecided(undecided: &Undecided, theme: Theme, cells: u16) -> Sheet {
    let hint = undecided.hint();
    let page = refusal(&undecided.to_string(), hint.as_deref(), theme, cells);
    let words = if undecided.is_certain() { " Nothing was written.   " } else { " " };
    Sheet { page, foot: vec![Line::raw(format!("{words}Esc goes back"))] }
}

/// What records it by hand, to be copied.
pub(super) fn sql(dialog: &DecideDialog, desk: &DeskState, theme: Theme, cells: u16) -> Sheet {
    let mut foot = match dialog.standing(desk) {
        Standing::Refused(words, hint) => {
            refusal(&format!("Not from here: {words}"), hint.as_deref(), theme, cells)
        }
        Standing::Awaited | Standing::Permitted(_) => Vec::new(),
    };
    foot.push(keys(theme, &[("↑ ↓ PgUp PgDn", "scroll"), ("Tab", "goes back")]));
    if cells < NARROWEST_SQL {
        let words = format!("The SQL needs {NARROWEST_SQL} columns; this terminal has {cells}.");
        return Sheet { page: indented(&words, cells, theme.style(Role::Warn)), foot };
    }
    let script = decision_script(&dialog.decision());
    let page = script.lines().flat_map(|line| code(line, usize::from(cells))).collect();
    Sheet { page, foot }
}
