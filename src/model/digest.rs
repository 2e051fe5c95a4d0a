//! What has changed between a moment and now, worst first. What cannot be known is said, not guessed.

pub mod words;

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Category, DailyPoint, Figures, Finding, Health, PersonKey, Run, RunStatus, Severity, Snapshot,
};

/// What was true at an earlier moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Before {
    /// The moment.
    pub at: DateTime<Utc>,
    /// The figures.
    pub figures: Figures,
    /// The verdicts; `None` where they are not known.
    pub health: Option<Health>,
    /// The newest conflicts; `None` where they are not known.
    pub conflicts: Option<Vec<PersonKey>>,
    /// Where all this comes from.
    pub origin: Origin,
}

/// Where an earlier moment is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// This program noted it when it was left.
    LastExit,
    /// A recording has it.
    Recording,
    /// The daily history has it.
    History,
    /// This program has kept the poll since it was started.
    Kept,
}

impl Before {
    /// What a poll knows; nothing where it has no figures.
    pub fn of(snapshot: &Snapshot, at: DateTime<Utc>, origin: Origin) -> Option<Self> {
        let conflicts = snapshot.conflicts.value.as_ref();
        Some(Self {
            at,
            figures: snapshot.metrics.value.as_ref()?.figures(),
            health: Some(snapshot.health.clone()),
            conflicts: conflicts.map(|rows| rows.iter().map(|row| row.person_key).collect()),
            origin,
        })
    }

    /// What a stored day knows.
    fn of_day(day: &DailyPoint) -> Option<Self> {
        Some(Self {
            at: day.measured_at()?,
            figures: day.figures(),
            health: None,
            conflicts: None,
            origin: Origin::History,
        })
    }
}

/// What has changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Digest {
    /// The moment that was asked for, where one was.
    pub asked: Option<DateTime<Utc>>,
    /// The moment that is compared with, and where it is known from; `None` where none is known.
    pub base: Option<(DateTime<Utc>, Origin)>,
    /// The changes, worst first.
    pub changes: Vec<Change>,
    /// What cannot be known.
    pub gaps: Vec<Gap>,
}

/// Something that has changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A rule has another verdict.
    Verdict {
        /// The verdict before.
        before: Severity,
        /// What the rule says now.
        now: Finding,
    },
    /// A run failed.
    Failed(Box<Run>),
    /// A run has no runner any more.
    Orphaned(Box<Run>),
    /// There are more or fewer open conflicts.
    Conflicts {
        /// How many there were.
        before: i64,
        /// How many there are.
        now: i64,
    },
    /// Persons are among the newest conflicts who were not.
    InConflict(Vec<PersonKey>),
    /// More or fewer persons are missing.
    Missing {
        /// How many there were.
        before: i64,
        /// How many there are.
        now: i64,
    },
    /// A category has more or fewer persons.
    Backlog {
        /// Which.
        category: Category,
        /// How many there were.
        before: i64,
        /// How many there are.
        now: i64,
    },
    /// More or fewer persons are satisfactory.
    Satisfactory {
        /// How many there were.
        before: i64,
        /// How many there are.
        now: i64,
    },
    /// So many runs of the refresh job ended well.
    Completed(usize),
}

/// Something that cannot be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// No figures are known from around the moment that was asked for.
    Figures,
    /// The verdicts of then are not known.
    Verdicts,
    /// The number of conflicts of then is not known.
    Conflicts,
    /// The backlog of then is not known by category.
    Backlog,
    /// Runs are known since then at the earliest, and there may have been others before.
    Runs(DateTime<Utc>),
    /// Runs are not known.
    NoRuns,
}

impl Digest {
    /// What has changed since the moment that was asked for, or else since the newest of `known`. `None` where nothing
    /// was asked for and nothing is known, or there are no figures now.
    pub fn of(
        asked: Option<DateTime<Utc>>,
        known: &[Before],
        snapshot: &Snapshot,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let metrics = snapshot.metrics.value.as_ref()?;
        let before = match asked {
            None => Some(known.iter().max_by_key(|before| before.at)?.clone()),
            Some(asked) => nearest(asked, known, snapshot, now),
        };
        let since = asked.or_else(|| before.as_ref().map(|before| before.at))?;
        let (mut changes, mut gaps) = (Vec::new(), Vec::new());
        match &before {
            Some(before) => compare(before, snapshot, &metrics.figures(), &mut changes, &mut gaps),
            None => gaps.push(Gap::Figures),
        }
        runs(since, snapshot, &mut changes, &mut gaps);
        changes.sort_by_key(Change::rank);
        let base = before.map(|before| (before.at, before.origin));
        Some(Self { asked, base, changes, gaps })
    }
}

