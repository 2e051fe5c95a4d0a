//! The texts of the wallboard that change with time alone; it is drawn anew only where one of them has.

use chrono::{Timelike, Utc};

use super::{Lock, Page, Wallboard};
use crate::model::Freshness;
use crate::model::format::age;
use crate::tui::standby;
use crate::tui::theme::{Role, shape};
use crate::tui::time::coarse_age;

/// The texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Face {
    /// How long ago the database was reached, and how old what it said is.
    pub(super) ages: Vec<String>,
    /// The clock.
    pub(super) clock: String,
    /// What stands in place of the figures, where they cannot be trusted.
    pub(super) distrust: Option<String>,
    /// The worst thing, without its shape.
    pub(super) worst: String,
    /// What the keys do, where somebody has pressed one.
    pub(super) keys: Option<String>,
    /// Cells that everything is moved by, to the right and down.
    pub(super) shift: (u16, u16),
    page: Option<Page>,
}

impl Face {
    /// The texts for a state.
    pub(super) fn of(wallboard: &Wallboard) -> Self {
        Self {
            ages: ages(wallboard),
            clock: wallboard.zone.minute(wallboard.now),
            distrust: wallboard.distrust().map(|distrust| distrust.words(wallboard.now)),
            worst: worst(wallboard),
            keys: keys(wallboard),
            shift: shift(wallboard.now),
            page: Some(wallboard.page),
        }
    }
}

/// Once an hour everything moves by a cell, round a square, so that no pixel is lit for weeks.
fn shift(now: chrono::DateTime<Utc>) -> (u16, u16) {
    match now.hour() % 4 {
        0 => (0, 0),
        1 => (1, 0),
        2 => (1, 1),
        _ => (0, 1),
    }
}

fn ages(wallboard: &Wallboard) -> Vec<String> {
    let (snapshot, now) = (&wallboard.snapshot, wallboard.now);
    let mut ages = vec![match snapshot.link.polled_at() {
        Some(polled_at) => format!("polled {} ago", coarse_age(now - polled_at)),
        None => "never polled".to_owned(),
    }];
    if let Some(age) = snapshot.replay().and_then(standby::age) {
        ages.push(age);
        return ages;
    }
    let metrics = snapshot.metrics.value.as_ref().zip(snapshot.metrics.taken_at);
    let data_age = metrics.and_then(|(metrics, at)| Some(metrics.data_age()? + (now - at)));
    ages.extend(data_age.map(|age| format!("data {} old", coarse_age(age))));
    ages
}

/// The word for the link, and how to draw it.
pub(super) fn link_word(wallboard: &Wallboard) -> (&'static str, Role) {
    let snapshot = &wallboard.snapshot;
    match (wallboard.distrust(), snapshot.link.polled_at()) {
        (None, Some(at)) if snapshot.freshness(at, wallboard.now) == Freshness::Fresh => {
            ("LIVE", Role::Ok)
        }
        (None, _) => ("~ LATE", Role::Warn),
        (Some(distrust), _) if distrust.word == "CONNECTING" => ("CONNECTING", Role::Warn),
        (Some(_), _) => ("~ STALE", Role::Crit),
    }
}

fn worst(wallboard: &Wallboard) -> String {
    let (snapshot, zone, now) = (&wallboard.snapshot, wallboard.zone, wallboard.now);
    if let Some(distrust) = wallboard.distrust() {
        let since = distrust.since.map(|since| format!("since {}", zone.full(since)));
        let words = [Some(distrust.word.to_owned()), since, distrust.reason];
        return words.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    }
    let Some(finding) = snapshot.health.worst() else {
        return "nothing: all four rules hold".to_owned();
    };
    let since = finding.since.map_or_else(String::new, |since| {
        let ago = now - since;
        // Within the first minute an age would only flicker.
        let ago = if ago.num_seconds() < 60 { String::new() } else { format!(" ({})", age(ago)) };
        format!(" · since {}{ago}", zone.moment(since))
    });
    format!(
        "{} {} {} {}{since}",
        shape(finding.severity),
        finding.severity.word(),
        finding.rule.name(),
        finding.detail
    )
}

fn keys(wallboard: &Wallboard) -> Option<String> {
    let unlock = wallboard.settings.unlock;
    match wallboard.lock {
        Lock::Locked => None,
        Lock::Knocked { .. } => Some(format!("locked · {unlock}, then q leaves")),
        Lock::Open { .. } => Some("unlocked for 10 s · q leaves".to_owned()),
    }
}
