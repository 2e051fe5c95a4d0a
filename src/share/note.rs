//! The incident note: what a person has to tell others about this moment, in Markdown. A pure function of what is known.

mod markdown;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::format::{UNKNOWN, age, count, count_or_unknown, percent_down, signed};
use crate::model::{Baseline, BaselineOrigin, Category, Figures, Link, Metrics, Replay, Snapshot};
use markdown::{fenced, quoted, table};

/// What the note is about.
#[derive(Clone, Debug)]
pub struct Note<'a> {
    /// The moment that is shown.
    pub now: DateTime<Utc>,
    /// When the note was written, where that is another: the screen is frozen, or shows the past.
    pub written: Option<DateTime<Utc>>,
    /// The word for the database in the header.
    pub label: &'a str,
    /// Database and host.
    pub target: &'a str,
    /// Whether nothing may be written from here.
    pub is_read_only: bool,
    /// The figures on screen.
    pub snapshot: &'a Snapshot,
    /// What is in view.
    pub view: View,
}

/// What is in view, as text.
#[derive(Clone, Debug)]
pub struct View {
    /// Its title.
    pub title: String,
    /// The headings of its rows.
    pub columns: Vec<&'static str>,
    /// Its top rows.
    pub rows: Vec<Vec<String>>,
    /// Which rows of how many these are.
    pub place: Option<Place>,
    /// Its filter.
    pub filter: Option<String>,
    /// What else narrows it.
    pub condition: Option<String>,
    /// What its selected row is known by.
    pub selected: Option<String>,
    /// Its order.
    pub sort: Option<String>,
    /// When its rows were read.
    pub taken_at: Option<DateTime<Utc>>,
    /// The SQL behind it, or why there is none.
    pub sql: Result<String, String>,
}

/// Where rows stand in their list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The first of them, from one.
    pub first: i64,
    /// The length of the list.
    pub matching: i64,
}

impl Note<'_> {
    /// The text.
    pub fn markdown(&self) -> String {
        let mut text = self.head();
        text += &self.environment();
        text += &self.state();
        text += &self.figures();
        text += &self.rows();
        text += "\n## SQL\n\n";
        text + &match &self.view.sql {
            Ok(sql) => fenced("sql", sql),
            Err(reason) => quoted(reason) + "\n",
        }
    }

    fn head(&self) -> String {
        let severity = self.snapshot.health.severity.word();
        let state = if self.lost().is_some() { "DATABASE LOST" } else { severity };
        format!("# Scout attribution: {state}, {}\n\n", moment(self.now))
    }

    fn lost(&self) -> Option<String> {
        let Link::Lost { since, polled_at, failure, .. } = &self.snapshot.link else { return None };
        let before = polled_at.map_or_else(
            || "it was never reached".to_owned(),
            |at| format!("last reached {} ({} ago)", moment(at), age(self.now - at)),
        );
        Some(format!("LOST since {}; {before}; {failure}", moment(*since)))
    }

    fn environment(&self) -> String {
        let snapshot = self.snapshot;
        let mut rows = Vec::new();
        let mut row = |name: &str, value: String| rows.push(vec![name.to_owned(), value]);
        row("time", moment(self.now));
        if let Some(written) = self.written {
            row("written", format!("{}, of the moment above", moment(written)));
        }
        row("environment", format!("{} {}", self.label, self.target).trim().to_owned());
        if let Some(identity) = &snapshot.identity {
            row("role", identity.role.clone());
            row("database", identity.database.clone());
            row("PostgreSQL", identity.server_version.clone());
            if let Some(host) = &identity.host {
                row("host", host.clone());
            }
            if identity.in_recovery {
                row("server", standby(identity.replay.as_ref()));
            }
            if let Some(remark) = &identity.link_remark {
                row("connection", remark.clone());
            }
        }
        let access = if self.is_read_only { "read-only" } else { "may write" };
        row("access", access.to_owned());
        row("link", self.link());
        if let Some(metrics) = &snapshot.metrics.value {
            let data = metrics.data_age().map_or_else(|| UNKNOWN.to_owned(), age);
            row("data age", data);
        }
        row("scoutwatch", env!("CARGO_PKG_VERSION").to_owned());
        table(&["fact", "value"], rows)
    }

    fn link(&self) -> String {
        match &self.snapshot.link {
            Link::Connecting { since } => {
                format!("connecting since {}: nothing was read yet", moment(*since))
            }
            Link::Live { polled_at, took } => format!(
                "polled {} ago, at {}, in {} ms",
                age(self.now - *polled_at),
                moment(*polled_at),
                took.as_millis()
            ),
            Link::Lost { .. } => self.lost().unwrap_or_default(),
        }
    }

    fn state(&self) -> String {
        let rows = self.snapshot.health.findings.iter().map(|finding| {
            vec![
                finding.rule.name().to_owned(),
                finding.severity.word().to_owned(),
                finding.since.map_or_else(|| UNKNOWN.to_owned(), moment),
                finding.detail.clone(),
            ]
        });
        format!("\n## State\n\n{}", table(&["rule", "state", "since", "detail"], rows.collect()))
    }

    fn figures(&self) -> String {
        let panel = &self.snapshot.metrics;
        let Some(metrics) = &panel.value else {
            let mut text = "\n## Figures\n\nNo figures were read yet.\n".to_owned();
            if let Some(failure) = &panel.failure {
                text.extend(["\n", &quoted(&failure.to_string()), "\n"]);
            }
            return text;
        };
        let mut text = "\n## Figures\n\n".to_owned();
        if let Some(failure) = &panel.failure {
            let words = format!("the newest read failed ({failure}); these are older");
            text.extend([&quoted(&words), "\n\n"]);
        }
        let baselines = &self.snapshot.baselines;
        let baselines: Vec<_> = [&baselines.hour, &baselines.day].into_iter().flatten().collect();
        let mut heads = vec!["figure".to_owned(), "now".to_owned()];
        heads.extend(baselines.iter().map(|baseline| since(baseline, metrics)));
        let heads: Vec<_> = heads.iter().map(String::as_str).collect();
        text += &table(&heads, figure_rows(metrics, &baselines));
        text.extend(["\nRead ", &moment(metrics.snapshot_timestamp)]);
        text + " by the database's clock.\n"
    }

    fn rows(&self) -> String {
        let view = &self.view;
        let mut facts = Vec::new();
        let mut fact = |name: &str, value: Option<String>| {
            facts.extend(value.map(|value| vec![name.to_owned(), value]));
        };
        fact("rows", view.place.map(|place| place.words(view.rows.len())));
        fact("selected", view.selected.clone());
        fact("filter", view.filter.clone());
        fact("conditions", view.condition.clone());
        fact("order", view.sort.clone());
        fact("read", view.taken_at.map(moment));
        let mut text = format!("\n## In view: {}\n\n", quoted(&view.title));
        if !facts.is_empty() {
            text.extend([&table(&["view", "value"], facts), "\n"]);
        }
        if view.rows.is_empty() {
            return text + "No rows.\n";
        }
        text + &table(&view.columns, view.rows.clone())
    }
}

