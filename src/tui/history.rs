//! The daily history as panes show it: a series up to today, and a table of days.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::pane::{self, below_rule};
use super::screens::ViewContext;
use super::theme::Role;
use super::widgets::chart::Series;
use super::widgets::rule::Rule;
use super::widgets::table::{self, Cell, Column};
use crate::model::format::{UNKNOWN, count, count_or_unknown, percent_down};
use crate::model::{DailyPoint, Snapshot};

const COLUMNS: [Column; 6] = [
    Column::text("DAY", 10),
    Column::number("PERSONS", 9).rank(1),
    Column::number("SATISF.", 9),
    Column::number("%", 5),
    Column::number("MISSING", 9),
    Column::number("CONFL.", 6).rank(2),
];

/// The share of satisfactory persons of the last `days` days; nothing where no history was read.
pub fn series(snapshot: &Snapshot, days: usize) -> Option<Series> {
    let history = snapshot.daily.value.as_ref()?;
    let today = history.last()?.date;
    Some(Series::new(history, today, days))
}

/// A table of the newest days.
pub fn table(context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
    if area.width == 0 {
        return;
    }
    let Some(body) = below_rule(area) else { return };
    let panel = &context.snapshot.daily;
    let rule = pane::with_age(Rule::new("4 Days, newest first"), panel, context);
    rule.note("r = worked out later").render(area, buffer, context.theme);
    let Some(days) = &panel.value else {
        return pane::absence(panel.failure.as_ref(), context, body, buffer);
    };
    table::render(
        body,
        buffer,
        table::Style { theme: context.theme, focused: false, sort: None },
        &COLUMNS,
        days.iter().rev().map(cells),
        None,
    );
}

/// The cells of a day.
fn cells(day: &DailyPoint) -> Vec<Cell> {
    let mark = if day.is_reconstructed == Some(true) { "r" } else { "" };
    let share = day.percent_satisfactory().map_or_else(|| UNKNOWN.to_owned(), percent_down);
    vec![
        Cell::with_role(format!("{}{mark}", day.date.format("%a %d %b")), Role::Dim),
        count(day.total_persons).into(),
        count(day.satisfactory).into(),
        Cell::with_role(share, Role::Strong),
        count(day.missing).into(),
        count_or_unknown(day.conflicts).into(),
    ]
}
