//! The headline: the figures of this moment and the verdict on them.

mod sections;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::model::{Category, Health, LastJob, Metrics, PerCategory, Rule, RunStatus};
use crate::output::{Cell, Column, Document, Exact, Rounding, Section, Sheet};

/// The figures and the verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Headline {
    /// The figures.
    pub metrics: Metrics,
    /// What [`Health::judge`] says about them.
    pub health: Health,
}

type Field = Column<Headline>;

/// The columns of a spreadsheet with one row a headline: the view's, then the verdicts.
pub const COLUMNS: &[Column<Headline>] = &[
    Field::exported("snapshot_timestamp", |head| head.metrics.snapshot_timestamp.into()),
    Field::exported("total_persons", |head| Cell::count(head.metrics.total_persons)),
    Field::exported("persons_with_scout_satisfactory", |head| {
        Cell::count(head.metrics.satisfactory)
    }),
    Field::exported("pct_scout_satisfactory", |head| {
        Cell::share(head.metrics.satisfactory, head.metrics.total_persons, Rounding::Down)
    }),
    Field::exported("persons_missing_scout", |head| Cell::count(head.metrics.missing)),
    Field::exported("conflicts_count", |head| Cell::count(head.metrics.conflicts)),
    Field::exported("conflicts_contradicting_ledger", |head| {
        Cell::count(head.metrics.conflicts_contradicting)
    }),
    Field::exported("backlog_a_events_without_scout", |head| backlog(head, Category::A)),
    Field::exported("backlog_b_ledger_without_scout", |head| backlog(head, Category::B)),
    Field::exported("backlog_c_legacy_no_events_no_ledger", |head| backlog(head, Category::C)),
    Field::exported("backlog_d_scout_in_events_not_in_ledger", |head| backlog(head, Category::D)),
    Field::exported("backlog_e_scout_in_source_only", |head| backlog(head, Category::E)),
    Field::exported("malformed_scout_values", |head| {
        Cell::count(head.metrics.malformed_scout_values)
    }),
    Field::exported("data_as_of", |head| head.metrics.data_as_of.into()),
    Field::exported("mode", |head| head.metrics.mode.as_deref().into()),
    Field::exported("last_job_status", |head| job(head, |job| Cell::from(job.status.label()))),
    Field::exported("last_job_started_at", |head| job(head, |job| job.started_at.into())),
    Field::exported("last_job_ended_at", |head| job(head, |job| job.ended_at.into())),
    Field::exported("last_job_duration_seconds", |head| {
        job(head, |job| Cell::number(job.duration_seconds))
    }),
    Field::exported("last_job_error", |head| job(head, |job| job.error.as_deref().into())),
    Field::exported("health", |head| Cell::State(head.health.severity)),
    Field::exported("health_satisfactory", |head| state(head, Rule::Satisfactory)),
    Field::exported("health_conflicts", |head| state(head, Rule::Conflicts)),
    Field::exported("health_missing", |head| state(head, Rule::Missing)),
    Field::exported("health_job", |head| state(head, Rule::Job)),
];

fn backlog(head: &Headline, category: Category) -> Cell {
    Cell::count(head.metrics.backlog.get(category))
}

fn job(head: &Headline, cell: impl Fn(&LastJob) -> Cell) -> Cell {
    head.metrics.last_job.as_ref().map_or(Cell::Unknown, cell)
}

fn state(head: &Headline, rule: Rule) -> Cell {
    Cell::State(head.health.severity_of(rule))
}

/// `GET /api/v1/scouts/attribution/metrics`, then our own figures and the verdict.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Metrics)]
pub struct Body<'a> {
    total_persons: i64,
    persons_with_scout_satisfactory: i64,
    pct_scout_satisfactory: Option<Exact>,
    persons_missing_scout: i64,
    conflicts_count: i64,
    backlog: Backlog,
    last_job: Job<'a>,
    snapshot_timestamp: DateTime<Utc>,
    conflicts_contradicting_ledger: Option<i64>,
    malformed_scout_values: Option<i64>,
    data_as_of: Option<DateTime<Utc>>,
    mode: Option<&'a str>,
    #[schema(value_type = PerCategoryBody<Option<String>>)]
    backlog_oldest: PerCategoryBody<Option<DateTime<Utc>>>,
    #[schema(value_type = Health)]
    health: &'a Health,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BacklogCounts)]
struct Backlog {
    a_events_without_scout: Option<i64>,
    d_scout_in_events_not_in_ledger: Option<i64>,
    c_legacy: Option<i64>,
    b_ledger_without_scout: Option<i64>,
    e_scout_in_source_only: Option<i64>,
}

/// One value a category, under its small letter.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PerCategory)]
pub(super) struct PerCategoryBody<T> {
    a: T,
    b: T,
    c: T,
    d: T,
    e: T,
}

impl<T: Copy> From<&PerCategory<T>> for PerCategoryBody<Option<T>> {
    fn from(values: &PerCategory<T>) -> Self {
        Self {
            a: values.get(Category::A),
            b: values.get(Category::B),
            c: values.get(Category::C),
            d: values.get(Category::D),
            e: values.get(Category::E),
        }
    }
}

/// The last job; where none ever ran, every field is null, so that nobody has to ask whether there is one.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = LastJob)]
struct Job<'a> {
    status: Option<&'a str>,
    ended_at: Option<DateTime<Utc>>,
    started_at: Option<DateTime<Utc>>,
    duration_seconds: Option<i32>,
    summary: Option<&'a serde_json::Value>,
    error: Option<&'a str>,
    has_living_runner: Option<bool>,
}

impl<'a> From<&'a LastJob> for Job<'a> {
    fn from(job: &'a LastJob) -> Self {
        Self {
            status: Some(RunStatus::label(&job.status)),
            ended_at: job.ended_at,
            started_at: job.started_at,
            duration_seconds: job.duration_seconds,
            summary: job.summary.as_ref(),
            error: job.error.as_deref(),
            has_living_runner: job.has_living_runner,
        }
    }
}

impl Document for Headline {
    type Body<'a> = Body<'a>;

    fn sections(&self) -> Vec<Section> {
        sections::of(self)
    }

    fn sheet(&self) -> Sheet {
        Sheet::of(COLUMNS, [self])
    }

    fn body(&self) -> Body<'_> {
        let metrics = &self.metrics;
        let backlog = |category| metrics.backlog.get(category);
        Body {
            total_persons: metrics.total_persons,
            persons_with_scout_satisfactory: metrics.satisfactory,
            pct_scout_satisfactory: Exact::percent(metrics.satisfactory, metrics.total_persons),
            persons_missing_scout: metrics.missing,
            conflicts_count: metrics.conflicts,
            backlog: Backlog {
                a_events_without_scout: backlog(Category::A),
                d_scout_in_events_not_in_ledger: backlog(Category::D),
                c_legacy: backlog(Category::C),
                b_ledger_without_scout: backlog(Category::B),
                e_scout_in_source_only: backlog(Category::E),
            },
            last_job: metrics.last_job.as_ref().map(Job::from).unwrap_or_default(),
            snapshot_timestamp: metrics.snapshot_timestamp,
            conflicts_contradicting_ledger: metrics.conflicts_contradicting,
            malformed_scout_values: metrics.malformed_scout_values,
            data_as_of: metrics.data_as_of,
            mode: metrics.mode.as_deref(),
            backlog_oldest: (&metrics.oldest).into(),
            health: &self.health,
        }
    }
}
