//! Cabinet leads whose person has no scout.

use tokio_postgres::Row;

use super::filter::{Column, Storage, column};
use super::page::{ListText, read_page};
use super::value::{scout, wall_clock};
use crate::db::decode::RowExt;
use crate::db::pool::ReadTransaction;
use crate::db::sql::sql;
use crate::model::filter::FieldName;
use crate::model::{Alert, Failure, Page, PageRequest, PersonKey};

const VIEW: &str = "ops.v_cabinet_leads_missing_scout_alerts";
pub(super) const LIST: ListText<'static> =
    ListText::whole(sql!("queries/list_alerts.sql"), VIEW, column_of);

/// Where the fields of the list are.
pub(super) fn column_of(field: FieldName) -> Option<Column> {
    Some(match field {
        FieldName::Lead => column("cabinet_lead_id", Storage::Number),
        FieldName::External => column("external_id", Storage::Text),
        FieldName::Person => column("person_key", Storage::Key),
        FieldName::Scout => column("potential_scout_id", Storage::Number),
        FieldName::Named => column("has_scout_in_events", Storage::Flag),
        FieldName::Created | FieldName::Age => column("lead_created_at", Storage::Date),
        _ => return None,
    })
}

pub(super) async fn page(
    transaction: &mut ReadTransaction,
    request: &PageRequest,
) -> Result<Page<Alert>, Failure> {
    read_page(transaction, LIST, request, &[], decode).await
}

fn decode(row: &Row) -> Result<Alert, Failure> {
    Ok(Alert {
        cabinet_lead_id: row.read("cabinet_lead_id")?,
        external_id: row.read_optional_text("external_id")?,
        lead_created_at: wall_clock(row, "lead_created_at")?,
        person_key: row.read_optional("person_key")?.map(PersonKey),
        potential_scout_id: scout(row, "potential_scout_id")?,
        has_scout_in_events: row.read_optional("has_scout_in_events")?,
    })
}
