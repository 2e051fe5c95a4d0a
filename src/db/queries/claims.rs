//! Claims of Yango billing with their scouts: read only, for ever.

use std::borrow::Cow;

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::filter::{Column, Storage, column, ours};
use super::page::{ListText, read_page, read_totals};
use super::value::{date, scout, wall_clock};
use crate::db::decode::RowExt;
use crate::db::pool::ReadTransaction;
use crate::db::sql::{Sql, embed, sql};
use crate::model::filter::FieldName;
use crate::model::{
    Claim, ClaimFilter, ClaimTotals, Failure, Page, PageRequest, PaymentStatus, PersonKey,
};

const VIEW: &str = "ops.v_yango_collection_with_scout";
const LIST: Sql<'static> = sql!("queries/list_collection.sql");
const IN_CONFLICT: Sql<'static> = sql!("queries/conflicting_claims.sql");
const TOTALS: Sql<'static> = sql!("queries/collection_totals.sql");

/// Where the fields of the list are.
pub(super) fn column_of(field: FieldName) -> Option<Column> {
    Some(match field {
        FieldName::Driver => column("driver_id", Storage::Text),
        FieldName::Name => column("driver_name", Storage::Text),
        FieldName::Person => column("person_key", Storage::Key),
        FieldName::Scout => column("scout_id", Storage::Number),
        FieldName::Status => column("payment_status", Storage::Label),
        FieldName::Milestone => column("milestone_value", Storage::Number),
        FieldName::Amount => column("expected_amount", Storage::Amount),
        FieldName::Due => column("yango_due_date", Storage::Date),
        FieldName::Overdue => column("days_overdue", Storage::Days),
        FieldName::Lead | FieldName::Age => column("lead_date", Storage::Date),
        FieldName::Paid => column("pay_date", Storage::Date),
        FieldName::Reason => column("reason_code", Storage::Text),
        FieldName::Evidence => column("scout_quality", Storage::Text),
        FieldName::Conflict => ours("in_conflict", Storage::Flag),
        _ => return None,
    })
}

/// The text of the list: one for all claims, one for those of persons in conflict.
pub(super) fn text(filter: ClaimFilter) -> Cow<'static, str> {
    if filter.conflicts_only {
        Cow::Owned(embed(IN_CONFLICT.text, "list", LIST.text))
    } else {
        Cow::Borrowed(LIST.text)
    }
}

/// The list with this text.
pub(super) fn list(text: &str) -> ListText<'_> {
    ListText::whole(Sql { file: LIST.file, text }, VIEW, column_of)
}

pub(super) async fn page(
    transaction: &mut ReadTransaction,
    filter: ClaimFilter,
    request: &PageRequest,
) -> Result<(Page<Claim>, ClaimTotals), Failure> {
    let text = text(filter);
    let list = list(&text);
    let scout = filter.scout.map(|scout| scout.0);
    let status = filter.payment_status.map(PaymentStatus::label);
    let filters = [
        (&filter.missing_only as _, Type::BOOL),
        (&scout as _, Type::INT4),
        (&status as _, Type::TEXT),
    ];
    let page = read_page(transaction, list, request, &filters, decode).await?;
    let totals = read_totals(transaction, TOTALS, list, request, &filters, decode_totals).await?;
    Ok((page, totals))
}

fn decode(row: &Row) -> Result<Claim, Failure> {
    Ok(Claim {
        driver_id: row.read_optional_text("driver_id")?,
        person_key: row.read_optional("person_key")?.map(PersonKey),
        driver_name: row.read_optional_text("driver_name")?,
        milestone_value: row.read_optional("milestone_value")?,
        lead_date: date(row, "lead_date")?,
        expected_amount: row.read_optional("expected_amount")?,
        yango_due_date: wall_clock(row, "yango_due_date")?,
        days_overdue: row.read_optional("days_overdue")?,
        overdue_bucket: row.read_optional_text("overdue_bucket")?,
        payment_status: row.read_optional_text("payment_status")?,
        payment_key: row.read_optional_text("payment_key")?,
        pay_date: date(row, "pay_date")?,
        reason_code: row.read_optional_text("reason_code")?,
        match_rule: row.read_optional_text("match_rule")?,
        match_confidence: row.read_optional_text("match_confidence")?,
        identity_status: row.read_optional_text("identity_status")?,
        suggested_driver_id: row.read_optional_text("suggested_driver_id")?,
        is_reconcilable: row.read_optional("is_reconcilable")?,
        scout_id: scout(row, "scout_id")?,
        scout_name: row.read_optional_text("scout_name")?,
        scout_name_normalized: row.read_optional_text("scout_name_normalized")?,
        scout_is_active: row.read_optional("scout_is_active")?,
        scout_quality: row.read_optional_text("scout_quality")?,
        is_scout_resolved: row.read("is_scout_resolved")?,
        scout_source_table: row.read_optional_text("scout_source_table")?,
        scout_attribution_date: date(row, "scout_attribution_date")?,
        scout_priority: row.read_optional("scout_priority")?,
        in_conflict: row.read_optional("in_conflict")?,
    })
}

fn decode_totals(row: &Row) -> Result<ClaimTotals, Failure> {
    Ok(ClaimTotals {
        claims: row.read("claims")?,
        with_scout: row.read("with_scout")?,
        expected: row.read("expected")?,
        paid: row.read("paid")?,
        misapplied: row.read("misapplied")?,
        unpaid: row.read("unpaid")?,
        overdue: row.read("overdue")?,
        without_scout: row.read("without_scout")?,
    })
}
