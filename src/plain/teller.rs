//! What is worth a line: pure, from one snapshot to the next.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::model::format::{duration, signed};
use crate::model::text::clean;
use crate::model::{
    Category, Finding, Freshness, Link, PerCategory, Rule, Run, RunStatus, Severity, Snapshot,
};

/// Remembers what was told, and tells what has changed. What it remembers does not grow.
#[derive(Clone, Debug)]
pub struct Teller {
    /// The name of the database.
    target: String,
    link: Told,
    /// The verdict of each rule that was told, in the order of the rules.
    verdicts: [Option<Severity>; Rule::ALL.len()],
    /// Whether it was told that the figures cannot be read.
    is_blind: bool,
    /// Whether it was told that the figures come from a standby which is behind.
    is_behind: bool,
    backlog: Option<PerCategory<i64>>,
    /// The newest poll whose backlog was told.
    sequence: u64,
    /// The runs that were active when they were seen last, by number.
    active: Vec<i64>,
    /// The newest run that was seen; nothing before the first list.
    newest: Option<i64>,
}

/// What was said last of the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Connecting,
    Live,
    Lost { since: DateTime<Utc> },
}

impl Teller {
    /// One that has told nothing of a database yet.
    pub fn new(target: impl Into<String>) -> Self {
        Self {
            target: target.into(),
            link: Told::Connecting,
            verdicts: [None; Rule::ALL.len()],
            is_blind: false,
            is_behind: false,
            backlog: None,
            sequence: 0,
            active: Vec::new(),
            newest: None,
        }
    }

    /// The first lines.
    pub fn begin(&mut self, snapshot: &Snapshot, now: DateTime<Utc>) -> Vec<String> {
        let every = humantime::format_duration(snapshot.interval);
        let mut lines =
            vec![line(now, &format!("start: watching {}, a poll every {every}", self.target))];
        lines.extend(self.hear(snapshot, now));
        lines
    }

    /// The last line.
    pub fn end(now: DateTime<Utc>) -> String {
        line(now, "end: asked to stop")
    }

    /// The lines that a snapshot is worth.
    pub fn hear(&mut self, snapshot: &Snapshot, now: DateTime<Utc>) -> Vec<String> {
        let mut words = Vec::new();
        words.extend(self.link(snapshot, now));
        words.extend(self.figures(snapshot));
        words.extend(self.standby(snapshot));
        if snapshot.metrics.value.is_some() {
            words.extend(self.rules(&snapshot.health.findings));
        }
        if let Some(runs) = &snapshot.runs.value {
            words.extend(self.runs(runs));
        }
        words.extend(self.backlog(snapshot));
        words.iter().map(|words| line(now, words)).collect()
    }

    fn link(&mut self, snapshot: &Snapshot, now: DateTime<Utc>) -> Option<String> {
        let before = self.link;
        match (&snapshot.link, before) {
            (Link::Live { .. }, Told::Connecting | Told::Lost { .. }) => {
                self.link = Told::Live;
                let who = snapshot.identity.as_ref().map_or_else(String::new, |identity| {
                    let kind = if identity.in_recovery { ", a standby" } else { "" };
                    let (role, version) = (&identity.role, &identity.server_version);
                    format!(": role {role}, PostgreSQL {version}{kind}")
                });
                let how = match before {
                    Told::Lost { since } => {
                        format!(
                            "back after {}",
                            duration((now - since).to_std().unwrap_or_default())
                        )
                    }
                    _ => "connected".to_owned(),
                };
                Some(format!("database {how}{who}"))
            }
            (Link::Lost { since, polled_at, failure, .. }, Told::Connecting | Told::Live) => {
                self.link = Told::Lost { since: *since };
                let last = polled_at.map_or_else(
                    || ", never reached so far".to_owned(),
                    |at| format!(", last reached {}", time(at)),
                );
                Some(format!("database lost: {}{last}", failure.message))
            }
            _ => None,
        }
    }

    /// Whether the figures can be read, where the database can be reached.
    fn figures(&mut self, snapshot: &Snapshot) -> Option<String> {
        let was_blind = self.is_blind;
        self.is_blind = snapshot.metrics.failure.is_some();
        match (&snapshot.metrics.failure, was_blind) {
            (Some(failure), false) => Some(format!("figures cannot be read: {failure}")),
            (None, true) => Some("figures can be read again".to_owned()),
            _ => None,
        }
    }

