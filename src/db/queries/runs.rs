//! Runs of jobs: from our view, or from CT4's table where the view is missing.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::filter::{Column, Storage, column};
use super::page::{ListText, read_page};
use super::value::moment;
use crate::db::decode::RowExt;
use crate::db::pool::ReadTransaction;
use crate::db::sql::{Sql, sql};
use crate::model::filter::FieldName;
use crate::model::run::{REFRESH_JOB_TYPE, steps_of};
use crate::model::{Failure, FailureKind, Page, PageRequest, Run, RunProgress, RunStatus};

pub(super) const NEWEST: Sql<'static> = sql!("queries/newest_runs.sql");
const NEWEST_FROM_TABLE: Sql<'static> = sql!("queries/newest_runs_from_table.sql");
pub(super) const LIST: ListText<'static> =
    ListText::whole(sql!("queries/list_runs.sql"), "ops.v_scout_attribution_runs", column_of);
const LIST_FROM_TABLE: ListText<'static> = ListText::whole(
    sql!("queries/list_runs_from_table.sql"),
    "ops.ingestion_runs",
    column_of_table,
);

/// Where the fields of the list are.
pub(super) fn column_of(field: FieldName) -> Option<Column> {
    Some(match field {
        FieldName::Id => column("run_id", Storage::Number),
        FieldName::Job => column("job_type", Storage::Text),
        FieldName::Status => column("status", Storage::Label),
        FieldName::Started | FieldName::Age => column("started_at", Storage::Moment),
        FieldName::Duration => column("duration_seconds", Storage::Seconds),
        FieldName::Trigger => column("trigger", Storage::Text),
        FieldName::Host => column("host", Storage::Text),
        FieldName::Error => column("error_message", Storage::Text),
        _ => return None,
    })
}

/// The same without our view, which alone knows who began a run, and where.
fn column_of_table(field: FieldName) -> Option<Column> {
    column_of(field).filter(|_| !matches!(field, FieldName::Trigger | FieldName::Host))
}

/// The newest runs of every job, and behind them the newest one of the refresh job, where it is older.
///
/// # Errors
/// What the server or the driver says.
pub async fn newest_runs(
    transaction: &mut ReadTransaction,
    limit: i64,
) -> Result<Vec<Run>, Failure> {
    let runs = newest(transaction, limit, None).await?;
    with_refresh(transaction, runs, limit).await
}

/// The newest runs with the newest one of the refresh job behind them, where all of them are of other jobs: how that one
/// ended is known without another question.
pub(super) async fn with_refresh(
    transaction: &mut ReadTransaction,
    mut runs: Vec<Run>,
    limit: i64,
) -> Result<Vec<Run>, Failure> {
    let is_full = i64::try_from(runs.len()).is_ok_and(|found| found >= limit);
    if is_full && !runs.iter().any(Run::is_refresh) {
        runs.extend(newest_refresh(transaction).await?);
    }
    Ok(runs)
}

/// The newest run of the refresh job; `None` where it never ran.
///
/// # Errors
/// What the server or the driver says.
pub async fn newest_refresh(transaction: &mut ReadTransaction) -> Result<Option<Run>, Failure> {
    Ok(newest(transaction, 1, Some(REFRESH_JOB_TYPE)).await?.pop())
}

async fn newest(
    transaction: &mut ReadTransaction,
    limit: i64,
    job_type: Option<&str>,
) -> Result<Vec<Run>, Failure> {
    let parameters = [(&limit as _, Type::INT8), (&job_type as _, Type::TEXT)];
    match transaction.read(NEWEST, &parameters, decode_newest).await {
        Err(failure) if failure.kind == FailureKind::Missing => {
            newest_from_table(transaction, limit, job_type, failure).await
        }
        outcome => outcome,
    }
}

/// The same without our view. If that fails too, the reader hears about the view: it is what to install.
pub(super) async fn newest_from_table(
    transaction: &mut ReadTransaction,
    limit: i64,
    job_type: Option<&str>,
    without_view: Failure,
) -> Result<Vec<Run>, Failure> {
    let parameters = [(&limit as _, Type::INT8), (&job_type as _, Type::TEXT)];
    let runs = transaction.read(NEWEST_FROM_TABLE, &parameters, decode_newest).await;
    runs.map_err(|failure| prefer(without_view, failure))
}

pub(super) async fn page(
    transaction: &mut ReadTransaction,
    request: &PageRequest,
) -> Result<Page<Run>, Failure> {
    match read_page(transaction, LIST, request, &[], decode).await {
        Err(missing) if missing.kind == FailureKind::Missing => {
            read_page(transaction, LIST_FROM_TABLE, request, &[], decode)
                .await
                .map_err(|failure| prefer(missing, failure))
        }
        outcome => outcome,
    }
}

/// Which of two failures to show where neither the view nor the table could be read.
fn prefer(of_view: Failure, of_table: Failure) -> Failure {
    match of_table.kind {
        FailureKind::Missing | FailureKind::Denied => of_view,
        _ => of_table,
    }
}

pub(super) fn decode(row: &Row) -> Result<Run, Failure> {
    let stats = row.read_optional_json("stats")?;
    Ok(Run {
        run_id: row.read("run_id")?,
        job_type: row.read_text("job_type")?,
        status: RunStatus::from_label(&row.read_text("status")?),
        started_at: moment(row, "started_at")?.unwrap_or_default(),
        completed_at: moment(row, "completed_at")?,
        duration_seconds: row.read_optional("duration_seconds")?,
        trigger: row.read_optional_text("trigger")?,
        host: row.read_optional_text("host")?,
        error: row.read_optional_text("error_message")?,
        steps: stats.as_ref().map(steps_of).unwrap_or_default(),
        summary: stats,
        has_living_runner: row.read_optional("has_living_runner")?,
        progress: None,
    })
}

/// A row of the newest runs, which tells how far a running one is.
pub(super) fn decode_newest(row: &Row) -> Result<Run, Failure> {
    let run = decode(row)?;
    let progress = RunProgress {
        step: row.read_optional_text("step")?,
        step_number: row.read_optional("step_number")?,
        done: row.read_optional("done")?,
        estimate: row.read_optional("estimate")?,
        rate: row.read_optional("rate")?,
        rejected: row.read_optional("rejected")?,
        requested_by: row.read_optional_text("requested_by")?,
        cancel_requested_by: row.read_optional_text("cancel_requested_by")?,
    };
    let is_told = run.is_living_refresh() && progress != RunProgress::default();
    Ok(Run { progress: is_told.then(|| Box::new(progress)), ..run })
}
