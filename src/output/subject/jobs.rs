//! Runs of jobs, and how the refresh job stands.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Listing, Pagination};
use crate::model::{Run, RunStep, format};
use crate::output::{Cell, Column, Document, Section, Sheet};

type Field = Column<Run>;

/// The columns of a run.
pub const COLUMNS: &[Column<Run>] = &[
    Field::new("run_id", "RUN", |run| Cell::Number(run.run_id)).right(),
    Field::new("job_type", "JOB", |run| (&run.job_type).into()).shrinks(12),
    Field::new("status", "STATUS", |run| run.status.label().into()),
    Field::new("started_at", "STARTED", |run| run.started_at.into()),
    Field::new("completed_at", "ENDED", |run| run.completed_at.into()).drops(1),
    Field::new("duration_seconds", "TOOK", |run| Cell::seconds(run.duration_seconds)).right(),
    Field::new("trigger", "TRIGGER", |run| run.trigger.as_deref().into()).drops(3),
    Field::new("host", "HOST", |run| run.host.as_deref().into()).drops(2),
    Field::shown("WHAT HAPPENED", |run| Cell::Text(what_happened(run))).shrinks(24),
    Field::exported("error", |run| run.error.as_deref().into()),
    Field::exported("has_living_runner", |run| run.has_living_runner.into()),
];

/// Why it failed, or what it changed, in a line.
fn what_happened(run: &Run) -> String {
    if run.is_orphaned() {
        return "its runner is gone".to_owned();
    }
    match &run.error {
        Some(error) => error.clone(),
        None => steps_in_words(&run.steps),
    }
}

/// What each step changed: `identity_links +299, lead_ledger +91`.
pub(super) fn steps_in_words(steps: &[RunStep]) -> String {
    let words: Vec<_> = steps
        .iter()
        .map(|step| match (step.changed, &step.note) {
            (Some(changed), _) => format!("{} {}", step.name, format::signed(changed)),
            (None, Some(note)) => format!("{}: {note}", step.name),
            (None, None) => step.name.clone(),
        })
        .collect();
    words.join(", ")
}

/// The newest run of the refresh job, whatever page is listed beside it.
pub type LastRefresh = Option<Run>;

/// `GET /api/v1/scouts/attribution/job-status`.
#[derive(Debug, Serialize, ToSchema)]
pub struct JobStatus<'a> {
    last_run: Option<Item<'a>>,
    /// The status of the newest run; `never_run` where there is none.
    status: &'a str,
}

impl<'a> From<Option<&'a Run>> for JobStatus<'a> {
    fn from(newest: Option<&'a Run>) -> Self {
        Self {
            last_run: newest.map(Item::from),
            status: newest.map_or("never_run", |run| run.status.label()),
        }
    }
}

/// How the refresh job stands, then a page of the runs of all jobs.
#[derive(Debug, Serialize)]
pub struct Body<'a> {
    #[serde(flatten)]
    standing: JobStatus<'a>,
    runs: Vec<Item<'a>>,
    pagination: Pagination,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Run)]
struct Item<'a> {
    run_id: i64,
    status: &'a str,
    started_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    duration_seconds: Option<f64>,
    summary: Option<&'a serde_json::Value>,
    error: Option<&'a str>,
    job_type: &'a str,
    trigger: Option<&'a str>,
    host: Option<&'a str>,
    has_living_runner: Option<bool>,
}

impl<'a> From<&'a Run> for Item<'a> {
    fn from(run: &'a Run) -> Self {
        Self {
            run_id: run.run_id,
            status: run.status.label(),
            started_at: run.started_at,
            ended_at: run.completed_at,
            duration_seconds: run.duration_seconds,
            summary: run.summary.as_ref(),
            error: run.error.as_deref(),
            job_type: &run.job_type,
            trigger: run.trigger.as_deref(),
            host: run.host.as_deref(),
            has_living_runner: run.has_living_runner,
        }
    }
}

impl Document for Listing<Run, LastRefresh> {
    type Body<'a> = Body<'a>;

    fn sections(&self) -> Vec<Section> {
        vec![Section::only(self.sheet())]
    }

    fn sheet(&self) -> Sheet {
        Sheet::of(COLUMNS, &self.rows)
    }

    fn body(&self) -> Body<'_> {
        Body {
            standing: self.totals.as_ref().into(),
            runs: self.rows.iter().map(Item::from).collect(),
            pagination: self.pagination,
        }
    }
}