    /// Whether a standby keeps up, where the database can be reached.
    fn standby(&mut self, snapshot: &Snapshot) -> Option<String> {
        if !matches!(snapshot.link, Link::Live { .. }) {
            return None;
        }
        let was_behind = self.is_behind;
        let replay = snapshot
            .replay()
            .filter(|replay| replay.freshness(snapshot.interval) == Freshness::Stale);
        self.is_behind = replay.is_some();
        match (replay, was_behind) {
            (Some(replay), false) => {
                let cause =
                    if replay.is_streaming { "is behind its primary" } else { "is cut off" };
                let newest = replay.replayed_at.map_or_else(String::new, |at| {
                    format!(": the newest change here is of {}", time(at))
                });
                Some(format!("standby {cause}{newest}"))
            }
            (None, true) => Some("standby is up to date again".to_owned()),
            _ => None,
        }
    }

    fn rules(&mut self, findings: &[Finding]) -> Vec<String> {
        let changed = self.verdicts.iter_mut().zip(findings).filter_map(|(told, finding)| {
            let before = told.replace(finding.severity);
            if before == Some(finding.severity) {
                return None;
            }
            let was = before.map_or_else(String::new, |before| format!(", was {before}"));
            let since =
                finding.since.map_or_else(String::new, |at| format!(", since {}", time(at)));
            Some(format!(
                "{} {}{was}: {}{since}",
                finding.rule.name(),
                finding.severity,
                finding.detail
            ))
        });
        changed.collect()
    }

    /// Runs that began or ended; of those before the start only the active ones.
    fn runs(&mut self, runs: &[Run]) -> Vec<String> {
        let newest = runs.iter().map(|run| run.run_id).max();
        let mut lines = Vec::new();
        for run in runs.iter().rev() {
            let is_active = is_active(run);
            let was_active = self.active.contains(&run.run_id);
            let is_new = self.newest.is_some_and(|newest| run.run_id > newest);
            let name = format!("run {} {}", run.run_id, run.job_type);
            if is_active && !was_active {
                lines.push(format!("{name} began {}{}", time(run.started_at), requester(run)));
            } else if !is_active && (was_active || is_new) {
                lines.push(format!("{name} {}", ending(run)));
            }
        }
        self.active = runs.iter().filter(|run| is_active(run)).map(|run| run.run_id).collect();
        self.newest = self.newest.max(newest).or(Some(0));
        lines
    }

    /// The categories whose number has changed, in one line a poll.
    fn backlog(&mut self, snapshot: &Snapshot) -> Option<String> {
        let metrics = snapshot.metrics.value.as_ref()?;
        if snapshot.sequence == self.sequence {
            return None;
        }
        self.sequence = snapshot.sequence;
        let before = self.backlog.replace(metrics.backlog);
        let words: Vec<_> = Category::ALL
            .into_iter()
            .filter_map(|category| {
                let now = metrics.backlog.get(category)?;
                match before.and_then(|before| before.get(category)) {
                    Some(then) if then == now => None,
                    Some(then) => Some(format!("{category} {now} ({})", signed(now - then))),
                    None => Some(format!("{category} {now}")),
                }
            })
            .collect();
        (!words.is_empty())
            .then(|| format!("backlog {}; missing {}", words.join(", "), metrics.missing))
    }
}

fn is_active(run: &Run) -> bool {
    run.status == RunStatus::Running && !run.is_orphaned()
}

/// What began a run, and where.
fn requester(run: &Run) -> String {
    let by = run.trigger.as_ref().map(|trigger| format!(" by {trigger}"));
    let on = run.host.as_ref().map(|host| format!(" on {host}"));
    [by, on].into_iter().flatten().collect()
}

/// How a run ended: what it changed, or why it failed.
fn ending(run: &Run) -> String {
    let after = run
        .duration_seconds
        .and_then(|seconds| std::time::Duration::try_from_secs_f64(seconds).ok().map(duration));
    let after = after.map_or_else(String::new, |time| format!(" after {time}"));
    match &run.status {
        RunStatus::Completed => format!("ended OK{after}: {}", receipt(run)),
        RunStatus::Failed => {
            let reason = run.error.as_deref().filter(|error| !error.is_empty());
            format!("FAILED{after}: {}", reason.unwrap_or("no reason given"))
        }
        RunStatus::Running => "has lost its runner".to_owned(),
        RunStatus::Unknown(label) => format!("is {label}"),
    }
}

/// What a run changed, step by step.
fn receipt(run: &Run) -> String {
    let changes: Vec<_> = run
        .steps
        .iter()
        .filter_map(|step| {
            let changed = step.changed.filter(|changed| *changed != 0)?;
            Some(format!("{} {}", step.name, signed(changed)))
        })
        .collect();
    if changes.is_empty() { "nothing changed".to_owned() } else { changes.join(", ") }
}

/// A moment, as RFC 3339 has it.
fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A line: when, and what. Nothing in it drives a terminal.
fn line(now: DateTime<Utc>, words: &str) -> String {
    format!("{} {}", time(now), clean(words))
}
