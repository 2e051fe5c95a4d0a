//! From nothing to a run that is written down: the session, the lock, the row.

use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_postgres::types::Type;

use super::observer::Observer;
use super::plan::running_run;
use super::preflight;
use super::session::{BATCH_LIMIT, JobSession, Nonce};
use super::settings::JobSettings;
use crate::db::decode::RowExt as _;
use crate::db::pool::Database;
use crate::db::sql::{Sql, sql};
use crate::model::{Failure, Refusal, RunningRun, Trigger};

const SESSION: Sql<'static> = sql!("refresh/session.sql");
const RUNNING: Sql<'static> = sql!("refresh/running.sql");
const TAKE_LOCK: Sql<'static> = sql!("refresh/take_lock.sql");
const START: Sql<'static> = sql!("refresh/start.sql");

/// How often, and how far apart, somebody who found the lock taken looks for the row of the run that has it.
const LOOKS: usize = 20;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// A run that is written down as RUNNING.
pub(super) struct Begun {
    pub(super) run_id: i32,
    pub(super) nonce: Nonce,
    pub(super) requested_by: String,
    pub(super) started_at: DateTime<Utc>,
    pub(super) orphans: Vec<i64>,
}

/// Refuses what could not work, takes the lock, closes what dead runners left, and writes the run down.
///
/// The lock belongs to the session; whoever drops that gives it back.
pub(super) async fn start(
    database: &Database,
    job: &mut JobSession<'_, impl Observer>,
    settings: &JobSettings,
    trigger: Trigger,
) -> Result<Begun, Refusal> {
    // Many may come at once, and the answer costs a tenth of the checks. Who may not even look is told by
    // the checks what is missing.
    if let Ok(Some(running)) = look(job).await {
        return Err(Refusal::Busy(Box::new(running)));
    }
    preflight::check(job, settings).await?;
    let nonce = Nonce::new();
    preflight::refuse_pooler(database, job, nonce).await?;
    set_up(job, settings).await?;
    if !job.ask(TAKE_LOCK, &[], "is_taken").await? {
        return Err(busy(job).await?);
    }
    job.begin(BATCH_LIMIT).await?;
    let process = i32::try_from(settings.process).unwrap_or(i32::MAX);
    let parameters = [
        (&trigger.label() as _, Type::TEXT),
        (&settings.host as _, Type::TEXT),
        (&process as _, Type::INT4),
        (&nonce.0 as _, Type::UUID),
    ];
    let row = job.query_one(START, &parameters).await?;
    let Some(run_id) = row.read_optional::<i32>("run_id")? else {
        // Somebody wrote a RUNNING row without the lock: not a program that keeps to the rules.
        job.rollback().await?;
        return Err(busy(job).await?);
    };
    let started = Begun {
        run_id,
        nonce,
        requested_by: row.read_text("requested_by")?,
        started_at: row.read("started_at")?,
        orphans: row.read::<Vec<i32>>("orphans")?.into_iter().map(i64::from).collect(),
    };
    job.commit().await?;
    Ok(started)
}

/// Makes the session the job's own.
async fn set_up(
    job: &mut JobSession<'_, impl Observer>,
    settings: &JobSettings,
) -> Result<(), Failure> {
    let name = format!("scoutwatch job {} {}", settings.host, settings.process);
    let (lead_column, scouts_column) = match &settings.lead_mapping {
        Some(mapping) => (mapping.lead_column.as_str(), mapping.scouts_column.as_str()),
        None => ("", ""),
    };
    let parameters = [
        (&name as _, Type::TEXT),
        (&lead_column as _, Type::TEXT),
        (&scouts_column as _, Type::TEXT),
    ];
    job.query(SESSION, &parameters).await?;
    Ok(())
}

/// The refusal that names the run that is active. Its row may be a moment younger than its lock.
async fn busy(job: &mut JobSession<'_, impl Observer>) -> Result<Refusal, Failure> {
    for _ in 0..LOOKS {
        if let Some(running) = look(job).await? {
            return Ok(Refusal::Busy(Box::new(running)));
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    Ok(Refusal::Busy(Box::default()))
}

async fn look(job: &mut JobSession<'_, impl Observer>) -> Result<Option<RunningRun>, Failure> {
    let rows = job.query(RUNNING, &[]).await?;
    rows.first().map(running_run).transpose()
}