impl Place {
    fn words(self, rows: usize) -> String {
        if rows == 0 {
            return format!("0 of {}", count(self.matching));
        }
        let last = self.first + rows as i64 - 1;
        format!("{} to {} of {}", count(self.first), count(last), count(self.matching))
    }
}

/// What is known of a standby.
fn standby(replay: Option<&Replay>) -> String {
    match replay.map(|replay| (replay.is_streaming, replay.lag())) {
        None => "a standby".to_owned(),
        Some((true, Some(lag))) => format!("a standby, {} behind", age(lag)),
        Some((true, None)) => "a standby, behind".to_owned(),
        Some((false, Some(lag))) => format!("a standby, cut off, data {} old", age(lag)),
        Some((false, None)) => "a standby, cut off".to_owned(),
    }
}

/// The heading of the changes since an earlier moment.
fn since(baseline: &Baseline, metrics: &Metrics) -> String {
    let elapsed: TimeDelta = metrics.snapshot_timestamp - baseline.at;
    let origin = match baseline.origin {
        BaselineOrigin::Polled => "",
        BaselineOrigin::Stored => ", stored day",
    };
    format!("change in {}{origin}", age(elapsed))
}

fn figure_rows(metrics: &Metrics, baselines: &[&Baseline]) -> Vec<Vec<String>> {
    let share = metrics.percent_satisfactory();
    let mut points = vec![
        "satisfactory".to_owned(),
        format!(
            "{}% ({} of {})",
            share.map_or_else(|| UNKNOWN.to_owned(), percent_down),
            count(metrics.satisfactory),
            count(metrics.total_persons)
        ),
    ];
    points.extend(baselines.iter().map(|then| {
        let change = share.zip(then.figures.percent_satisfactory()).map(|(now, then)| now - then);
        change.map_or_else(|| UNKNOWN.to_owned(), |change| format!("{change:+.1} points"))
    }));
    let counted = |name: String, now: Option<i64>, then: &dyn Fn(&Figures) -> Option<i64>| {
        let mut row = vec![name, count_or_unknown(now)];
        row.extend(baselines.iter().map(|baseline| {
            let change = now.zip(then(&baseline.figures)).map(|(now, then)| now - then);
            change.map_or_else(|| UNKNOWN.to_owned(), signed)
        }));
        row
    };
    let mut rows = vec![
        points,
        counted("missing".to_owned(), Some(metrics.missing), &|then| Some(then.missing)),
        counted("open conflicts".to_owned(), Some(metrics.conflicts), &|then| then.conflicts),
    ];
    rows.extend(Category::ALL.into_iter().map(|category| {
        let name = format!("backlog {}: {}", category.letter(), category.title());
        counted(name, metrics.backlog.get(category), &|then| then.backlog.get(category))
    }));
    rows
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}
