//! Yango's claims and the liquidation base: money, read only, for ever.

use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::{PersonKey, ScoutId};

/// A claim with the scout who brought its driver (`ops.v_yango_collection_with_scout`).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// The driver.
    pub driver_id: Option<String>,
    /// The driver's person.
    pub person_key: Option<PersonKey>,
    /// The driver's name.
    pub driver_name: Option<String>,
    /// Trips that the milestone asks for: 1, 5 or 25.
    pub milestone_value: Option<i32>,
    /// When the lead began.
    pub lead_date: Option<NaiveDate>,
    /// What Yango owes, in soles.
    pub expected_amount: Option<Decimal>,
    /// When it was due.
    pub yango_due_date: Option<NaiveDateTime>,
    /// Days since then.
    pub days_overdue: Option<i32>,
    /// The bucket of days.
    pub overdue_bucket: Option<String>,
    /// Whether Yango has paid.
    pub payment_status: Option<String>,
    /// The payment.
    pub payment_key: Option<String>,
    /// When it paid.
    pub pay_date: Option<NaiveDate>,
    /// Why a payment does not count.
    pub reason_code: Option<String>,
    /// By which rule of CT4 the payment was matched to the driver.
    pub match_rule: Option<String>,
    /// How sure that rule is.
    pub match_confidence: Option<String>,
    /// Whether CT4 knows who the driver is.
    pub identity_status: Option<String>,
    /// The driver whom CT4 takes it for where it does not know.
    pub suggested_driver_id: Option<String>,
    /// Whether CT4 could reconcile the claim.
    pub is_reconcilable: Option<bool>,
    /// The scout.
    pub scout_id: Option<ScoutId>,
    /// The scout's name, as the list of scouts has it.
    pub scout_name: Option<String>,
    /// The same in capitals, for comparing.
    pub scout_name_normalized: Option<String>,
    /// Whether the scout still works.
    pub scout_is_active: Option<bool>,
    /// By which evidence the scout is known.
    pub scout_quality: Option<String>,
    /// Whether a scout is known.
    pub is_scout_resolved: bool,
    /// The table of the evidence.
    pub scout_source_table: Option<String>,
    /// The date of the evidence.
    pub scout_attribution_date: Option<NaiveDate>,
    /// The priority of the evidence, 1 to 4.
    pub scout_priority: Option<i32>,
    /// Whether the evidence names several scouts. Absent from CT4's older view.
    pub in_conflict: Option<bool>,
}

/// Whether Yango has paid a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PaymentStatus {
    /// Not paid.
    Unpaid,
    /// Paid.
    Paid,
    /// Paid, and booked on something else.
    PaidMisapplied,
}

impl PaymentStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Unpaid, Self::Paid, Self::PaidMisapplied];

    /// The view's word.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Unpaid => "UNPAID",
            Self::Paid => "PAID",
            Self::PaidMisapplied => "PAID_MISAPPLIED",
        }
    }
}

impl FromStr for PaymentStatus {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|status| status.label().eq_ignore_ascii_case(text)).ok_or_else(
            || format!("'{text}' is no payment status; use UNPAID, PAID or PAID_MISAPPLIED"),
        )
    }
}

/// Which claims to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClaimFilter {
    /// Only claims without a scout.
    pub missing_only: bool,
    /// Only claims whose person is in conflict.
    pub conflicts_only: bool,
    /// Only claims of one scout.
    pub scout: Option<ScoutId>,
    /// Only claims with one payment status.
    pub payment_status: Option<PaymentStatus>,
}

/// Sums over all claims that a filter lets through.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ClaimTotals {
    /// Claims.
    pub claims: i64,
    /// Claims with a scout.
    pub with_scout: i64,
    /// What Yango owes in all, in soles.
    pub expected: Decimal,
    /// What it has paid.
    pub paid: Decimal,
    /// What it has paid and booked on something else.
    pub misapplied: Decimal,
    /// What is unpaid.
    pub unpaid: Decimal,
    /// What is unpaid and overdue.
    pub overdue: Decimal,
    /// What is expected for claims without a scout.
    pub without_scout: Decimal,
}

