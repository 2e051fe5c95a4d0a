//! Ending a run that another program, or another task, is running.

use tokio_postgres::types::Type;

use super::session::CONNECT_LIMIT;
use crate::db::decode::RowExt as _;
use crate::db::pool::{Database, Deadline};
use crate::db::sql::{Sql, sql};
use crate::model::{CancelAnswer, Failure, FailureKind, StopAnswer};

const REQUEST_CANCEL: Sql<'static> = sql!("refresh/request_cancel.sql");
const STOP_STATEMENT: Sql<'static> = sql!("refresh/stop_statement.sql");

/// Asks a run to stop after the batch at hand.
pub(super) async fn request_cancel(
    database: &Database,
    run_id: i64,
    by: &str,
) -> Result<CancelAnswer, Failure> {
    let Ok(run_id) = i32::try_from(run_id) else { return Ok(CancelAnswer::NotRunning) };
    let mut session = database.session(Deadline::after(CONNECT_LIMIT)).await?;
    let rows = session.query(REQUEST_CANCEL, &[(&run_id, Type::INT4), (&by, Type::TEXT)]).await?;
    let Some(row) = rows.first() else { return Ok(CancelAnswer::NotRunning) };
    if !row.read::<bool>("is_running")? {
        return Ok(CancelAnswer::NotRunning);
    }
    Ok(match row.read_optional_text("asked_before_by")? {
        Some(earlier) => CancelAnswer::AskedBefore(earlier),
        None => CancelAnswer::Asked,
    })
}

/// Stops the statement that a run is at.
pub(super) async fn stop_statement(
    database: &Database,
    run_id: i64,
) -> Result<StopAnswer, Failure> {
    let Ok(run_id) = i32::try_from(run_id) else { return Ok(StopAnswer::NotRunning) };
    let mut session = database.session(Deadline::after(CONNECT_LIMIT)).await?;
    match session.query(STOP_STATEMENT, &[(&run_id, Type::INT4)]).await {
        Ok(rows) if rows.is_empty() => Ok(StopAnswer::NotRunning),
        Ok(_) => Ok(StopAnswer::Stopped),
        Err(failure) if failure.kind == FailureKind::Denied => Ok(StopAnswer::MayNot),
        Err(failure) => Err(failure),
    }
}
