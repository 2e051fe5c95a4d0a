//! What a run would do, counted by the views that it does it by.

use std::time::Duration;

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::session::CONNECT_LIMIT;
use super::settings::JobSettings;
use super::steps::snapshot::figures;
use crate::db::decode::RowExt as _;
use crate::db::pool::{Database, Deadline, ReadLimits, ReadTransaction};
use crate::db::queries;
use crate::db::sql::{Sql, sql};
use crate::model::{
    Failure, FailureKind, Plan, PlanCounts, PlannedStep, Refusal, RunningRun, Skip, StepName,
};

const FIGURES: Sql<'static> = sql!("refresh/figures.sql");
const RUNNING: Sql<'static> = sql!("refresh/running.sql");
const COUNT_LINKS: Sql<'static> = sql!("refresh/count_identity_links.sql");
const SET_MAPPING: Sql<'static> = sql!("refresh/set_mapping.sql");
const COUNT_EVENTS: Sql<'static> = sql!("refresh/count_lead_events.sql");
const COUNT_LEDGER: Sql<'static> = sql!("refresh/count_lead_ledger.sql");

/// Reads the plan in one snapshot, so that its figures agree.
pub(super) async fn read(database: &Database, settings: &JobSettings) -> Result<Plan, Refusal> {
    let mut transaction = begin(database, settings.statement_limit).await?;
    let outcome = plan(&mut transaction, settings).await;
    if outcome.is_ok() {
        transaction.finish().await?;
    }
    outcome
}

/// Opens a read whose statements may take as long as `limit`.
pub(super) async fn begin(
    database: &Database,
    limit: Duration,
) -> Result<ReadTransaction, Failure> {
    let deadline = Deadline::after(CONNECT_LIMIT + limit * 4);
    let limits =
        ReadLimits { statement: limit, lock: Duration::from_secs(2), ..ReadLimits::default() };
    database.session(deadline).await?.begin_read(limits).await
}

async fn plan(transaction: &mut ReadTransaction, settings: &JobSettings) -> Result<Plan, Refusal> {
    let server = transaction.link().endpoint().to_owned();
    let now = one(transaction, FIGURES, &[]).await?;
    let links = one(transaction, COUNT_LINKS, &[]).await?;
    let events = match &settings.lead_mapping {
        None => PlannedStep {
            step: StepName::LeadEvents,
            counts: PlanCounts::default(),
            skipped: Some(Skip::NoMapping),
        },
        Some(mapping) => {
            let columns = [
                (&mapping.lead_column as _, Type::TEXT),
                (&mapping.scouts_column as _, Type::TEXT),
            ];
            one(transaction, SET_MAPPING, &columns).await?;
            planned(StepName::LeadEvents, &one(transaction, COUNT_EVENTS, &[]).await?)?
        }
    };
    let ledger =
        one(transaction, COUNT_LEDGER, &[(&settings.create_missing_ledger_rows, Type::BOOL)])
            .await?;
    let last = queries::newest_refresh(transaction).await?;
    Ok(Plan {
        role: now.read_text("role")?,
        database: now.read_text("database")?,
        server,
        at: now.read("at")?,
        figures: figures(&now)?,
        steps: vec![
            planned(StepName::IdentityLinks, &links)?,
            events,
            planned(StepName::LeadLedger, &ledger)?,
            PlannedStep {
                step: StepName::Snapshot,
                counts: PlanCounts { changed: 1, ..PlanCounts::default() },
                skipped: None,
            },
            PlannedStep { step: StepName::Verify, counts: PlanCounts::default(), skipped: None },
        ],
        missing_ledger_rows: ledger.read("missing_ledger_rows")?,
        last: last.filter(|run| run.completed_at.is_some()),
        running: running(transaction).await?,
    })
}

/// The run that is active.
pub(super) async fn running(
    transaction: &mut ReadTransaction,
) -> Result<Option<RunningRun>, Failure> {
    let rows = transaction.query(RUNNING, &[]).await?;
    rows.first().map(running_run).transpose()
}

/// Reads the row of `running.sql`.
pub(super) fn running_run(row: &Row) -> Result<RunningRun, Failure> {
    Ok(RunningRun {
        run_id: row.read_optional::<i32>("run_id")?.map(i64::from),
        started_at: row.read_optional("started_at")?,
        running_seconds: row.read_optional("running_seconds")?,
        trigger: row.read_optional_text("trigger")?,
        requested_by: row.read_optional_text("requested_by")?,
        host: row.read_optional_text("host")?,
        step: row.read_optional_text("step")?,
        heartbeat_at: row.read_optional("heartbeat_at")?,
        cancel_requested_at: row.read_optional("cancel_requested_at")?,
    })
}

fn planned(step: StepName, row: &Row) -> Result<PlannedStep, Failure> {
    let counts = PlanCounts {
        changed: row.read("changed")?,
        persons: row.read("persons")?,
        ambiguous: row.read("ambiguous")?,
        rejected: row.read("rejected")?,
    };
    Ok(PlannedStep { step, counts, skipped: None })
}

async fn one(
    transaction: &mut ReadTransaction,
    sql: Sql<'_>,
    parameters: &[crate::db::pool::Parameter<'_>],
) -> Result<Row, Refusal> {
    let mut rows = transaction.query(sql, parameters).await.map_err(|failure| {
        if failure.kind == FailureKind::Missing {
            return Refusal::NotInstalled { missing: vec![failure.message] };
        }
        failure.into()
    })?;
    rows.pop().ok_or_else(|| {
        Failure::new(FailureKind::Shape, format!("reading {}: no row", sql.file)).into()
    })
}
