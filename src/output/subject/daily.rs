//! The figures of each day.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::metrics::PerCategoryBody;
use crate::model::{Category, DailyPoint};
use crate::output::{Cell, Column, Document, Exact, Rounding, Section, Sheet};

type Field = Column<DailyPoint>;

/// The columns of a day.
pub const COLUMNS: &[Column<DailyPoint>] = &[
    Field::new("date", "DATE", |day| day.date.into()),
    Field::new("total_persons", "PERSONS", |day| Cell::count(day.total_persons)).right(),
    Field::new("satisfactory_count", "SATISF.", |day| Cell::count(day.satisfactory)).right(),
    Field::new("pct_satisfactory", "SHARE", |day| {
        Cell::share(day.satisfactory, day.total_persons, Rounding::Down)
    })
    .right(),
    Field::new("missing_count", "MISSING", |day| Cell::count(day.missing)).right(),
    Field::new("backlog_a", "A", |day| Cell::count(day.backlog.get(Category::A))).right().drops(5),
    Field::new("backlog_b", "B", |day| Cell::count(day.backlog.get(Category::B))).right().drops(5),
    Field::new("backlog_c", "C", |day| Cell::count(day.backlog.get(Category::C))).right().drops(5),
    Field::new("backlog_d", "D", |day| Cell::count(day.backlog.get(Category::D))).right().drops(5),
    Field::new("backlog_e", "E", |day| Cell::count(day.backlog.get(Category::E))).right().drops(5),
    Field::new("conflicts", "CONFLICTS", |day| Cell::count(day.conflicts)).right().drops(6),
    Field::new("by_source_scouting_daily", "REGISTERED", |day| Cell::count(day.by_scouting_daily))
        .right()
        .drops(3),
    Field::new("by_source_cabinet_leads", "CABINET", |day| Cell::count(day.by_cabinet_leads))
        .right()
        .drops(2),
    Field::new("by_source_lead_ledger", "LEDGER", |day| Cell::count(day.by_lead_ledger))
        .right()
        .drops(1),
    Field::shown("STATE", |day| state(day).map(Cell::word).into()).drops(4),
    Field::exported("is_final", |day| day.is_final.into()),
    Field::exported("is_reconstructed", |day| day.is_reconstructed.into()),
    Field::exported("computed_at", |day| day.computed_at.into()),
];

/// How far a day can be trusted, in a word.
fn state(day: &DailyPoint) -> Option<&'static str> {
    match (day.is_final?, day.is_reconstructed) {
        (_, Some(true)) => Some("reconstructed"),
        (true, _) => Some("final"),
        (false, _) => Some("open"),
    }
}

/// Days, the oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Daily(pub Vec<DailyPoint>);

/// `GET /api/v1/scouts/attribution/metrics/daily`, then our own figures of each day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DailyMetrics)]
pub struct Body {
    daily_metrics: Vec<Day>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Day {
    date: NaiveDate,
    total_persons: i64,
    satisfactory_count: i64,
    pct_satisfactory: Option<Exact>,
    missing_count: i64,
    by_source: BySource,
    backlog: PerCategoryBody<Option<i64>>,
    conflicts: Option<i64>,
    is_final: Option<bool>,
    is_reconstructed: Option<bool>,
    computed_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize, ToSchema)]
struct BySource {
    scouting_daily: Option<i64>,
    cabinet_leads: Option<i64>,
    lead_ledger: Option<i64>,
}

impl From<&DailyPoint> for Day {
    fn from(day: &DailyPoint) -> Self {
        Self {
            date: day.date,
            total_persons: day.total_persons,
            satisfactory_count: day.satisfactory,
            pct_satisfactory: Exact::percent(day.satisfactory, day.total_persons),
            missing_count: day.missing,
            by_source: BySource {
                scouting_daily: day.by_scouting_daily,
                cabinet_leads: day.by_cabinet_leads,
                lead_ledger: day.by_lead_ledger,
            },
            backlog: (&day.backlog).into(),
            conflicts: day.conflicts,
            is_final: day.is_final,
            is_reconstructed: day.is_reconstructed,
            computed_at: day.computed_at,
        }
    }
}

impl Document for Daily {
    type Body<'a> = Body;

    fn sections(&self) -> Vec<Section> {
        vec![Section::only(self.sheet())]
    }

    fn sheet(&self) -> Sheet {
        Sheet::of(COLUMNS, &self.0)
    }

    fn body(&self) -> Body {
        Body { daily_metrics: self.0.iter().map(Day::from).collect() }
    }
}
