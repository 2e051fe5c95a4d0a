//! The figures of this moment and their daily history.

use chrono::NaiveDate;
use tokio_postgres::Row;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::value::moment;
use crate::db::decode::RowExt;
use crate::db::pool::ReadTransaction;
use crate::db::sql::{Sql, sql};
use crate::model::{DailyPoint, Failure, LastJob, Metrics, PerCategory, RunStatus};

pub(super) const METRICS: Sql<'static> = sql!("queries/metrics.sql");
pub(super) const DAILY: Sql<'static> = sql!("queries/daily.sql");

/// The most days of history that are read.
const MAX_DAYS: i64 = 400;

/// The figures, and the day to which they belong in the calendar of the installation.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// The figures.
    pub metrics: Metrics,
    /// The day that is not over yet.
    pub business_day: NaiveDate,
    /// The newest persons in conflict; `None` in CT4's older view.
    pub newest_conflicts: Option<Vec<Uuid>>,
    /// Satisfactory persons with a registration that names a scout; `None` in CT4's older view.
    pub by_scouting_daily: Option<i64>,
    /// Satisfactory persons with an event of a cabinet lead; `None` in CT4's older view.
    pub by_cabinet_leads: Option<i64>,
}

impl Measured {
    /// The figures as the newest point of the history.
    pub fn today(&self) -> DailyPoint {
        let metrics = &self.metrics;
        DailyPoint {
            date: self.business_day,
            total_persons: metrics.total_persons,
            satisfactory: metrics.satisfactory,
            missing: metrics.missing,
            by_scouting_daily: self.by_scouting_daily,
            by_cabinet_leads: self.by_cabinet_leads,
            by_lead_ledger: Some(metrics.satisfactory),
            conflicts: Some(metrics.conflicts),
            backlog: metrics.backlog,
            computed_at: Some(metrics.snapshot_timestamp),
            is_final: Some(false),
            is_reconstructed: Some(false),
        }
    }
}

/// The figures of this moment.
///
/// # Errors
/// What the server or the driver says; [`FailureKind::Shape`](crate::model::FailureKind::Shape) where the
/// view does not give exactly one row, or gives a null where there has to be a figure.
pub async fn metrics(transaction: &mut ReadTransaction) -> Result<Measured, Failure> {
    transaction.read_one(METRICS, &[], decode_metrics).await
}

/// The newest `days` days of the history, oldest first, without the day that is not over. At most 400.
///
/// CT4's older view gives that day too; the overview puts it right.
///
/// # Errors
/// What the server or the driver says.
pub async fn daily(
    transaction: &mut ReadTransaction,
    days: i64,
) -> Result<Vec<DailyPoint>, Failure> {
    read_days(transaction, days, false).await
}

/// The newest `days` days of the history, oldest first, with the day that is not over, for which our view
/// looks at every person. At most 400.
///
/// # Errors
/// What the server or the driver says.
pub async fn daily_until_today(
    transaction: &mut ReadTransaction,
    days: i64,
) -> Result<Vec<DailyPoint>, Failure> {
    read_days(transaction, days, true).await
}

async fn read_days(
    transaction: &mut ReadTransaction,
    days: i64,
    with_today: bool,
) -> Result<Vec<DailyPoint>, Failure> {
    let parameters = [(&bounded(days) as _, Type::INT8), (&with_today as _, Type::BOOL)];
    transaction.read(DAILY, &parameters, decode_day).await
}

/// How many days are asked for.
pub(super) fn bounded(days: i64) -> i64 {
    days.clamp(1, MAX_DAYS)
}

/// The history with today's figures in the place of whatever it says about today or later.
///
/// CT4's older view has no sources in its figures, but says of today what it says of each day.
pub(super) fn with_today(mut days: Vec<DailyPoint>, measured: &Measured) -> Vec<DailyPoint> {
    let mut today = measured.today();
    let said = days.iter().find(|day| day.date == today.date);
    if let Some(said) = said.filter(|_| measured.by_scouting_daily.is_none()) {
        today.by_scouting_daily = said.by_scouting_daily;
        today.by_cabinet_leads = said.by_cabinet_leads;
        today.by_lead_ledger = said.by_lead_ledger;
    }
    days.retain(|day| day.date < today.date);
    days.push(today);
    days
}

pub(super) fn decode_metrics(row: &Row) -> Result<Measured, Failure> {
    let metrics = Metrics {
        total_persons: row.read("total_persons")?,
        satisfactory: row.read("satisfactory")?,
        missing: row.read("missing")?,
        conflicts: row.read("conflicts")?,
        conflicts_contradicting: row.read_optional("conflicts_contradicting")?,
        backlog: backlog(row)?,
        oldest: PerCategory([
            moment(row, "oldest_a")?,
            moment(row, "oldest_b")?,
            moment(row, "oldest_c")?,
            moment(row, "oldest_d")?,
            moment(row, "oldest_e")?,
        ]),
        malformed_scout_values: row.read_optional("malformed_scout_values")?,
        data_as_of: moment(row, "data_as_of")?,
        mode: row.read_optional_text("mode")?,
        last_job: decode_last_job(row)?,
        snapshot_timestamp: row.read("snapshot_timestamp")?,
    };
    Ok(Measured {
        metrics,
        business_day: row.read("business_day")?,
        newest_conflicts: row.read_optional("newest_conflicts")?,
        by_scouting_daily: row.read_optional("by_scouting_daily")?,
        by_cabinet_leads: row.read_optional("by_cabinet_leads")?,
    })
}

fn decode_last_job(row: &Row) -> Result<Option<LastJob>, Failure> {
    let Some(status) = row.read_optional_text("last_job_status")? else { return Ok(None) };
    Ok(Some(LastJob {
        status: RunStatus::from_label(&status),
        started_at: moment(row, "last_job_started_at")?,
        ended_at: moment(row, "last_job_ended_at")?,
        duration_seconds: row.read_optional("last_job_duration_seconds")?,
        summary: row.read_optional_json("last_job_summary")?,
        error: row.read_optional_text("last_job_error")?,
        has_living_runner: row.read_optional("last_job_has_living_runner")?,
    }))
}

pub(super) fn decode_day(row: &Row) -> Result<DailyPoint, Failure> {
    Ok(DailyPoint {
        date: row.read("metric_date")?,
        total_persons: row.read("total_persons")?,
        satisfactory: row.read("satisfactory")?,
        missing: row.read("missing")?,
        by_scouting_daily: row.read_optional("by_scouting_daily")?,
        by_cabinet_leads: row.read_optional("by_cabinet_leads")?,
        by_lead_ledger: row.read_optional("by_lead_ledger")?,
        conflicts: row.read_optional("conflicts")?,
        backlog: backlog(row)?,
        computed_at: moment(row, "computed_at")?,
        is_final: row.read_optional("is_final")?,
        is_reconstructed: row.read_optional("is_reconstructed")?,
    })
}

fn backlog(row: &Row) -> Result<PerCategory<i64>, Failure> {
    Ok(PerCategory([
        row.read_optional("backlog_a")?,
        row.read_optional("backlog_b")?,
        row.read_optional("backlog_c")?,
        row.read_optional("backlog_d")?,
        row.read_optional("backlog_e")?,
    ]))
}
