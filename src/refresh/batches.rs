//! A step that changes rows: it lists once what is to be done, then does it in small transactions.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;
use tokio_postgres::Row;

use super::observer::Observer;
use super::pace::Pace;
use super::retry::Retry;
use super::runner::{Far, Runner, Stop};
use super::session::{BATCH_LIMIT, JobSession};
use crate::db::sql::{Sql, fill, sql};
use crate::model::{Failure, FailureKind, StepName, StepReport};

const COUNT_LISTED: Sql<'static> = sql!("refresh/count_listed.sql");
const REWIND_LISTED: Sql<'static> = sql!("refresh/rewind_listed.sql");
const FETCH_LISTED: Sql<'static> = sql!("refresh/fetch_listed.sql");
const CLOSE_LISTED: Sql<'static> = sql!("refresh/close_listed.sql");

/// What a batch did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Rows changed, each audited.
    pub(super) changed: i64,
    /// Persons created.
    pub(super) persons: i64,
    /// Rows left because several answers fit.
    pub(super) ambiguous: i64,
    /// Rows left for another reason.
    pub(super) rejected: i64,
    /// Rows that somebody else changed since they were listed.
    pub(super) overtaken: i64,
    /// Persons without a ledger row that could have one.
    pub(super) missing: i64,
}

/// A step that changes rows.
pub(super) trait Change: Sync {
    /// Which one.
    const STEP: StepName;
    /// Declares the cursor over what is to be done.
    const LIST: Sql<'static>;
    /// One listed row.
    type Listed: Clone + Send + Sync;

    /// Reads a listed row.
    fn read(row: &Row) -> Result<Self::Listed, Failure>;

    /// How many rows are fetched at a time, where a batch takes `rows`.
    fn fetch_rows(&self, rows: usize) -> usize;

    /// Of rows just fetched, those that are still to be dealt with; nothing is locked.
    fn sift<O: Observer>(
        &self,
        job: &mut JobSession<'_, O>,
        rows: Vec<Self::Listed>,
    ) -> impl Future<Output = Result<Vec<Self::Listed>, Failure>> + Send;

    /// Deals with rows, in the transaction at hand.
    fn change<O: Observer>(
        &self,
        job: &mut JobSession<'_, O>,
        run_id: i32,
        rows: &[Self::Listed],
    ) -> impl Future<Output = Result<Counts, Failure>> + Send;
}

/// What a step adds up beside its report.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) overtaken: i64,
    pub(super) missing: i64,
}

/// Does a step from the list to the last row. What was committed stands in `report` and `sums`, however it ends.
pub(super) async fn run<C: Change, O: Observer>(
    runner: &mut Runner<'_, '_, O>,
    step: &C,
    report: &mut StepReport,
    sums: &mut Sums,
) -> Result<(), Stop> {
    runner.say(C::STEP, "finding candidates");
    let listed = list(runner, C::STEP, C::LIST).await?;
    let mut far = Far { estimate: Some(listed), ..Far::default() };
    runner.publish(C::STEP, "changing rows", far);
    let mut pace = Pace::new(runner.settings.batch_rows);
    let mut retry = Retry::new();
    let mut pending: VecDeque<C::Listed> = VecDeque::new();
    loop {
        if pending.is_empty() {
            let (fetched, kept) = refill(runner, step, pace).await?;
            if fetched == 0 {
                break;
            }
            let dropped = count(fetched.saturating_sub(kept.len()));
            sums.overtaken += dropped;
            far.done += dropped;
            pending.extend(kept);
            continue;
        }
        let rows: Vec<C::Listed> = pending.iter().take(pace.rows()).cloned().collect();
        let began = Instant::now();
        let outcome = batch(runner, step, &rows, far).await;
        match runner.close(outcome).await {
            Ok((counts, now)) => {
                pending.drain(..rows.len().min(pending.len()));
                pace.took(rows.len(), began.elapsed());
                retry = Retry::new();
                far = now;
                add(report, sums, counts);
                runner.publish(C::STEP, "changing rows", far);
            }
            Err(stop) => {
                pace.failed(rows.len());
                runner.wait(&mut retry, stop).await?;
            }
        }
    }
    runner.job.execute(CLOSE_LISTED, &[]).await?;
    Ok(())
}

