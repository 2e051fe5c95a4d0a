//! The texts that change with time alone. A tick redraws only where one of them has changed, so that a
//! quiet screen writes nothing.

use super::app::App;
use super::keymap::Action;
use super::text::{width, wrap};
use super::theme::Role;
use super::{past, standby};
use crate::model::format::count;
use crate::model::phrases;
use crate::model::{Cause, Distrust, Freshness, Link, StepName, say};

/// The most rows that one banner takes.
const ROWS: usize = 2;

/// The same in many words and in few.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// In as many as it takes.
    pub whole: String,
    /// In few.
    pub short: String,
}

impl Wording {
    /// What there are no fewer words for.
    fn plain(words: String) -> Self {
        Self { short: words.clone(), whole: words }
    }

    /// What fits into so many cells, if either does.
    pub fn within(&self, cells: usize) -> &str {
        if width(&self.whole) <= cells { &self.whole } else { &self.short }
    }
}

/// The texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// Whether the figures are live, in a word, and how to draw it.
    pub state: Option<(String, Role)>,
    /// How long ago the database was reached, and how old what it said is.
    pub ages: Vec<Wording>,
    /// The clock.
    pub clock: String,
    /// Until when the alarm is kept still.
    pub snooze: Option<Wording>,
    /// That polls are recorded.
    pub record: Option<&'static str>,
    /// That less is drawn than could be.
    pub traffic: Option<&'static str>,
    /// Bars across the screen.
    pub banners: Vec<(String, Role)>,
}

impl Face {
    /// The texts for a state.
    pub fn of(app: &App) -> Self {
        Self {
            state: Some(state(app)),
            ages: ages(app),
            clock: app.zone.minute(app.now),
            snooze: app.alarm.words(app.now, app.zone, app.theme.language).map(|whole| {
                let short = app.theme.language.choose("no alarm", "sin alarma").to_owned();
                Wording { whole, short }
            }),
            record: app.record.as_ref().map(|_| "REC"),
            traffic: app.traffic.word(app.theme.language),
            banners: banners(app),
        }
    }
}

fn state(app: &App) -> (String, Role) {
    let (snapshot, language) = (&app.shown, app.theme.language);
    match &snapshot.link {
        _ if app.replay.is_some() => {
            (language.choose("REPLAY", "GRABACIÓN").to_owned(), Role::Warn)
        }
        _ if app.is_past() => (language.choose("PAST", "PASADO").to_owned(), Role::Warn),
        _ if app.pause.is_some() => (language.choose("PAUSED", "EN PAUSA").to_owned(), Role::Warn),
        Link::Connecting { .. } => {
            (language.choose("CONNECTING", "CONECTANDO").to_owned(), Role::Warn)
        }
        Link::Lost { .. } => ("~ STALE".to_owned(), Role::Crit),
        Link::Live { .. } => match snapshot.freshness(app.now) {
            Freshness::Fresh => ("LIVE".to_owned(), Role::Ok),
            Freshness::Late => (language.choose("~ LATE", "~ TARDE").to_owned(), Role::Warn),
            Freshness::Stale => ("~ STALE".to_owned(), Role::Crit),
        },
    }
}

