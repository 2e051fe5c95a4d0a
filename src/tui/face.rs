//! The texts that change with time alone. A tick redraws only where one of them has changed, so that a
//! quiet screen writes nothing.

use super::app::App;
use super::theme::Role;
use super::time::coarse_age;
use crate::model::format::{age, count};
use crate::model::{Freshness, Link};

/// The texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// Whether the figures are live, in a word, and how to draw it.
    pub state: Option<(String, Role)>,
    /// How long ago the database was reached, and how old what it said is.
    pub ages: Vec<String>,
    /// The clock.
    pub clock: String,
    /// Bars across the screen.
    pub banners: Vec<String>,
}

impl Face {
    /// The texts for a state.
    pub fn of(app: &App) -> Self {
        Self {
            state: Some(state(app)),
            ages: ages(app),
            clock: app.zone.minute(app.now),
            banners: banners(app),
        }
    }
}

fn state(app: &App) -> (String, Role) {
    let snapshot = &app.shown;
    match &snapshot.link {
        _ if app.pause.is_some() => ("PAUSED".to_owned(), Role::Warn),
        Link::Connecting { .. } => ("CONNECTING".to_owned(), Role::Warn),
        Link::Lost { .. } => ("~ STALE".to_owned(), Role::Crit),
        Link::Live { polled_at, .. } => {
            match Freshness::of(*polled_at, snapshot.interval, app.now) {
                Freshness::Fresh => ("LIVE".to_owned(), Role::Ok),
                Freshness::Late => ("~ LATE".to_owned(), Role::Warn),
                Freshness::Stale => ("~ STALE".to_owned(), Role::Crit),
            }
        }
    }
}

fn ages(app: &App) -> Vec<String> {
    let snapshot = &app.shown;
    let mut ages = Vec::new();
    match (snapshot.link.polled_at(), app.pause) {
        (Some(polled_at), Some(_)) => ages.push(format!("polled {}", app.zone.time(polled_at))),
        (Some(polled_at), None) => {
            ages.push(format!("polled {} ago", coarse_age(app.now - polled_at)));
        }
        (None, _) => ages.push("never polled".to_owned()),
    }
    let data_age = snapshot.metrics.value.as_ref().and_then(|metrics| {
        let since = match app.pause {
            Some(pause) => pause.since - snapshot.metrics.taken_at?,
            None => app.now - snapshot.metrics.taken_at?,
        };
        Some(metrics.data_age()? + since)
    });
    if let Some(data_age) = data_age {
        ages.push(format!("data {} old", coarse_age(data_age)));
    }
    ages
}

fn banners(app: &App) -> Vec<String> {
    let mut banners = Vec::new();
    if let Some(pause) = app.pause {
        let missed = match pause.polls_missed {
            1 => "1 poll".to_owned(),
            polls => format!("{} polls", count(polls as i64)),
        };
        banners.push(format!(
            " PAUSED since {} · {missed} behind · Space goes on",
            app.zone.time(pause.since)
        ));
    }
    if let Link::Lost { since, failure, retry_at, .. } = &app.shown.link {
        let wait = (*retry_at - app.now).num_seconds();
        let retry = match (app.pause, wait) {
            (Some(_), _) => String::new(),
            (None, ..=0) => " · trying now".to_owned(),
            (None, wait) => format!(" · next try in {wait}s, r: now"),
        };
        let age = if app.pause.is_some() {
            String::new()
        } else {
            format!(" for {}", age(app.now - *since))
        };
        banners.push(format!(" NO DATABASE{age}: {}{retry}", failure.message));
    }
    banners
}
