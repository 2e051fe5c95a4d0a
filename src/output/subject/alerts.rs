//! Cabinet leads whose person has no scout.

use serde::Serialize;

use super::{Listing, Pagination};
use crate::model::Alert;
use crate::output::{Cell, Column, Document, Section, Sheet};

type Field = Column<Alert>;

/// The columns of a lead.
pub const COLUMNS: &[Column<Alert>] = &[
    Field::new("cabinet_lead_id", "LEAD", |row| Cell::Number(row.cabinet_lead_id.into())).right(),
    Field::new("external_id", "EXTERNAL ID", |row| row.external_id.as_deref().into()).shrinks(8),
    Field::new("lead_created_at", "CREATED", |row| row.lead_created_at.into()),
    Field::new("person_key", "PERSON", |row| row.person_key.into()),
    Field::new("potential_scout_id", "SCOUT", |row| row.potential_scout_id.into()).right(),
    Field::new("has_scout_in_events", "IN EVENTS", |row| row.has_scout_in_events.into()).drops(1),
];

/// A page of leads.
#[derive(Debug, Serialize)]
pub struct Body<'a> {
    alerts: &'a [Alert],
    pagination: Pagination,
}

impl Document for Listing<Alert> {
    type Body<'a> = Body<'a>;

    fn sections(&self) -> Vec<Section> {
        vec![Section::only(self.sheet())]
    }

    fn sheet(&self) -> Sheet {
        Sheet::of(COLUMNS, &self.rows)
    }

    fn body(&self) -> Body<'_> {
        Body { alerts: &self.rows, pagination: self.pagination }
    }
}
