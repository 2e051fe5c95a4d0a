//! How the sources of evidence stand.

use tokio_postgres::Row;

use super::value::moment;
use crate::db::decode::RowExt;
use crate::db::pool::ReadTransaction;
use crate::db::sql::{Sql, sql};
use crate::model::{Failure, Source};

const SQL: Sql<'static> = sql!("queries/sources.sql");

/// How each source stands. Counts every source in full: not for polling.
///
/// # Errors
/// What the server or the driver says; [`FailureKind::Missing`](crate::model::FailureKind::Missing) on a
/// database with only CT4's older views.
pub async fn sources(transaction: &mut ReadTransaction) -> Result<Vec<Source>, Failure> {
    transaction.read(SQL, &[], decode).await
}

fn decode(row: &Row) -> Result<Source, Failure> {
    Ok(Source {
        source: row.read_text("source")?,
        present: row.read("present")?,
        total_rows: row.read_optional("total_rows")?,
        rows_with_scout: row.read_optional("rows_with_scout")?,
        linked_rows: row.read_optional("linked_rows")?,
        linked_with_scout: row.read_optional("linked_with_scout")?,
        malformed_values: row.read_optional("malformed_values")?,
        newest: moment(row, "newest")?,
    })
}