/// One transaction, from the fence to the progress.
async fn batch<C: Change, O: Observer>(
    runner: &mut Runner<'_, '_, O>,
    step: &C,
    rows: &[C::Listed],
    far: Far,
) -> Result<(Counts, Far), Stop> {
    runner.open(BATCH_LIMIT).await?;
    let counts = step.change(&mut runner.job, runner.run_id, rows).await?;
    let far = Far {
        done: far.done + count(rows.len()),
        rejected: far.rejected + counts.ambiguous + counts.rejected,
        ..far
    };
    runner.write_progress(C::STEP, far).await?;
    Ok((counts, far))
}

/// Lists what is to be done and returns how many rows that are.
async fn list<O: Observer>(
    runner: &mut Runner<'_, '_, O>,
    step: StepName,
    sql: Sql<'_>,
) -> Result<i64, Stop> {
    let limit = runner.settings.statement_limit;
    let mut retry = Retry::new();
    loop {
        let outcome = declare(runner, sql, limit).await;
        match runner.close(outcome).await {
            Ok(()) => break,
            // Fewer rows are no way out here, but perhaps somebody stopped the statement on purpose.
            Err(Stop::Failed(failure)) if failure.kind == FailureKind::StatementTimeout => {
                let outcome = runner.open(BATCH_LIMIT).await;
                runner.close(outcome).await?;
                return Err(failure.into());
            }
            Err(stop) => runner.wait(&mut retry, stop).await?,
        }
    }
    // The commit has run the query and kept its rows; counting them before would run it twice.
    let outcome = count_listed(runner, step).await;
    runner.close(outcome).await
}

async fn declare<O: Observer>(
    runner: &mut Runner<'_, '_, O>,
    sql: Sql<'_>,
    limit: Duration,
) -> Result<(), Stop> {
    runner.open(limit).await?;
    runner.job.execute(sql, &[]).await?;
    Ok(())
}

async fn count_listed<O: Observer>(
    runner: &mut Runner<'_, '_, O>,
    step: StepName,
) -> Result<i64, Stop> {
    runner.open(BATCH_LIMIT).await?;
    let listed = i64::try_from(runner.job.execute(COUNT_LISTED, &[]).await?).unwrap_or(i64::MAX);
    runner.job.execute(REWIND_LISTED, &[]).await?;
    runner.write_progress(step, Far { estimate: Some(listed), ..Far::default() }).await?;
    Ok(listed)
}

/// The next rows of the list: how many there were, and those that are still to be dealt with.
async fn refill<C: Change, O: Observer>(
    runner: &mut Runner<'_, '_, O>,
    step: &C,
    pace: Pace,
) -> Result<(usize, Vec<C::Listed>), Stop> {
    let outcome = fetch(runner, step, pace).await;
    let rows = runner.close(outcome).await?;
    let fetched = rows.len();
    let mut retry = Retry::new();
    loop {
        let outcome = sift(runner, step, rows.clone()).await;
        match runner.close(outcome).await {
            Ok(kept) => return Ok((fetched, kept)),
            Err(stop) => runner.wait(&mut retry, stop).await?,
        }
    }
}

async fn fetch<C: Change, O: Observer>(
    runner: &mut Runner<'_, '_, O>,
    step: &C,
    pace: Pace,
) -> Result<Vec<C::Listed>, Stop> {
    runner.open(BATCH_LIMIT).await?;
    let text = fill(FETCH_LISTED, &[("rows", count(step.fetch_rows(pace.rows())))]);
    let rows = runner.job.query(Sql { file: FETCH_LISTED.file, text: &text }, &[]).await?;
    Ok(rows.iter().map(C::read).collect::<Result<_, _>>()?)
}

async fn sift<C: Change, O: Observer>(
    runner: &mut Runner<'_, '_, O>,
    step: &C,
    rows: Vec<C::Listed>,
) -> Result<Vec<C::Listed>, Stop> {
    runner.open(runner.settings.statement_limit).await?;
    Ok(step.sift(&mut runner.job, rows).await?)
}

fn add(report: &mut StepReport, sums: &mut Sums, counts: Counts) {
    report.changed += counts.changed;
    report.persons += counts.persons;
    report.ambiguous += counts.ambiguous;
    report.rejected += counts.rejected;
    report.batches += 1;
    sums.overtaken += counts.overtaken;
    sums.missing += counts.missing;
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// Refuses a batch that changed other rows than it audited; its transaction is rolled back then.
pub(super) fn all_audited(changed: i64, audited: i64, what: &str) -> Result<(), Failure> {
    if changed == audited {
        return Ok(());
    }
    Err(Failure::new(
        FailureKind::Other,
        format!("{changed} {what} changed and {audited} audited: the batch was rolled back"),
    ))
}
