//! An invented database as the dashboard sees it, at one fixed moment: the figures of the contract's
//! section 5, and answers to every question a screen can ask.

use std::time::Duration;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use scoutwatch::model::{
    Baseline, BaselineOrigin, Baselines, DailyPoint, Failure, FailureKind, Figures, Health,
    Identity, LastJob, Link, Metrics, Panel, PerCategory, RunStatus, Snapshot, Thresholds,
};
use scoutwatch::tui::app::Profile;

#[path = "fixtures/answers.rs"]
mod answers;
#[path = "fixtures/job.rs"]
pub(crate) mod job;
#[path = "fixtures/rows.rs"]
mod rows;

pub(crate) use answers::{Database, Texts};

/// The moment of every frame: 2026-11-24 03:12:07 UTC, late in the evening of the 23rd in Lima.
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_489_927, 0).expect("a time in range")
}

/// So many seconds before [`now`].
pub(crate) fn ago(seconds: i64) -> DateTime<Utc> {
    now() - TimeDelta::seconds(seconds)
}

/// The business day of [`now`].
pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day in range")
}

/// So many days before [`today`].
pub(crate) fn days_ago(days: u64) -> NaiveDate {
    today() - Days::new(days)
}

/// Time between two polls.
pub(crate) const INTERVAL: Duration = Duration::from_secs(12);

/// What the dashboard looks at.
pub(crate) fn profile() -> Profile {
    Profile {
        label: "PROD".to_owned(),
        is_production: true,
        color: None,
        target: "ct4@db1".to_owned(),
        is_read_only: true,
        target_percent: 80.0,
    }
}

/// Before the first poll.
pub(crate) fn loading() -> Snapshot {
    Snapshot::connecting(ago(3), INTERVAL)
}

/// A poll that ended three seconds ago and read everything.
pub(crate) fn normal() -> Snapshot {
    let metrics = metrics();
    let read = ago(3);
    Snapshot {
        sequence: 4711,
        link: Link::Live { polled_at: read, took: Duration::from_millis(38) },
        round_trip: Some(Duration::from_micros(1_400)),
        interval: INTERVAL,
        identity: Some(Identity {
            role: "scout_viewer".to_owned(),
            database: "ct4".to_owned(),
            server_version: "15.18".to_owned(),
            in_recovery: false,
            replay: None,
            host: None,
            link_remark: None,
        }),
        health: Health::judge(&metrics, &Thresholds::default()),
        baselines: baselines(&metrics),
        metrics: panel(metrics),
        daily: panel(daily()),
        conflicts: panel(rows::conflicts()),
        runs: panel(rows::runs()),
    }
}

/// A database in which nothing has happened yet.
pub(crate) fn empty() -> Snapshot {
    let metrics = Metrics {
        total_persons: 0,
        satisfactory: 0,
        missing: 0,
        conflicts: 0,
        conflicts_contradicting: Some(0),
        backlog: PerCategory([Some(0); 5]),
        oldest: PerCategory::default(),
        malformed_scout_values: Some(0),
        data_as_of: None,
        mode: Some("live".to_owned()),
        last_job: None,
        snapshot_timestamp: ago(3),
    };
    Snapshot {
        health: Health::judge(&metrics, &Thresholds::default()),
        baselines: Baselines::default(),
        metrics: panel(metrics),
        daily: panel(Vec::new()),
        conflicts: panel(Vec::new()),
        runs: panel(Vec::new()),
        ..normal()
    }
}

/// A poll that ended three intervals ago.
pub(crate) fn late() -> Snapshot {
    aged(36)
}

/// A database that has been out of reach for seven and a half minutes.
pub(crate) fn lost() -> Snapshot {
    let failure = unreachable();
    Snapshot {
        link: Link::Lost { since: ago(451), polled_at: Some(ago(463)), failure, retry_at: ago(-8) },
        ..aged(463)
    }
}

/// A database that answers, and whose figures could not be read for seven and a half minutes.
pub(crate) fn unread() -> Snapshot {
    let mut snapshot = normal();
    snapshot.metrics.taken_at = Some(ago(463));
    snapshot.metrics.failure = Some(missing_failure("v_scout_attribution_metrics_snapshot"));
    if let Some(metrics) = &mut snapshot.metrics.value {
        metrics.snapshot_timestamp = ago(463);
    }
    snapshot
}

/// What is heard of a server that is not there.
pub(crate) fn unreachable() -> Failure {
    Failure::new(
        FailureKind::Unreachable,
        "cannot reach db1:5432: connection refused (os error 111)",
    )
    .with_hint("is the server running, and does it listen on this address?")
}

/// Two views do not exist: the daily history and the conflicts.
pub(crate) fn missing_view() -> Snapshot {
    let mut snapshot = normal();
    snapshot.daily = failed(missing_failure("v_scout_attribution_metrics_daily"));
    snapshot.conflicts = failed(missing_failure("v_scout_attribution_conflicts"));
    snapshot
}

/// What is heard of a view that does not exist.
pub(crate) fn missing_failure(view: &str) -> Failure {
    Failure::new(FailureKind::Missing, format!("relation \"ops.{view}\" does not exist"))
        .with_sqlstate("42P01")
        .with_hint("install it: scoutwatch schema install")
}

