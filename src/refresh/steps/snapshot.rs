//! Step 4: today's figures go into the history, and earlier days are closed.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::db::decode::RowExt as _;
use crate::db::sql::{Sql, sql};
use crate::model::{Failure, Figures, PerCategory, StepName, StepReport};
use crate::refresh::observer::Observer;
use crate::refresh::retry::Retry;
use crate::refresh::runner::{Far, Runner, Stop};

const SNAPSHOT: Sql<'static> = sql!("refresh/snapshot.sql");
const FIGURES: Sql<'static> = sql!("refresh/figures.sql");

/// Stores the figures and returns them.
pub(in crate::refresh) async fn run<O: Observer>(
    runner: &mut Runner<'_, '_, O>,
    report: &mut StepReport,
) -> Result<Figures, Stop> {
    runner.say(StepName::Snapshot, "counting");
    let mut retry = Retry::new();
    loop {
        let outcome = store(runner).await;
        match runner.close(outcome).await {
            Ok(figures) => {
                report.changed = 1;
                report.batches = 1;
                return Ok(figures);
            }
            Err(stop) => runner.wait(&mut retry, stop).await?,
        }
    }
}

async fn store<O: Observer>(runner: &mut Runner<'_, '_, O>) -> Result<Figures, Stop> {
    runner.open(runner.settings.statement_limit).await?;
    let row = runner.job.query_one(SNAPSHOT, &[(&runner.run_id, Type::INT4)]).await?;
    let far = Far { done: 1, estimate: Some(1), rejected: 0 };
    runner.write_progress(StepName::Snapshot, far).await?;
    Ok(figures(&row)?)
}

/// The figures as they are before the first step.
pub(in crate::refresh) async fn before<O: Observer>(
    runner: &mut Runner<'_, '_, O>,
) -> Result<Figures, Stop> {
    let outcome = count(runner).await;
    runner.close(outcome).await
}

async fn count<O: Observer>(runner: &mut Runner<'_, '_, O>) -> Result<Figures, Stop> {
    runner.open(runner.settings.statement_limit).await?;
    let row = runner.job.query_one(FIGURES, &[]).await?;
    Ok(figures(&row)?)
}

/// Reads the figures of a row of `figures.sql` or `snapshot.sql`.
pub(in crate::refresh) fn figures(row: &Row) -> Result<Figures, Failure> {
    Ok(Figures {
        total_persons: row.read("total_persons")?,
        satisfactory: row.read("satisfactory_count")?,
        missing: row.read("missing_count")?,
        conflicts: Some(row.read("conflicts_open")?),
        backlog: PerCategory([
            Some(row.read("backlog_a")?),
            Some(row.read("backlog_b")?),
            Some(row.read("backlog_c")?),
            Some(row.read("backlog_d")?),
            Some(row.read("backlog_e")?),
        ]),
    })
}
