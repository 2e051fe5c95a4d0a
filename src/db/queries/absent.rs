//! What a database with older views does not have.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::db::decode::RowExt;
use crate::db::pool::ReadTransaction;
use crate::db::sql::{Sql, sql};
use crate::model::Failure;

const COLUMNS: Sql<'static> = sql!("inventory/columns.sql");

/// What is missing of a view of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absent {
    /// Nothing.
    Nothing,
    /// These columns: the view is an older one.
    Columns(Vec<String>),
    /// The view.
    View,
}

/// Asks the catalog which of `columns` are missing of `view`, which is named with its schema. It needs no
/// right on the view.
///
/// # Errors
/// What the server or the driver says.
pub async fn absent(
    transaction: &mut ReadTransaction,
    view: &str,
    columns: &[&str],
) -> Result<Absent, Failure> {
    let views = vec![view];
    let decode = |row: &Row| row.read_text("name");
    let present = transaction.read(COLUMNS, &[(&views, Type::TEXT_ARRAY)], decode).await?;
    if present.is_empty() {
        return Ok(Absent::View);
    }
    let is_missing = |column: &&str| present.iter().all(|name| name != column);
    let missing: Vec<_> = columns.iter().copied().filter(is_missing).map(str::to_owned).collect();
    Ok(if missing.is_empty() { Absent::Nothing } else { Absent::Columns(missing) })
}