fn ages(app: &App) -> Vec<Wording> {
    let (snapshot, language) = (&app.shown, app.theme.language);
    if app.replay.is_some() {
        return past::span(app).map(Wording::plain).into_iter().collect();
    }
    let mut ages = Vec::new();
    match (snapshot.link.polled_at(), &app.pause) {
        (Some(polled_at), Some(_)) => {
            let at = app.zone.time(polled_at);
            ages.push(Wording::plain(say!(language, "polled {at}", "consulta {at}")));
        }
        (Some(polled_at), None) => {
            let age = app.theme.age(app.now - polled_at);
            ages.push(Wording {
                whole: say!(language, "polled {age} ago", "consulta hace {age}"),
                short: say!(language, "polled {age}", "consulta {age}"),
            });
        }
        (None, _) => {
            let never = language.choose("never polled", "sin consulta aún");
            ages.push(Wording::plain(never.to_owned()));
        }
    }
    if let Some(age) = snapshot.replay().and_then(|replay| standby::age(replay, app.theme.language))
    {
        ages.push(Wording::plain(age));
        return ages;
    }
    let data_age = snapshot.metrics.value.as_ref().and_then(|metrics| {
        let since = match &app.pause {
            Some(pause) => pause.since - snapshot.metrics.taken_at?,
            None => app.now - snapshot.metrics.taken_at?,
        };
        Some(metrics.data_age()? + since)
    });
    if let Some(data_age) = data_age {
        let age = app.theme.age(data_age);
        ages.push(Wording {
            whole: say!(language, "data {age} old", "datos de hace {age}"),
            short: say!(language, "data {age}", "datos {age}"),
        });
    }
    ages
}

fn banners(app: &App) -> Vec<(String, Role)> {
    let cells = usize::from(app.size.width).saturating_sub(2);
    let texts = [
        past::banner(app).or_else(|| pause_banner(app)),
        link_banner(app).or_else(|| figures_banner(app)).or_else(|| standby_banner(app)),
        record_banner(app),
        settings_banner(app),
    ];
    let mut banners: Vec<_> = texts
        .into_iter()
        .flatten()
        .flat_map(|text| rows(&text, cells))
        .map(|text| (text, Role::Banner))
        .collect();
    banners.extend(run_strip(app).map(|text| (text, Role::Strip)));
    banners
}

fn pause_banner(app: &App) -> Option<String> {
    let pause = app.pause.as_ref()?;
    let language = app.theme.language;
    let missed = match pause.polls_missed {
        1 => language.choose("1 poll", "1 consulta").to_owned(),
        polls => {
            let polls = count(polls as i64);
            say!(language, "{polls} polls", "{polls} consultas")
        }
    };
    let (since, key) = (app.zone.time(pause.since), app.keys.label(Action::Pause));
    Some(say!(
        language,
        "PAUSED since {since} · {missed} behind · {key} goes on",
        "EN PAUSA desde {since} · {missed} de retraso · {key} continúa"
    ))
}

fn record_banner(app: &App) -> Option<String> {
    let reason = app.record.as_ref()?.failure.as_ref()?;
    Some(say!(
        app.theme.language,
        "RECORDING FAILED, tried again with each poll · {reason}",
        "LA GRABACIÓN FALLÓ, se reintenta con cada consulta · {reason}"
    ))
}

fn settings_banner(app: &App) -> Option<String> {
    let language = app.theme.language;
    let problem = phrases::of_settings(app.unread.as_ref()?, language).replace('\n', " · ");
    Some(say!(
        language,
        "SETTINGS NOT READ, the last good ones stay · {problem}",
        "CONFIGURACIÓN NO LEÍDA, sigue la última válida · {problem}"
    ))
}

fn link_banner(app: &App) -> Option<String> {
    let Link::Lost { since, failure, retry_at, .. } = &app.shown.link else { return None };
    let language = app.theme.language;
    let message = failure.said(language);
    if app.pause.is_some() {
        return Some(say!(language, "NO DATABASE · {message}", "SIN BASE DE DATOS · {message}"));
    }
    let wait = (*retry_at - app.now).num_seconds();
    let retry = if wait > 0 && app.theme.is_sparse {
        let (at, key) = (app.zone.time(*retry_at), app.keys.label(Action::PollNow));
        say!(language, "next try at {at}, {key}: now", "próximo intento {at}, {key}: ahora")
    } else if wait > 0 {
        let key = app.keys.label(Action::PollNow);
        say!(
            language,
            "next try in {wait}s, {key}: now",
            "próximo intento en {wait}s, {key}: ahora"
        )
    } else {
        language.choose("trying now", "intentando ahora").to_owned()
    };
    let age = app.theme.age_in_full(app.now - *since);
    Some(say!(
        language,
        "NO DATABASE for {age} · {retry} · {message}",
        "SIN BASE DE DATOS hace {age} · {retry} · {message}"
    ))
}