/// The role may not read the metrics any more; the runs it never could.
pub(crate) fn denied() -> Snapshot {
    let mut snapshot = normal();
    snapshot.metrics.failure = Some(denied_failure("v_scout_attribution_metrics_snapshot"));
    snapshot.metrics.taken_at = Some(ago(75));
    snapshot.runs = failed(denied_failure("ingestion_runs"));
    snapshot
}

/// What a role without a right hears.
pub(crate) fn denied_failure(relation: &str) -> Failure {
    Failure::new(FailureKind::Denied, format!("permission denied for ops.{relation}"))
        .with_sqlstate("42501")
        .with_hint("grant it: scoutwatch schema grant --viewer scout_viewer")
}

/// Texts that try to break the layout, and figures that are wide.
pub(crate) fn hostile() -> Snapshot {
    let mut snapshot = normal();
    snapshot.runs = panel(rows::hostile_runs());
    if let Some(metrics) = &mut snapshot.metrics.value {
        metrics.total_persons = 1_234_567_890;
        metrics.satisfactory = 234_567_890;
        metrics.missing = 1_000_000_000;
        metrics.backlog = PerCategory([Some(1_000_000), None, Some(999_000_000), Some(0), Some(0)]);
    }
    if let Some(days) = &mut snapshot.daily.value {
        for day in days {
            day.total_persons *= 1_000_000;
            day.satisfactory *= 1_000_000;
            day.missing *= 1_000_000;
        }
    }
    snapshot
}

fn aged(seconds: i64) -> Snapshot {
    let mut snapshot = normal();
    let read = ago(seconds);
    snapshot.link = Link::Live { polled_at: read, took: Duration::from_millis(38) };
    snapshot.metrics.taken_at = Some(read);
    snapshot.daily.taken_at = Some(read);
    snapshot.conflicts.taken_at = Some(read);
    snapshot.runs.taken_at = Some(read);
    snapshot
}

fn panel<T>(value: T) -> Panel<T> {
    Panel { value: Some(value), taken_at: Some(ago(3)), failure: None }
}

fn failed<T>(failure: Failure) -> Panel<T> {
    Panel { value: None, taken_at: None, failure: Some(failure) }
}

fn metrics() -> Metrics {
    Metrics {
        total_persons: 2033,
        satisfactory: 357,
        missing: 1676,
        conflicts: 5,
        conflicts_contradicting: Some(2),
        backlog: PerCategory([Some(193), Some(2), Some(1308), Some(168), Some(5)]),
        oldest: PerCategory([63, 210, 399, 12, 31].map(|days| Some(ago(days * 86_400)))),
        malformed_scout_values: Some(3),
        data_as_of: Some(ago(14 * 60)),
        mode: Some("live".to_owned()),
        last_job: Some(LastJob {
            status: RunStatus::Completed,
            started_at: Some(ago(14 * 60 + 49)),
            ended_at: Some(ago(14 * 60 + 7)),
            duration_seconds: Some(42),
            summary: None,
            error: None,
            has_living_runner: None,
        }),
        snapshot_timestamp: ago(3),
    }
}

fn baselines(metrics: &Metrics) -> Baselines {
    let earlier = Figures {
        missing: 1635,
        satisfactory: 358,
        total_persons: 1993,
        conflicts: Some(4),
        backlog: PerCategory([Some(155), Some(2), Some(1308), Some(165), Some(5)]),
    };
    let hour = Baseline { at: ago(3600), figures: earlier, origin: BaselineOrigin::Polled };
    let day =
        Baseline { at: ago(86_400), figures: metrics.figures(), origin: BaselineOrigin::Stored };
    Baselines { hour: Some(hour), day: Some(day) }
}

/// Four hundred days with four of them missing; the older ones were worked out later.
fn daily() -> Vec<DailyPoint> {
    let missing_days = [7, 8, 45, 200];
    (0..400).rev().filter(|back| !missing_days.contains(back)).map(day).collect()
}

fn day(back: u64) -> DailyPoint {
    let total = 2033 - 3 * back as i64;
    // A slow wave around 17 %, so that a chart has something to show.
    let share = 17.56 - 0.6 * (1.0 - (back as f64 / 9.0).cos()) / 2.0 - back as f64 / 500.0;
    let satisfactory = (total as f64 * share / 100.0).round() as i64;
    let missing = total - satisfactory;
    let is_stored = back < 60;
    let backlog = is_stored.then(|| {
        let [b, d, e] = [2, 168 - (back as i64) * 2, 5];
        let a = 193 + back as i64;
        PerCategory([a, b, missing - a - b - d - e, d, e].map(Some))
    });
    DailyPoint {
        date: days_ago(back),
        total_persons: total,
        satisfactory,
        missing,
        by_scouting_daily: Some(satisfactory * 60 / 100),
        by_cabinet_leads: Some(satisfactory * 30 / 100),
        by_lead_ledger: Some(satisfactory),
        conflicts: is_stored.then_some(5 - back as i64 / 20),
        backlog: backlog.unwrap_or_default(),
        computed_at: Some(ago(back as i64 * 86_400 + 840)),
        is_final: Some(back > 0),
        is_reconstructed: Some(!is_stored),
    }
}
