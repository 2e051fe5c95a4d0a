//! Persons without a scout.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::filter::{Column, Storage, column, ours};
use super::page::{ListText, read_page};
use super::value::{date, moment, scout, texts};
use crate::db::decode::RowExt;
use crate::db::pool::ReadTransaction;
use crate::db::sql::sql;
use crate::model::filter::FieldName;
use crate::model::{BacklogRow, Category, Failure, Page, PageRequest, PersonKey};

const VIEW: &str = "ops.v_persons_without_scout_categorized";
pub(super) const LIST: ListText<'static> =
    ListText::narrow(sql!("queries/list_backlog.sql"), VIEW, column_of);

/// Where the fields of the list are.
pub(super) fn column_of(field: FieldName) -> Option<Column> {
    Some(match field {
        FieldName::Person => column("person_key", Storage::Key),
        FieldName::Name => ours("primary_full_name", Storage::Text),
        FieldName::Category => column("category", Storage::Label),
        FieldName::Scout => column("scout_id", Storage::Number),
        FieldName::Scouts => ours("distinct_scouts", Storage::Number),
        FieldName::Conflict => ours("in_conflict", Storage::Flag),
        FieldName::Events => column("event_count", Storage::Number),
        FieldName::First => column("first_event_date", Storage::Date),
        FieldName::Last | FieldName::Age => column("last_event_date", Storage::Date),
        FieldName::Waits => ours("person_created_at", Storage::Moment),
        FieldName::Source => column("source_tables", Storage::Texts),
        FieldName::Tag => column("origin_tags", Storage::Texts),
        _ => return None,
    })
}

pub(super) async fn page(
    transaction: &mut ReadTransaction,
    category: Option<Category>,
    request: &PageRequest,
) -> Result<Page<BacklogRow>, Failure> {
    let letter = category.map(Category::letter);
    read_page(transaction, LIST, request, &[(&letter, Type::TEXT)], decode).await
}

fn decode(row: &Row) -> Result<BacklogRow, Failure> {
    let category = row.read_optional_text("category")?;
    Ok(BacklogRow {
        person_key: PersonKey(row.read("person_key")?),
        category: category.and_then(|letter| letter.parse().ok()),
        category_label: row.read_optional_text("category_label")?.unwrap_or_default(),
        scout_id: scout(row, "scout_id")?,
        source_tables: texts(row, "source_tables")?,
        origin_tags: texts(row, "origin_tags")?,
        first_event_date: date(row, "first_event_date")?,
        last_event_date: date(row, "last_event_date")?,
        event_count: row.read_optional("event_count")?,
        events_with_scout: row.read_optional("events_with_scout")?,
        distinct_scouts: row.read_optional("distinct_scouts")?,
        in_conflict: row.read_optional("in_conflict")?,
        person_created_at: moment(row, "person_created_at")?,
        primary_full_name: row.read_optional_text("primary_full_name")?,
    })
}
