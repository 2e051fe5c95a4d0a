//! The tables that the figures rest on.

use serde::Serialize;

use crate::model::Source;
use crate::output::{Cell, Column, Document, Section, Sheet};

type Field = Column<Source>;

/// The columns of a source.
pub const COLUMNS: &[Column<Source>] = &[
    Field::new("source", "SOURCE", |row| (&row.source).into()),
    Field::new("present", "PRESENT", |row| row.present.into()),
    Field::new("total_rows", "ROWS", |row| Cell::count(row.total_rows)).right(),
    Field::new("rows_with_scout", "WITH SCOUT", |row| Cell::count(row.rows_with_scout)).right(),
    Field::new("linked_rows", "LINKED", |row| Cell::count(row.linked_rows)).right(),
    Field::new("linked_with_scout", "LINKED+SCOUT", |row| Cell::count(row.linked_with_scout))
        .right()
        .drops(1),
    Field::new("malformed_values", "MALFORMED", |row| Cell::count(row.malformed_values))
        .right()
        .drops(2),
    Field::new("newest", "NEWEST", |row| row.newest.into()).drops(3),
];

/// Every source of the installation.
#[derive(Clone, Debug, PartialEq)]
pub struct Sources(pub Vec<Source>);

/// Every source.
#[derive(Debug, Serialize)]
pub struct Body<'a> {
    sources: &'a [Source],
}

impl Document for Sources {
    type Body<'a> = Body<'a>;

    fn sections(&self) -> Vec<Section> {
        vec![Section::only(self.sheet())]
    }

    fn sheet(&self) -> Sheet {
        Sheet::of(COLUMNS, &self.0)
    }

    fn body(&self) -> Body<'_> {
        Body { sources: &self.0 }
    }
}