/// A row of the liquidation base (`ops.v_scout_payment_base`).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LiquidationRow {
    /// Who was brought in.
    pub person_key: PersonKey,
    /// The driver.
    pub driver_id: Option<String>,
    /// By whom.
    pub scout_id: Option<ScoutId>,
    /// By which kind of evidence.
    pub origin_tag: Option<String>,
    /// The table of the evidence.
    pub source_table: Option<String>,
    /// Since when.
    pub attribution_date: Option<NaiveDate>,
    /// The milestone reached.
    pub milestone_reached: Option<i32>,
    /// When.
    pub milestone_date: Option<NaiveDate>,
    /// Whether reached within seven days.
    pub eligible_7d: Option<bool>,
    /// What another system will pay, in soles.
    pub amount_payable: Option<Decimal>,
    /// `PENDING` or `BLOCKED`.
    pub payment_status: Option<String>,
    /// `CONFLICT` or `NO_IDENTITY`.
    pub block_reason: Option<String>,
}

/// Whether a row of the liquidation base may be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LiquidationStatus {
    /// Nothing stands against it.
    Pending,
    /// A conflict or a missing identity stands against it.
    Blocked,
}

impl LiquidationStatus {
    /// Every status.
    pub const ALL: [Self; 2] = [Self::Pending, Self::Blocked];

    /// The view's word.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Blocked => "BLOCKED",
        }
    }

    /// What it means, in a few words.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Pending => "nothing stands against it",
            Self::Blocked => "a conflict or a missing identity stands against it",
        }
    }
}

impl FromStr for LiquidationStatus {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|status| status.label().eq_ignore_ascii_case(text))
            .ok_or_else(|| format!("'{text}' is no status; use PENDING or BLOCKED"))
    }
}

/// Which rows of the liquidation base to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct LiquidationFilter {
    /// Only rows with one status.
    pub status: Option<LiquidationStatus>,
    /// Only rows of one scout.
    pub scout: Option<ScoutId>,
}

/// Counts over all rows that a filter lets through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct LiquidationTotals {
    /// Rows.
    pub rows: i64,
    /// Scouts among them.
    pub scouts: i64,
    /// Rows that wait for payment.
    pub pending: i64,
    /// Rows blocked by a conflict.
    pub blocked_conflict: i64,
    /// Rows blocked for want of an identity.
    pub blocked_identity: i64,
}

/// A cabinet lead whose person has no scout (`ops.v_cabinet_leads_missing_scout_alerts`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alert {
    /// The lead's id.
    pub cabinet_lead_id: i32,
    /// The lead's id in Yango's cabinet.
    pub external_id: Option<String>,
    /// When the lead began; the source has no time zone.
    pub lead_created_at: Option<NaiveDateTime>,
    /// The lead's person.
    pub person_key: Option<PersonKey>,
    /// A scout that an event names.
    pub potential_scout_id: Option<ScoutId>,
    /// Whether an event names one.
    pub has_scout_in_events: Option<bool>,
}

/// How one source stands (`ops.v_scout_attribution_sources`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The table or view.
    pub source: String,
    /// Whether the database has it.
    pub present: bool,
    /// Rows.
    pub total_rows: Option<i64>,
    /// Rows that name a scout.
    pub rows_with_scout: Option<i64>,
    /// Rows that belong to a person.
    pub linked_rows: Option<i64>,
    /// Rows that name a scout and belong to a person.
    pub linked_with_scout: Option<i64>,
    /// Payload values that name no valid scout.
    pub malformed_values: Option<i64>,
    /// The newest row.
    pub newest: Option<chrono::DateTime<chrono::Utc>>,
}
