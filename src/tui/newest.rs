//! The newest conflicts as every poll knows them, with what the poll on screen changed marked.

use super::screens::ViewContext;
use super::theme::Role;
use super::time::date;
use super::widgets::table::{Cell, Column, mark_changes};
use crate::model::format::UNKNOWN;
use crate::model::{ConflictKind, ConflictRow, Language, Text};

/// The columns.
pub const CONFLICTS: [Column; 5] = [
    Column::text(Text::new("PERSON", "PERSONA"), 8),
    Column::text(Text::new("KIND", "TIPO"), 14).rank(1),
    Column::text(Text::same("SCOUTS"), 16).grows(24),
    Column::text(Text::new("LAST", "ÚLTIMO"), 10),
    Column::number(Text::new("ROWS", "FILAS"), 4).rank(2),
];

/// The cells of a conflict.
pub fn conflict(row: &ConflictRow, context: &ViewContext<'_>) -> Vec<Cell> {
    let language = context.theme.language;
    let Some(before) = context.before else { return cells(row, language) };
    let mut rows = before.conflicts.value.iter().flatten();
    let before =
        rows.find(|before| before.person_key == row.person_key).map(|row| cells(row, language));
    mark_changes(cells(row, language), before.as_deref())
}

fn cells(row: &ConflictRow, language: Language) -> Vec<Cell> {
    let scouts: Vec<_> = row.scout_ids.iter().map(ToString::to_string).collect();
    let kind = row.kind.map_or(UNKNOWN, |kind| kind.title(language));
    let role = if row.kind == Some(ConflictKind::Open) { Role::Warn } else { Role::Text };
    vec![
        row.person_key.short().into(),
        Cell::with_role(kind, role),
        scouts.join(", ").into(),
        date(row.last_event_date).into(),
        row.total_sources.to_string().into(),
    ]
}
