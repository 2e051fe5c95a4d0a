//! Claims of Yango billing with their scouts: read only, for ever.

use chrono::{NaiveDate, NaiveDateTime};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Listing, Pagination};
use crate::model::{Claim, ClaimTotals, PersonKey, ScoutId, format};
use crate::output::{Cell, Column, Document, Exact, Rounding, Section, Sheet};

type Field = Column<Claim>;

/// The columns of a claim: those of the view in its order, and whether the person is in conflict.
pub const COLUMNS: &[Column<Claim>] = &[
    Field::new("driver_id", "DRIVER", |row| row.driver_id.as_deref().into()).shrinks(8),
    Field::exported("person_key", |row| row.person_key.into()),
    Field::new("driver_name", "NAME", |row| row.driver_name.as_deref().into()).shrinks(10),
    Field::new("milestone_value", "TRIPS", |row| Cell::number(row.milestone_value))
        .right()
        .drops(7),
    Field::new("lead_date", "LEAD", |row| row.lead_date.into()).drops(2),
    Field::new("expected_amount", "AMOUNT", |row| row.expected_amount.into()).right(),
    Field::shown("DUE", |row| row.yango_due_date.map(|due| due.date()).into()),
    Field::exported("yango_due_date", |row| row.yango_due_date.into()),
    Field::new("days_overdue_yango", "OVERDUE", |row| Cell::number(row.days_overdue))
        .right()
        .drops(6),
    Field::exported("overdue_bucket_yango", |row| row.overdue_bucket.as_deref().into()),
    Field::new("yango_payment_status", "STATUS", |row| row.payment_status.as_deref().into()),
    Field::exported("payment_key", |row| row.payment_key.as_deref().into()),
    Field::new("pay_date", "PAID ON", |row| row.pay_date.into()).drops(4),
    Field::exported("reason_code", |row| row.reason_code.as_deref().into()),
    Field::exported("match_rule", |row| row.match_rule.as_deref().into()),
    Field::exported("match_confidence", |row| row.match_confidence.as_deref().into()),
    Field::exported("identity_status", |row| row.identity_status.as_deref().into()),
    Field::exported("suggested_driver_id", |row| row.suggested_driver_id.as_deref().into()),
    Field::exported("is_reconcilable_enriched", |row| row.is_reconcilable.into()),
    Field::new("scout_id", "SCOUT", |row| row.scout_id.into()).right(),
    Field::new("scout_name", "SCOUT NAME", |row| row.scout_name.as_deref().into()).drops(5),
    Field::exported("scout_name_normalized", |row| row.scout_name_normalized.as_deref().into()),
    Field::exported("scout_is_active", |row| row.scout_is_active.into()),
    Field::new("scout_quality_bucket", "QUALITY", |row| row.scout_quality.as_deref().into())
        .drops(3),
    Field::exported("is_scout_resolved", |row| row.is_scout_resolved.into()),
    Field::exported("scout_source_table", |row| row.scout_source_table.as_deref().into()),
    Field::exported("scout_attribution_date", |row| row.scout_attribution_date.into()),
    Field::exported("scout_priority", |row| Cell::number(row.scout_priority)),
    Field::new("in_conflict", "CONFLICT", |row| row.in_conflict.into()).drops(1),
];

/// `GET /api/v1/yango/cabinet/collection-with-scout`, then our own column and the totals.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Collection)]
pub struct Body<'a> {
    items: Vec<Item<'a>>,
    pagination: Pagination,
    totals: Totals,
}

/// A claim under the names of its view.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Claim)]
struct Item<'a> {
    driver_id: Option<&'a str>,
    person_key: Option<PersonKey>,
    driver_name: Option<&'a str>,
    milestone_value: Option<i32>,
    lead_date: Option<NaiveDate>,
    expected_amount: Option<Exact>,
    #[schema(value_type = Option<String>)]
    yango_due_date: Option<NaiveDateTime>,
    days_overdue_yango: Option<i32>,
    overdue_bucket_yango: Option<&'a str>,
    yango_payment_status: Option<&'a str>,
    payment_key: Option<&'a str>,
    pay_date: Option<NaiveDate>,
    reason_code: Option<&'a str>,
    match_rule: Option<&'a str>,
    match_confidence: Option<&'a str>,
    identity_status: Option<&'a str>,
    suggested_driver_id: Option<&'a str>,
    is_reconcilable_enriched: Option<bool>,
    scout_id: Option<ScoutId>,
    scout_name: Option<&'a str>,
    scout_name_normalized: Option<&'a str>,
    scout_is_active: Option<bool>,
    scout_quality_bucket: Option<&'a str>,
    is_scout_resolved: bool,
    scout_source_table: Option<&'a str>,
    scout_attribution_date: Option<NaiveDate>,
    scout_priority: Option<i32>,
    in_conflict: Option<bool>,
}

