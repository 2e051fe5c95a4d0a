//! What `doctor` asks of a server: facts, rights that are too many, indexes that are missing. Catalog alone.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::db::decode::RowExt as _;
use crate::db::pool::ReadTransaction;
use crate::db::sql::{Sql, embed, sql};
use crate::model::Failure;

const SERVER: Sql<'static> = sql!("queries/doctor/server.sql");
const CLOCK: Sql<'static> = sql!("queries/doctor/clock.sql");
const EXCESS: Sql<'static> = sql!("queries/doctor/excess_rights.sql");
/// What the refresh job writes is no excess for whoever runs it.
const JOB_RIGHTS: Sql<'static> = sql!("refresh/job_rights.sql");
const INDEXES: Sql<'static> = sql!("queries/doctor/indexes.sql");

/// How often the clock is read; the quickest answer counts.
const READINGS: usize = 3;

/// The server and the session, beyond what every poll reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerFacts {
    /// Whether transactions of the role are read-only unless they say otherwise.
    pub is_read_only: bool,
    /// The version of TLS that the server sees.
    pub tls_version: Option<String>,
    /// After how long without a statement the server ends a session.
    pub idle_session: ServerLimit,
    /// How long a transaction may take.
    pub transaction: ServerLimit,
}

/// A limit that the server sets by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerLimit {
    /// The limit; `None` where there is none.
    pub limit: Option<Duration>,
    /// The statement that lifts it for the role.
    pub remedy: String,
}

/// The server's clock beside ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockReading {
    /// What the server's clock said.
    pub server: DateTime<Utc>,
    /// How long the question and the answer took together.
    pub round_trip: Duration,
    /// Our clock when the answer was there.
    pub ours: DateTime<Utc>,
}

/// What kind of right is too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExcessKind {
    /// No right binds a superuser.
    Superuser,
    /// An attribute of the role, such as createdb.
    Attribute,
    /// It belongs to a role of the server's that may too much.
    Member,
    /// It owns tables or views.
    Owner,
    /// It may write.
    Write,
    /// It may read tables.
    Read,
    /// It may create objects.
    Create,
}

/// One right too many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExcessRight {
    /// What kind.
    pub kind: ExcessKind,
    /// The attribute, role, table or schema.
    pub object: String,
    /// The rights on it, such as `delete, insert`.
    pub rights: String,
    /// Who was given it: the role, one that it belongs to, or `public`.
    pub grantee: String,
    /// How many objects, for an owner and for tables that may be read.
    pub object_count: i64,
    /// The statement that takes it away.
    pub remedy: Option<String>,
}

/// An index that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingIndex {
    /// The table.
    pub relation: String,
    /// What the index begins with.
    pub keys: String,
    /// How many rows the table has, about.
    pub row_count: i64,
    /// The statement that makes it.
    pub remedy: String,
}

/// The server and the session.
///
/// # Errors
/// What the server or the driver says.
pub async fn server(transaction: &mut ReadTransaction) -> Result<ServerFacts, Failure> {
    transaction.read_one(SERVER, &[], decode_server).await
}

/// Reads the server's clock a few times; `ours` tells our own time.
///
/// # Errors
/// What the server or the driver says.
pub async fn clock(
    transaction: &mut ReadTransaction,
    ours: impl Fn() -> DateTime<Utc>,
) -> Result<Option<ClockReading>, Failure> {
    let mut best: Option<ClockReading> = None;
    for _ in 0..READINGS {
        let asked = Instant::now();
        let rows = transaction.query(CLOCK, &[]).await?;
        let (round_trip, ours) = (asked.elapsed(), ours());
        for row in &rows {
            let reading = ClockReading { server: row.read("server_time")?, round_trip, ours };
            if best.is_none_or(|best| round_trip < best.round_trip) {
                best = Some(reading);
            }
        }
    }
    Ok(best)
}

/// What the role may do beyond what it needs; `writes` says whether it is meant to run the refresh job or to record
/// decisions.
///
/// # Errors
/// What the server or the driver says.
pub async fn excess_rights(
    transaction: &mut ReadTransaction,
    writes: bool,
) -> Result<Vec<ExcessRight>, Failure> {
    let text = embed(EXCESS.text, "wanted", JOB_RIGHTS.text);
    let statement = Sql { file: EXCESS.file, text: &text };
    let parameters = [(&true as _, Type::BOOL), (&writes as _, Type::BOOL)];
    transaction.read(statement, &parameters, decode_excess).await
}

/// Indexes that the views and the job lean on and that are not there.
///
/// # Errors
/// What the server or the driver says.
pub async fn missing_indexes(
    transaction: &mut ReadTransaction,
) -> Result<Vec<MissingIndex>, Failure> {
    let decode = |row: &Row| {
        Ok(MissingIndex {
            relation: row.read_text("relation")?,
            keys: row.read_text("keys")?,
            row_count: row.read("row_count")?,
            remedy: row.read_text("remedy")?,
        })
    };
    transaction.read(INDEXES, &[], decode).await
}

fn decode_server(row: &Row) -> Result<ServerFacts, Failure> {
    Ok(ServerFacts {
        is_read_only: row.read("is_read_only")?,
        tls_version: row.read_optional_text("tls_version")?,
        idle_session: limit(row, "idle_session_ms", "idle_session_remedy")?,
        transaction: limit(row, "transaction_ms", "transaction_remedy")?,
    })
}

/// A limit in milliseconds, of which zero is none.
fn limit(row: &Row, column: &str, remedy: &str) -> Result<ServerLimit, Failure> {
    let milliseconds =
        row.read_optional::<i64>(column)?.and_then(|value| u64::try_from(value).ok());
    Ok(ServerLimit {
        limit: milliseconds.filter(|value| *value > 0).map(Duration::from_millis),
        remedy: row.read_text(remedy)?,
    })
}

fn decode_excess(row: &Row) -> Result<ExcessRight, Failure> {
    Ok(ExcessRight {
        kind: match row.read_text("kind")?.as_str() {
            "superuser" => ExcessKind::Superuser,
            "attribute" => ExcessKind::Attribute,
            "member" => ExcessKind::Member,
            "owner" => ExcessKind::Owner,
            "read" => ExcessKind::Read,
            "create" => ExcessKind::Create,
            _ => ExcessKind::Write,
        },
        object: row.read_optional_text("object")?.unwrap_or_default(),
        rights: row.read_optional_text("rights")?.unwrap_or_default(),
        grantee: row.read_text("grantee")?,
        object_count: row.read_optional("object_count")?.unwrap_or_default(),
        remedy: row.read_optional_text("remedy")?,
    })
}
