//! The texts of the wallboard that change with time alone; it is drawn anew only where one of them has.

use chrono::{Timelike, Utc};

use super::{Lock, Page, Wallboard};
use crate::model::format::age;
use crate::model::{Cause, Freshness, say};
use crate::tui::theme::{Role, shape};
use crate::tui::time::coarse_age;
use crate::tui::trust::Instead;
use crate::tui::{standby, trust};

/// The texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Face {
    /// How long ago the database was reached, and how old what it said is.
    pub(super) ages: Vec<String>,
    /// The clock.
    pub(super) clock: String,
    /// That polls are recorded, or that they are to be and are not.
    pub(super) record: Option<&'static str>,
    /// What stands in place of the figures, where they cannot be trusted.
    pub(super) distrust: Option<Instead>,
    /// The worst thing, without its shape.
    pub(super) worst: String,
    /// That the settings on screen are not those of the file, and since when.
    pub(super) unread: Option<String>,
    /// What the keys do, where somebody has pressed one.
    pub(super) keys: Option<String>,
    /// Cells that everything is moved by, to the right and down.
    pub(super) shift: (u16, u16),
    page: Option<Page>,
}

impl Face {
    /// The texts for a state.
    pub(super) fn of(wallboard: &Wallboard) -> Self {
        let distrust = wallboard.distrust();
        Self {
            ages: ages(wallboard),
            clock: wallboard.zone.minute(wallboard.now),
            record: wallboard.record.as_ref().map(|record| match record.failure {
                None => "REC",
                Some(_) => wallboard.theme.language.choose("REC FAILED", "REC FALLÓ"),
            }),
            distrust: distrust
                .map(|distrust| Instead::of(&distrust, wallboard.theme.language, wallboard.now)),
            worst: worst(wallboard),
            unread: unread(wallboard),
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
    let language = wallboard.theme.language;
    let mut ages = vec![match snapshot.link.polled_at() {
        Some(polled_at) => {
            let age = coarse_age(now - polled_at);
            say!(language, "polled {age} ago", "consulta hace {age}")
        }
        None => language.choose("never polled", "sin consulta aún").to_owned(),
    }];
    if let Some(age) = snapshot.replay().and_then(|replay| standby::age(replay, language)) {
        ages.push(age);
        return ages;
    }
    let metrics = snapshot.metrics.value.as_ref().zip(snapshot.metrics.taken_at);
    let data_age = metrics.and_then(|(metrics, at)| Some(metrics.data_age()? + (now - at)));
    ages.extend(data_age.map(|age| {
        let age = coarse_age(age);
        say!(language, "data {age} old", "datos de hace {age}")
    }));
    ages
}

/// The word for the link, and how to draw it.
pub(super) fn link_word(wallboard: &Wallboard) -> (&'static str, Role) {
    let (snapshot, language) = (&wallboard.snapshot, wallboard.theme.language);
    match wallboard.distrust() {
        None if snapshot.freshness(wallboard.now) == Freshness::Fresh => ("LIVE", Role::Ok),
        None => (language.choose("~ LATE", "~ TARDE"), Role::Warn),
        Some(distrust) if distrust.cause == Cause::Connecting => {
            (distrust.word().of(language), Role::Warn)
        }
        Some(_) => ("~ STALE", Role::Crit),
    }
}

fn worst(wallboard: &Wallboard) -> String {
    let (snapshot, zone, now) = (&wallboard.snapshot, wallboard.zone, wallboard.now);
    let language = wallboard.theme.language;
    if let Some(distrust) = wallboard.distrust() {
        let since = distrust.since.map(|since| {
            let at = zone.full(since);
            say!(language, "since {at}", "desde {at}")
        });
        let reason = trust::reason(&distrust, language);
        let words = [Some(distrust.word().of(language).to_owned()), since, reason];
        return words.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    }
    let Some(finding) = snapshot.health.worst() else {
        let words =
            language.choose("nothing: all four rules hold", "nada: las cuatro reglas se cumplen");
        return words.to_owned();
    };
    let at = finding.beginning(language, |at| zone.moment(at, language));
    let since = at.zip(finding.since).map_or_else(String::new, |(at, since)| {
        let ago = now - since;
        let ago = match age(ago) {
            // Within the first minute an age would only flicker.
            _ if ago.num_seconds() < 60 => String::new(),
            age if finding.began_earlier => say!(language, " (over {age})", " (más de {age})"),
            age => format!(" ({age})"),
        };
        say!(language, " · since {at}{ago}", " · desde {at}{ago}")
    });
    format!(
        "{} {} {} {}{since}",
        shape(finding.severity),
        finding.severity.word(),
        finding.rule.title(language),
        finding.words(language)
    )
}

fn unread(wallboard: &Wallboard) -> Option<String> {
    let at = wallboard.zone.minute(wallboard.unread_since?);
    Some(say!(
        wallboard.theme.language,
        "SETTINGS NOT READ since {at}",
        "CONFIGURACIÓN NO LEÍDA desde {at}"
    ))
}

fn keys(wallboard: &Wallboard) -> Option<String> {
    let (unlock, language) = (wallboard.settings.unlock, wallboard.theme.language);
    match wallboard.lock {
        Lock::Locked => None,
        Lock::Knocked { .. } => Some(say!(
            language,
            "locked · {unlock}, then q leaves",
            "bloqueado · {unlock}, luego q: salir"
        )),
        Lock::Open { .. } => {
            Some(say!(language, "unlocked for 10 s · q leaves", "desbloqueado por 10 s · q: salir"))
        }
    }
}
