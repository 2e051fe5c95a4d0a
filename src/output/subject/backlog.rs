//! Persons without a scout.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Listing, Pagination};
use crate::model::{BacklogRow, Category, Language};
use crate::output::{Cell, Column, Document, Section, Sheet};

type Field = Column<BacklogRow>;

/// The columns of a person without a scout.
pub const COLUMNS: &[Column<BacklogRow>] = &[
    Field::new("person_key", "PERSON", |row| row.person_key.into()),
    Field::new("category", "CAT", |row| row.category.map(Category::letter).map(Cell::word).into()),
    Field::exported("category_label", |row| (&row.category_label).into()),
    Field::shown("WHY", |row| row.category.map(title).map(Cell::word).into()).drops(1),
    Field::new("scout_id", "SCOUT", |row| row.scout_id.into()).right(),
    Field::new("distinct_scouts", "SCOUTS", |row| Cell::count(row.distinct_scouts))
        .right()
        .drops(3),
    Field::new("event_count", "EVENTS", |row| Cell::count(row.event_count)).right(),
    Field::new("events_with_scout", "WITH SCOUT", |row| Cell::count(row.events_with_scout))
        .right()
        .drops(2),
    Field::new("first_event_date", "FIRST", |row| row.first_event_date.into()).drops(6),
    Field::new("last_event_date", "LAST", |row| row.last_event_date.into()),
    Field::new("in_conflict", "CONFLICT", |row| row.in_conflict.into()).drops(4),
    Field::shown("CREATED", |row| row.person_created_at.map(|moment| moment.date_naive()).into())
        .drops(5),
    Field::exported("person_created_at", |row| row.person_created_at.into()),
    Field::new("primary_full_name", "NAME", |row| row.primary_full_name.as_deref().into())
        .shrinks(9)
        .drops(9),
    Field::exported("source_tables", |row| row.source_tables.as_slice().into()),
    Field::exported("origin_tags", |row| row.origin_tags.as_slice().into()),
];

/// `GET /api/v1/scouts/attribution/backlog`, then our own columns.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Backlog)]
pub struct Body<'a> {
    backlog: &'a [BacklogRow],
    pagination: Pagination,
}

impl Document for Listing<BacklogRow> {
    type Body<'a> = Body<'a>;

    fn sections(&self) -> Vec<Section> {
        vec![Section::only(self.sheet())]
    }

    fn sheet(&self) -> Sheet {
        Sheet::of(COLUMNS, &self.rows)
    }

    fn body(&self) -> Body<'_> {
        Body { backlog: &self.rows, pagination: self.pagination }
    }
}

/// Figures and the words beside them are for programs, too: they are English.
fn title(category: Category) -> &'static str {
    category.title(Language::English)
}