/// The known moment nearest to the one that was asked for. One that is off by more than half the time since says
/// nothing of that time.
fn nearest(
    asked: DateTime<Utc>,
    known: &[Before],
    snapshot: &Snapshot,
    now: DateTime<Utc>,
) -> Option<Before> {
    let days = snapshot.daily.value.iter().flatten().filter_map(Before::of_day);
    let all = known.iter().cloned().chain(days).filter(|before| before.at < now);
    let distance = |before: &Before| (before.at - asked).abs();
    all.min_by_key(distance).filter(|before| distance(before) * 2 <= (now - asked).abs())
}

fn compare(
    before: &Before,
    snapshot: &Snapshot,
    now: &Figures,
    changes: &mut Vec<Change>,
    gaps: &mut Vec<Gap>,
) {
    match &before.health {
        Some(health) => {
            for finding in &snapshot.health.findings {
                let before = health.severity_of(finding.rule);
                if before != finding.severity {
                    changes.push(Change::Verdict { before, now: finding.clone() });
                }
            }
        }
        None => gaps.push(Gap::Verdicts),
    }
    let then = &before.figures;
    match (then.conflicts, now.conflicts) {
        (Some(before), Some(now)) if before != now => {
            changes.push(Change::Conflicts { before, now });
        }
        (Some(_), Some(_)) => {}
        _ => gaps.push(Gap::Conflicts),
    }
    if let (Some(before), Some(rows)) = (&before.conflicts, &snapshot.conflicts.value) {
        let fresh = rows.iter().map(|row| row.person_key).filter(|key| !before.contains(key));
        let fresh: Vec<_> = fresh.collect();
        if !fresh.is_empty() {
            changes.push(Change::InConflict(fresh));
        }
    }
    if then.missing != now.missing {
        changes.push(Change::Missing { before: then.missing, now: now.missing });
    }
    if then.satisfactory != now.satisfactory {
        changes.push(Change::Satisfactory { before: then.satisfactory, now: now.satisfactory });
    }
    let mut is_known = true;
    for category in Category::ALL {
        match (then.backlog.get(category), now.backlog.get(category)) {
            (Some(before), Some(now)) if before != now => {
                changes.push(Change::Backlog { category, before, now });
            }
            (None, Some(_)) => is_known = false,
            _ => {}
        }
    }
    if !is_known {
        gaps.push(Gap::Backlog);
    }
}

/// What the runs themselves tell, by their own times.
fn runs(since: DateTime<Utc>, snapshot: &Snapshot, changes: &mut Vec<Change>, gaps: &mut Vec<Gap>) {
    let Some(runs) = &snapshot.runs.value else { return gaps.push(Gap::NoRuns) };
    let ended = |run: &&Run| run.completed_at.unwrap_or(run.started_at) >= since;
    for run in runs.iter().filter(ended) {
        match run.status {
            RunStatus::Failed => changes.push(Change::Failed(Box::new(run.clone()))),
            _ if run.is_orphaned() => changes.push(Change::Orphaned(Box::new(run.clone()))),
            _ => {}
        }
    }
    let is_well = |run: &&Run| run.is_refresh() && run.status == RunStatus::Completed;
    let completed = runs.iter().filter(ended).filter(is_well).count();
    if completed > 0 {
        changes.push(Change::Completed(completed));
    }
    // The list is of the newest runs: what is older than all of them is not in it.
    let oldest = runs.iter().map(|run| run.started_at).min();
    if let Some(oldest) = oldest.filter(|oldest| *oldest > since) {
        gaps.push(Gap::Runs(oldest));
    }
}

impl Change {
    /// How bad it is.
    pub fn severity(&self) -> Severity {
        let worse = |is_worse: bool| if is_worse { Severity::Warn } else { Severity::Ok };
        match self {
            Self::Verdict { now, .. } => now.severity,
            Self::Failed(_) => Severity::Crit,
            Self::Orphaned(_) | Self::InConflict(_) => Severity::Warn,
            Self::Conflicts { before, now }
            | Self::Missing { before, now }
            | Self::Backlog { before, now, .. } => worse(now > before),
            Self::Satisfactory { before, now } => worse(now < before),
            Self::Completed(_) => Severity::Ok,
        }
    }

    /// Whether it is for the worse.
    pub fn is_worse(&self) -> bool {
        match self {
            Self::Verdict { before, now } => now.severity > *before,
            other => other.severity() > Severity::Ok,
        }
    }

    /// The place among other changes: what got worse first, then by how bad it is, by what it is, and by how much.
    fn rank(&self) -> impl Ord + use<> {
        let (kind, size) = match self {
            Self::Verdict { .. } => (0, 0),
            Self::Failed(run) | Self::Orphaned(run) => (1, run.run_id),
            Self::Conflicts { .. } => (2, 0),
            Self::InConflict(_) => (3, 0),
            Self::Missing { .. } => (4, 0),
            Self::Backlog { before, now, .. } => (5, (now - before).abs()),
            Self::Satisfactory { .. } => (6, 0),
            Self::Completed(_) => (7, 0),
        };
        (Reverse(self.is_worse()), Reverse(self.severity()), kind, Reverse(size))
    }
}
