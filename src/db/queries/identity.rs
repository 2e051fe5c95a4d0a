//! Who asks, and what answers.

use tokio_postgres::Row;

use crate::db::decode::RowExt;
use crate::db::pool::ReadTransaction;
use crate::db::sql::{Sql, sql};
use crate::model::{Failure, Identity};

pub(super) const SQL: Sql<'static> = sql!("queries/identity.sql");

/// The role, the database and the server.
///
/// # Errors
/// What the server or the driver says.
pub async fn identity(transaction: &mut ReadTransaction) -> Result<Identity, Failure> {
    let identity = transaction.read_one(SQL, &[], decode).await?;
    let security = transaction.link().security();
    let link_remark = security.is_weak().then(|| security.word().to_owned());
    Ok(Identity { link_remark, ..identity })
}

pub(super) fn decode(row: &Row) -> Result<Identity, Failure> {
    Ok(Identity {
        role: row.read_text("role")?,
        database: row.read_text("database")?,
        server_version: row.read_text("server_version")?,
        in_recovery: row.read("in_recovery")?,
        link_remark: None,
    })
}