/// That the database answers and its figures cannot be read.
fn figures_banner(app: &App) -> Option<String> {
    let panel = &app.shown.metrics;
    let language = app.theme.language;
    let message = panel.failure.as_ref()?.said(language);
    let now = app.view_context().now;
    Some(match panel.taken_at.map(|at| app.theme.age(now - at)) {
        Some(age) => say!(
            language,
            "NO NEW FIGURES for {age} · {message}",
            "SIN CIFRAS NUEVAS hace {age} · {message}"
        ),
        None => say!(language, "NO FIGURES · {message}", "SIN CIFRAS · {message}"),
    })
}

/// That figures which were read a moment ago are old all the same.
fn standby_banner(app: &App) -> Option<String> {
    let distrust = Distrust::of(&app.shown, app.view_context().now)?;
    let Cause::Behind(replay) = distrust.cause else { return None };
    Some(standby::reason(replay, app.theme.language))
}

/// A banner in rows. What is to be done stands first in it; a reason may be long, and its end says most.
fn rows(banner: &str, cells: usize) -> Vec<String> {
    let mut rows = wrap(banner, cells);
    if rows.len() > ROWS {
        let rest = rows.split_off(ROWS - 1);
        rows.push(rest.join(" "));
    }
    rows.iter().map(|row| format!(" {row}")).collect()
}

/// The run that is active, the same on every terminal.
fn run_strip(app: &App) -> Option<String> {
    let runs = app.shown.runs.value.as_deref()?;
    let run = runs.iter().find(|run| run.is_living_refresh())?;
    let language = app.theme.language;
    let id = run.run_id;
    let mut words = vec![say!(language, " ▶ refresh run {id}", " ▶ ejecución {id}")];
    if let Some(progress) = &run.progress {
        let step = progress.step.as_deref().and_then(StepName::from_label);
        words.extend(step.map(|step| {
            format!("{}/{} {}", step.number(), StepName::ALL.len(), step.title(app.theme.language))
        }));
        words.extend(progress.done.map(|done| match progress.estimate {
            Some(estimate) => {
                let (done, estimate) = (count(done), count(estimate));
                say!(language, "{done} of {estimate}", "{done} de {estimate}")
            }
            None => count(done),
        }));
        let rate = progress.rate.filter(|rate| *rate >= 1.0);
        words.extend(rate.map(|rate| format!("{}/s", count(rate as i64))));
        let left = progress.rejected.filter(|rejected| *rejected > 0);
        words.extend(left.map(|rejected| {
            let left = count(rejected);
            say!(language, "{left} left", "{left} sin cambio")
        }));
        let is_stopping = progress.cancel_requested_by.is_some();
        words.extend(is_stopping.then(|| language.choose("stopping", "deteniéndose").to_owned()));
    }
    let key = app.keys.label(Action::RefreshJob);
    words.push(say!(language, "{key}: more", "{key}: más"));
    Some(words.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_banner_takes_two_rows_at_most_and_loses_nothing_before_it_is_drawn() {
        let banner =
            "NO DATABASE for 4s · next try in 2s, r: now · connecting to db1:5432: refused";
        assert_eq!(rows(banner, 120), [format!(" {banner}")]);
        assert_eq!(
            rows(banner, 60),
            [" NO DATABASE for 4s · next try in 2s, r: now · connecting to", " db1:5432: refused"]
        );
        assert_eq!(rows(banner, 30).len(), 2);
        assert_eq!(
            rows(banner, 30).concat().split_whitespace().collect::<Vec<_>>().join(" "),
            banner
        );
    }
}
