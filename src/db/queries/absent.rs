//! What a database with older views does not have.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::db::decode::RowExt;
use crate::db::pool::ReadTransaction;
use crate::db::schema::contract;
use crate::db::sql::{Sql, sql};
use crate::model::Failure;

const COLUMNS: Sql<'static> = sql!("inventory/columns.sql");

/// What is missing of a view of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absent {
    /// Nothing.
    Nothing,
    /// These of our own columns, in their order: the view is CT4's.
    Columns(Vec<String>),
    /// The view.
    View,
}

/// Asks the catalog what is missing of `view`, which is named with its schema. It needs no right on the view.
///
/// # Errors
/// What the server or the driver says.
pub async fn absent(transaction: &mut ReadTransaction, view: &str) -> Result<Absent, Failure> {
    let decode = |row: &Row| row.read_text("name");
    let views = vec![view];
    let present = transaction.read(COLUMNS, &[(&views, Type::TEXT_ARRAY)], decode).await?;
    if present.is_empty() {
        return Ok(Absent::View);
    }
    let expected = contract::VIEWS.iter().find(|known| known.name == view);
    let missing: Vec<_> = expected
        .into_iter()
        .flat_map(contract::ContractView::columns)
        .map(|column| column.name)
        .filter(|name| !present.contains(name))
        .collect();
    Ok(if missing.is_empty() { Absent::Nothing } else { Absent::Columns(missing) })
}
