//! The newest conflicts as every poll knows them, with what the poll on screen changed marked.

use super::screens::ViewContext;
use super::theme::Role;
use super::time::date;
use super::widgets::table::{Cell, Column, mark_changes};
use crate::model::format::UNKNOWN;
use crate::model::{ConflictKind, ConflictRow};

/// The columns.
pub const CONFLICTS: [Column; 5] = [
    Column::text("PERSON", 8),
    Column::text("KIND", 14).rank(1),
    Column::text("SCOUTS", 16).grows(24),
    Column::text("LAST", 10),
    Column::number("ROWS", 4).rank(2),
];

/// The cells of a conflict.
pub fn conflict(row: &ConflictRow, context: &ViewContext<'_>) -> Vec<Cell> {
    let Some(before) = context.before else { return cells(row) };
    let mut rows = before.conflicts.value.iter().flatten();
    let before = rows.find(|before| before.person_key == row.person_key).map(cells);
    mark_changes(cells(row), before.as_deref())
}

fn cells(row: &ConflictRow) -> Vec<Cell> {
    let scouts: Vec<_> = row.scout_ids.iter().map(ToString::to_string).collect();
    let kind = row.kind.map_or(UNKNOWN, ConflictKind::title);
    let role = if row.kind == Some(ConflictKind::Open) { Role::Warn } else { Role::Text };
    vec![
        row.person_key.short().into(),
        Cell::with_role(kind, role),
        scouts.join(", ").into(),
        date(row.last_event_date).into(),
        row.total_sources.to_string().into(),
    ]
}
