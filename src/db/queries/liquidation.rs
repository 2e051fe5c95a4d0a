//! The base list from which scouts are later paid. It declares, it never pays.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::filter::{Column, Storage, column};
use super::page::{ListText, read_page, read_totals};
use super::value::{date, scout};
use crate::db::decode::RowExt;
use crate::db::pool::ReadTransaction;
use crate::db::sql::{Sql, sql};
use crate::model::filter::FieldName;
use crate::model::{
    Failure, LiquidationFilter, LiquidationRow, LiquidationStatus, LiquidationTotals, Page,
    PageRequest, PersonKey,
};

pub(super) const LIST: ListText<'static> =
    ListText::whole(sql!("queries/list_liquidation.sql"), "ops.v_scout_payment_base", column_of);
const TOTALS: Sql<'static> = sql!("queries/liquidation_totals.sql");

/// Where the fields of the list are.
pub(super) fn column_of(field: FieldName) -> Option<Column> {
    Some(match field {
        FieldName::Person => column("person_key", Storage::Key),
        FieldName::Driver => column("driver_id", Storage::Text),
        FieldName::Scout => column("scout_id", Storage::Number),
        FieldName::Status => column("payment_status", Storage::Label),
        FieldName::Reason => column("block_reason", Storage::Text),
        FieldName::Amount => column("amount_payable", Storage::Amount),
        FieldName::Milestone => column("milestone_reached", Storage::Number),
        FieldName::Reached => column("milestone_date", Storage::Date),
        FieldName::Since | FieldName::Age => column("attribution_date", Storage::Date),
        FieldName::Source => column("source_table", Storage::Text),
        FieldName::Tag => column("origin_tag", Storage::Text),
        _ => return None,
    })
}

pub(super) async fn page(
    transaction: &mut ReadTransaction,
    filter: LiquidationFilter,
    request: &PageRequest,
) -> Result<(Page<LiquidationRow>, LiquidationTotals), Failure> {
    let scout = filter.scout.map(|scout| scout.0);
    let status = filter.status.map(LiquidationStatus::label);
    let filters = [(&status as _, Type::TEXT), (&scout as _, Type::INT4)];
    let page = read_page(transaction, LIST, request, &filters, decode).await?;
    let totals = read_totals(transaction, TOTALS, LIST, request, &filters, decode_totals).await?;
    Ok((page, totals))
}

fn decode(row: &Row) -> Result<LiquidationRow, Failure> {
    Ok(LiquidationRow {
        person_key: PersonKey(row.read("person_key")?),
        driver_id: row.read_optional_text("driver_id")?,
        scout_id: scout(row, "scout_id")?,
        origin_tag: row.read_optional_text("origin_tag")?,
        source_table: row.read_optional_text("source_table")?,
        attribution_date: date(row, "attribution_date")?,
        milestone_reached: row.read_optional("milestone_reached")?,
        milestone_date: date(row, "milestone_date")?,
        eligible_7d: row.read_optional("eligible_7d")?,
        amount_payable: row.read_optional("amount_payable")?,
        payment_status: row.read_optional_text("payment_status")?,
        block_reason: row.read_optional_text("block_reason")?,
    })
}

fn decode_totals(row: &Row) -> Result<LiquidationTotals, Failure> {
    Ok(LiquidationTotals {
        rows: row.read("rows")?,
        scouts: row.read("scouts")?,
        pending: row.read("pending")?,
        blocked_conflict: row.read("blocked_conflict")?,
        blocked_identity: row.read("blocked_identity")?,
    })
}
