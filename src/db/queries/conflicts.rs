//! Persons for whom the evidence names several scouts.

use tokio_postgres::Row;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::filter::{Column, Storage, column, ours};
use super::page::{ListText, read_page};
use super::value::{date, scouts, texts};
use crate::db::decode::RowExt;
use crate::db::pool::ReadTransaction;
use crate::db::sql::{Sql, sql};
use crate::model::filter::FieldName;
use crate::model::{ConflictKind, ConflictRow, Failure, Page, PageRequest, PersonKey};

pub(super) const NEWEST: Sql<'static> = sql!("queries/newest_conflicts.sql");
/// The same among the persons that the figures name.
pub(super) const NEWEST_OF: Sql<'static> = sql!("queries/newest_conflicts_of.sql");
const VIEW: &str = "ops.v_scout_attribution_conflicts";
pub(super) const LIST: ListText<'static> =
    ListText::narrow(sql!("queries/list_conflicts.sql"), VIEW, column_of);

/// Where the fields of the list are.
pub(super) fn column_of(field: FieldName) -> Option<Column> {
    Some(match field {
        FieldName::Person => column("person_key", Storage::Key),
        FieldName::Kind => ours("kind", Storage::Label),
        FieldName::Scout => column("scout_ids", Storage::Numbers),
        FieldName::Scouts => column("distinct_scout_count", Storage::Number),
        FieldName::Events => column("total_sources", Storage::Number),
        FieldName::First => column("first_event_date", Storage::Date),
        FieldName::Last | FieldName::Age => column("last_event_date", Storage::Date),
        FieldName::Source => column("sources", Storage::Texts),
        FieldName::Tag => column("origin_tags", Storage::Texts),
        _ => return None,
    })
}

/// The newest conflicts; those that the ledger has not decided come first.
///
/// # Errors
/// What the server or the driver says.
pub async fn newest_conflicts(
    transaction: &mut ReadTransaction,
    limit: i64,
) -> Result<Vec<ConflictRow>, Failure> {
    transaction.read(NEWEST, &[(&limit, Type::INT8)], decode).await
}

/// The newest conflicts among the persons that the figures name; looked for where these name nobody.
pub(super) async fn newest_of(
    transaction: &mut ReadTransaction,
    limit: i64,
    persons: Option<&[Uuid]>,
) -> Result<Vec<ConflictRow>, Failure> {
    match persons {
        None => newest_conflicts(transaction, limit).await,
        Some([]) => Ok(Vec::new()),
        Some(persons) => {
            let parameters = [(&limit as _, Type::INT8), (&persons as _, Type::UUID_ARRAY)];
            transaction.read(NEWEST_OF, &parameters, decode).await
        }
    }
}

pub(super) async fn page(
    transaction: &mut ReadTransaction,
    kind: Option<ConflictKind>,
    request: &PageRequest,
) -> Result<Page<ConflictRow>, Failure> {
    let label = kind.map(ConflictKind::label);
    read_page(transaction, LIST, request, &[(&label, Type::TEXT)], decode).await
}

pub(super) fn decode(row: &Row) -> Result<ConflictRow, Failure> {
    let kind = row.read_optional_text("kind")?;
    Ok(ConflictRow {
        person_key: PersonKey(row.read("person_key")?),
        distinct_scout_count: row.read("distinct_scout_count")?,
        scout_ids: scouts(row, "scout_ids")?,
        sources: texts(row, "sources")?,
        origin_tags: texts(row, "origin_tags")?,
        first_event_date: date(row, "first_event_date")?,
        last_event_date: date(row, "last_event_date")?,
        total_sources: row.read("total_sources")?,
        kind: kind.as_deref().and_then(ConflictKind::from_label),
    })
}
