//! What the poller knows, and the snapshots it makes of it.

use std::fmt::Display;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::memory::Memory;
use crate::db::queries::Overview;
use crate::model::{Failure, Health, Identity, Link, Panel, Run, Snapshot, Thresholds};

/// The state behind the snapshots.
pub(super) struct Board {
    snapshot: Snapshot,
    memory: Memory,
    thresholds: Thresholds,
}

impl Board {
    pub(super) fn new(first: Snapshot, thresholds: Thresholds) -> Self {
        Self { snapshot: first, memory: Memory::default(), thresholds }
    }

    /// Everything known.
    pub(super) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Another time between two polls.
    pub(super) fn set_interval(&mut self, interval: Duration) {
        self.snapshot.interval = interval;
    }

    /// Other lines to judge by; what is known is judged by them at once.
    pub(super) fn set_thresholds(&mut self, thresholds: Thresholds) {
        if let Some(metrics) = &self.snapshot.metrics.value {
            let before = &self.snapshot.health;
            self.snapshot.health =
                Health::judge_anew(before, metrics, &self.thresholds, &thresholds);
        }
        self.thresholds = thresholds;
        self.look_back();
    }

    /// Dates verdicts that nobody has seen begin, as far back as what is stored tells.
    fn look_back(&mut self) {
        let Snapshot { health, metrics, daily, .. } = &mut self.snapshot;
        let days = daily.value.as_deref().unwrap_or_default();
        let job = metrics.value.as_ref().and_then(|metrics| metrics.last_job.as_ref());
        health.look_back(days, job, &self.thresholds);
    }

    /// Takes a poll that reached the database.
    pub(super) fn reached(&mut self, overview: Overview, now: DateTime<Utc>, took: Duration) {
        match (&self.snapshot.link, overview.identity.as_ref().ok()) {
            (Link::Lost { since, .. }, _) => {
                let away = (now - *since).to_std().unwrap_or_default();
                tracing::info!(seconds = away.as_secs(), "the database can be reached again");
            }
            (Link::Connecting { .. }, Some(Identity { database, role, server_version, .. })) => {
                tracing::info!("connected to {database} as {role}, PostgreSQL {server_version}");
            }
            _ => {}
        }
        self.snapshot.sequence += 1;
        self.snapshot.link = Link::Live { polled_at: now, took };
        self.snapshot.round_trip = Some(overview.round_trip);
        match overview.identity {
            Ok(identity) => self.snapshot.identity = Some(identity),
            Err(failure) => tracing::debug!(%failure, "role and server are not known"),
        }
        if let Ok(metrics) = &overview.metrics {
            self.memory.remember(metrics);
            let before = &self.snapshot.health;
            self.snapshot.health = Health::judge_after(before, metrics, &self.thresholds);
        }
        let newest = overview.metrics.as_ref().ok().map(|metrics| metrics.snapshot_timestamp);
        absorb("figures", &mut self.snapshot.metrics, overview.metrics, now);
        absorb("history", &mut self.snapshot.daily, overview.daily, now);
        absorb("conflicts", &mut self.snapshot.conflicts, overview.conflicts, now);
        absorb("runs", &mut self.snapshot.runs, overview.runs, now);
        if let Some(newest) = newest {
            let days = self.snapshot.daily.value.as_deref();
            self.snapshot.baselines = self.memory.baselines(newest, days);
            self.look_back();
        }
    }

    /// Whether somebody runs the refresh job.
    pub(super) fn is_refreshing(&self) -> bool {
        let runs = self.snapshot.runs.value.as_deref().unwrap_or_default();
        runs.iter().any(Run::is_living_refresh)
    }

    /// Takes a glance at the runs; one that failed leaves all to the next poll.
    pub(super) fn glanced(&mut self, runs: Result<Vec<Run>, Failure>, now: DateTime<Utc>) {
        if runs.is_ok() {
            self.snapshot.runs.absorb(runs, now);
        }
    }

    /// Takes a poll that did not reach the database. All rows stay as they are.
    pub(super) fn lost(&mut self, failure: Failure, now: DateTime<Utc>, retry_at: DateTime<Utc>) {
        self.snapshot.sequence += 1;
        let since = match &self.snapshot.link {
            Link::Lost { since, .. } => *since,
            Link::Connecting { .. } | Link::Live { .. } => {
                tracing::info!(%failure, "the database cannot be reached");
                now
            }
        };
        let polled_at = self.snapshot.link.polled_at();
        self.snapshot.link = Link::Lost { since, polled_at, failure, retry_at };
    }
}

/// Puts the outcome of a read into its panel; says so in the log when its state changes.
fn absorb<T>(name: &str, panel: &mut Panel<T>, outcome: Result<T, Failure>, now: DateTime<Utc>) {
    match (&panel.failure, &outcome) {
        (None, Err(failure)) => warn(name, failure),
        (Some(before), Err(failure)) if before.kind != failure.kind => warn(name, failure),
        (Some(_), Ok(_)) => tracing::info!(panel = name, "the panel can be read again"),
        _ => {}
    }
    panel.absorb(outcome, now);
}

fn warn(name: &str, failure: &impl Display) {
    tracing::warn!(panel = name, %failure, "the panel cannot be read");
}

#[cfg(test)]
#[path = "board_tests.rs"]
mod tests;