impl<'a> From<&'a Claim> for Item<'a> {
    fn from(claim: &'a Claim) -> Self {
        Self {
            driver_id: claim.driver_id.as_deref(),
            person_key: claim.person_key,
            driver_name: claim.driver_name.as_deref(),
            milestone_value: claim.milestone_value,
            lead_date: claim.lead_date,
            expected_amount: claim.expected_amount.map(Exact),
            yango_due_date: claim.yango_due_date,
            days_overdue_yango: claim.days_overdue,
            overdue_bucket_yango: claim.overdue_bucket.as_deref(),
            yango_payment_status: claim.payment_status.as_deref(),
            payment_key: claim.payment_key.as_deref(),
            pay_date: claim.pay_date,
            reason_code: claim.reason_code.as_deref(),
            match_rule: claim.match_rule.as_deref(),
            match_confidence: claim.match_confidence.as_deref(),
            identity_status: claim.identity_status.as_deref(),
            suggested_driver_id: claim.suggested_driver_id.as_deref(),
            is_reconcilable_enriched: claim.is_reconcilable,
            scout_id: claim.scout_id,
            scout_name: claim.scout_name.as_deref(),
            scout_name_normalized: claim.scout_name_normalized.as_deref(),
            scout_is_active: claim.scout_is_active,
            scout_quality_bucket: claim.scout_quality.as_deref(),
            is_scout_resolved: claim.is_scout_resolved,
            scout_source_table: claim.scout_source_table.as_deref(),
            scout_attribution_date: claim.scout_attribution_date,
            scout_priority: claim.scout_priority,
            in_conflict: claim.in_conflict,
        }
    }
}

/// The sums for people.
fn sums(totals: &ClaimTotals) -> Sheet {
    /// A sum, and what is to be said about it.
    type Line = (&'static str, Cell, Cell);
    let nothing = || Cell::word("");
    let columns = [
        Column::shown("", |(name, _, _): &Line| Cell::word(*name)),
        Column::shown("", |(_, sum, _): &Line| sum.clone()).right(),
        Column::shown("", |(_, _, share): &Line| share.clone()).right(),
    ];
    let share = Cell::share(totals.with_scout, totals.claims, Rounding::Down);
    let lines: [Line; 7] = [
        ("claims with a scout", Cell::count(totals.with_scout), share),
        ("expected", totals.expected.into(), nothing()),
        ("paid", totals.paid.into(), nothing()),
        ("paid, but misapplied", totals.misapplied.into(), nothing()),
        ("unpaid", totals.unpaid.into(), nothing()),
        ("unpaid and overdue", totals.overdue.into(), nothing()),
        ("without a scout", totals.without_scout.into(), nothing()),
    ];
    Sheet::of(&columns, &lines)
}

/// Sums over all claims that the filters let through.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClaimTotals)]
struct Totals {
    claims: i64,
    with_scout: i64,
    pct_with_scout: Option<Exact>,
    expected: Exact,
    paid: Exact,
    misapplied: Exact,
    unpaid: Exact,
    overdue: Exact,
    without_scout: Exact,
}

impl From<&ClaimTotals> for Totals {
    fn from(totals: &ClaimTotals) -> Self {
        Self {
            claims: totals.claims,
            with_scout: totals.with_scout,
            pct_with_scout: Exact::percent(totals.with_scout, totals.claims),
            expected: Exact(totals.expected),
            paid: Exact(totals.paid),
            misapplied: Exact(totals.misapplied),
            unpaid: Exact(totals.unpaid),
            overdue: Exact(totals.overdue),
            without_scout: Exact(totals.without_scout),
        }
    }
}

impl Document for Listing<Claim, ClaimTotals> {
    type Body<'a> = Body<'a>;

    fn sections(&self) -> Vec<Section> {
        let totals = &self.totals;
        let claims = format::count(totals.claims);
        vec![
            Section::only(self.sheet()),
            Section::titled(format!("All {claims} claims that match, in soles"), sums(totals)),
        ]
    }

    fn sheet(&self) -> Sheet {
        Sheet::of(COLUMNS, &self.rows)
    }

    fn body(&self) -> Body<'_> {
        Body {
            items: self.rows.iter().map(Item::from).collect(),
            pagination: self.pagination,
            totals: (&self.totals).into(),
        }
    }
}
