//! Who asks, and what answers.

use tokio_postgres::Row;

use crate::db::connect::Link;
use crate::db::decode::RowExt;
use crate::db::pool::ReadTransaction;
use crate::db::sql::{Sql, sql};
use crate::model::{Failure, Identity, Replay};

pub(super) const SQL: Sql<'static> = sql!("queries/identity.sql");

/// The role, the database and the server.
///
/// # Errors
/// What the server or the driver says.
pub async fn identity(transaction: &mut ReadTransaction) -> Result<Identity, Failure> {
    let identity = transaction.read_one(SQL, &[], decode).await?;
    Ok(over(transaction.link(), identity))
}

/// The same with what is known of the way there.
pub(super) fn over(link: &Link, identity: Identity) -> Identity {
    let security = link.security();
    Identity {
        host: link.is_one_of_several().then(|| link.endpoint().to_owned()),
        link_remark: security.is_weak().then(|| security.word().to_owned()),
        ..identity
    }
}

pub(super) fn decode(row: &Row) -> Result<Identity, Failure> {
    let in_recovery = row.read("in_recovery")?;
    let replay = Replay {
        is_streaming: row.read("is_streaming")?,
        is_caught_up: row.read("is_caught_up")?,
        replayed_at: row.read_optional("replayed_at")?,
        read_at: row.read("read_at")?,
    };
    Ok(Identity {
        role: row.read_text("role")?,
        database: row.read_text("database")?,
        server_version: row.read_text("server_version")?,
        in_recovery,
        replay: in_recovery.then_some(replay),
        host: None,
        link_remark: None,
    })
}
