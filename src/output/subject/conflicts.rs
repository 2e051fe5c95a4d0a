//! Persons for whom the evidence names several scouts.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Listing, Pagination};
use crate::model::{ConflictKind, ConflictRow, ScoutId};
use crate::output::{Cell, Column, Document, Section, Sheet};

type Field = Column<ConflictRow>;

/// The columns of a person in conflict.
pub const COLUMNS: &[Column<ConflictRow>] = &[
    Field::new("person_key", "PERSON", |row| row.person_key.into()),
    Field::new("kind", "KIND", |row| row.kind.map(ConflictKind::label).map(Cell::word).into()),
    Field::new("distinct_scout_count", "SCOUTS", |row| Cell::count(row.distinct_scout_count))
        .right()
        .drops(3),
    Field::new("scout_ids", "WHICH", |row| numbers(&row.scout_ids)).shrinks(8),
    Field::new("total_sources", "EVIDENCE", |row| Cell::count(row.total_sources)).right().drops(2),
    Field::new("first_event_date", "FIRST", |row| row.first_event_date.into()).drops(4),
    Field::new("last_event_date", "LAST", |row| row.last_event_date.into()),
    Field::new("sources", "SOURCES", |row| row.sources.as_slice().into()).shrinks(16).drops(5),
    Field::new("origin_tags", "ORIGINS", |row| row.origin_tags.as_slice().into()).drops(1),
];

/// Scouts as numbers.
fn numbers(scouts: &[ScoutId]) -> Cell {
    Cell::Numbers(scouts.iter().map(|scout| i64::from(scout.0)).collect())
}

/// `GET /api/v1/scouts/attribution/conflicts`, then the kind.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Conflicts)]
pub struct Body<'a> {
    conflicts: &'a [ConflictRow],
    pagination: Pagination,
}

impl Document for Listing<ConflictRow> {
    type Body<'a> = Body<'a>;

    fn sections(&self) -> Vec<Section> {
        vec![Section::only(self.sheet())]
    }

    fn sheet(&self) -> Sheet {
        Sheet::of(COLUMNS, &self.rows)
    }

    fn body(&self) -> Body<'_> {
        Body { conflicts: &self.rows, pagination: self.pagination }
    }
}
