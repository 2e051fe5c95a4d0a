//! The base list from which scouts are later paid. It declares, it never pays.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Listing, Pagination};
use crate::model::{LiquidationRow, LiquidationTotals, PersonKey, ScoutId, format};
use crate::output::{Cell, Column, Document, Exact, Section, Sheet};

type Field = Column<LiquidationRow>;

/// The columns of a row of the base.
pub const COLUMNS: &[Column<LiquidationRow>] = &[
    Field::new("person_key", "PERSON", |row| row.person_key.into()),
    Field::new("driver_id", "DRIVER", |row| row.driver_id.as_deref().into()).shrinks(8),
    Field::new("scout_id", "SCOUT", |row| row.scout_id.into()).right(),
    Field::new("origin_tag", "ORIGIN", |row| row.origin_tag.as_deref().into()).drops(3),
    Field::exported("source_table", |row| row.source_table.as_deref().into()),
    Field::new("attribution_date", "SINCE", |row| row.attribution_date.into()).drops(5),
    Field::new("milestone_reached", "MILESTONE", |row| Cell::number(row.milestone_reached))
        .right()
        .drops(2),
    Field::exported("milestone_date", |row| row.milestone_date.into()),
    Field::new("eligible_7d", "IN 7 DAYS", |row| row.eligible_7d.into()).drops(1),
    Field::new("amount_payable", "AMOUNT", |row| row.amount_payable.into()).right().drops(4),
    Field::new("payment_status", "STATUS", |row| row.payment_status.as_deref().into()),
    Field::new("block_reason", "BLOCKED BY", |row| row.block_reason.as_deref().into()).shrinks(8),
];

/// `GET /api/v1/scouts/liquidation/base`, then the totals.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Liquidation)]
pub struct Body<'a> {
    items: Vec<Item<'a>>,
    pagination: Pagination,
    totals: LiquidationTotals,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LiquidationItem)]
struct Item<'a> {
    person_key: PersonKey,
    driver_id: Option<&'a str>,
    scout_id: Option<ScoutId>,
    origin_tag: Option<&'a str>,
    milestone_reached: Option<i32>,
    milestone_date: Option<NaiveDate>,
    eligible_7d: Option<bool>,
    amount_payable: Option<Exact>,
    payment_status: Option<&'a str>,
    block_reason: Option<&'a str>,
    source_table: Option<&'a str>,
    attribution_date: Option<NaiveDate>,
}

impl<'a> From<&'a LiquidationRow> for Item<'a> {
    fn from(row: &'a LiquidationRow) -> Self {
        Self {
            person_key: row.person_key,
            driver_id: row.driver_id.as_deref(),
            scout_id: row.scout_id,
            origin_tag: row.origin_tag.as_deref(),
            milestone_reached: row.milestone_reached,
            milestone_date: row.milestone_date,
            eligible_7d: row.eligible_7d,
            amount_payable: row.amount_payable.map(Exact),
            payment_status: row.payment_status.as_deref(),
            block_reason: row.block_reason.as_deref(),
            source_table: row.source_table.as_deref(),
            attribution_date: row.attribution_date,
        }
    }
}

/// The counts for people.
fn counts(totals: LiquidationTotals) -> Sheet {
    type Line = (&'static str, i64);
    let columns = [
        Column::shown("", |(name, _): &Line| Cell::word(*name)),
        Column::shown("", |(_, count): &Line| Cell::count(*count)).right(),
    ];
    let lines: [Line; 4] = [
        ("scouts", totals.scouts),
        ("pending", totals.pending),
        ("blocked by a conflict", totals.blocked_conflict),
        ("blocked for want of an identity", totals.blocked_identity),
    ];
    Sheet::of(&columns, &lines)
}

impl Document for Listing<LiquidationRow, LiquidationTotals> {
    type Body<'a> = Body<'a>;

    fn sections(&self) -> Vec<Section> {
        let rows = format::count(self.totals.rows);
        vec![
            Section::only(self.sheet()),
            Section::titled(format!("All {rows} rows that match"), counts(self.totals)),
        ]
    }

    fn sheet(&self) -> Sheet {
        Sheet::of(COLUMNS, &self.rows)
    }

    fn body(&self) -> Body<'_> {
        Body {
            items: self.rows.iter().map(Item::from).collect(),
            pagination: self.pagination,
            totals: self.totals,
        }
    }
}
