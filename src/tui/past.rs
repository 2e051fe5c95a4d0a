//! What is said of a moment in the past: which one it is, and what cannot be shown of it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::app::App;
use super::layout::split_top;
use super::newest;
use super::pane::below_rule;
use super::runs;
use super::screens::{ScreenId, ViewContext};
use super::theme::Role;
use super::time::coarse_age;
use super::widgets::rule::Rule;
use super::widgets::{indented, lines, table};
use crate::model::format::count;
use crate::model::{Text, say};

/// The banner over a kept poll: its moment, its place, and how to leave it.
pub fn banner(app: &App) -> Option<String> {
    let pause = app.pause.as_ref()?;
    let serial = pause.past.as_ref()?.serial;
    let language = app.theme.language;
    let place = match app.reel.place(serial) {
        Some(place) => {
            let (place, all) = (count(place as i64), count(app.reel.len() as i64));
            say!(language, "{place} of {all}", "{place} de {all}")
        }
        None => language.choose("no longer kept", "ya no se guarda").to_owned(),
    };
    Some(if app.replay.is_some() {
        let at = app.zone.full(pause.since);
        say!(language, "RECORDED {at} · {place} · * changed", "GRABADO {at} · {place} · * cambió")
    } else {
        let at = if app.zone.day(pause.since) == app.zone.day(app.now) {
            app.zone.time(pause.since)
        } else {
            app.zone.full(pause.since)
        };
        let age = coarse_age(app.now - pause.since);
        say!(
            language,
            "PAST {at}, {age} ago · {place} · * changed · polling goes on",
            "PASADO {at}, hace {age} · {place} · * cambió · se sigue consultando"
        )
    })
}

/// From when to when a recording goes.
pub fn span(app: &App) -> Option<String> {
    let (oldest, newest) = (app.reel.oldest()?, app.reel.newest()?);
    let (from, to) = (app.reel.at(oldest)?, app.reel.at(newest)?);
    let is_one_day = app.zone.day(from) == app.zone.day(to);
    let to = if is_one_day { app.zone.minute(to) } else { app.zone.moment(to, app.theme.language) };
    Some(format!("{} – {to}", app.zone.moment(from, app.theme.language)))
}

/// Draws, in place of a list that the database pages, what a poll knows of it, and says why it is no more.
pub fn view(
    screen: ScreenId,
    is_replay: bool,
    context: &ViewContext<'_>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let Some(body) = below_rule(area) else { return };
    let language = context.theme.language;
    let (digit, name) = (screen.digit(), screen.title(language));
    let at = context.zone.time(context.now);
    let title = say!(language, "{digit} {name}, as of {at}", "{digit} {name}, a las {at}");
    Rule::new(title).focused(true).render(area, buffer, context.theme);
    let mut words = indented(reason(screen, is_replay).of(language), body.width, Style::new());
    words.push(Line::default());
    let (top, rest) = split_top(body, words.len() as u16);
    lines(top, buffer, words);
    match screen {
        ScreenId::Conflicts => table::render(
            rest,
            buffer,
            table::Style { theme: context.theme, focused: false, sort: None },
            &newest::CONFLICTS,
            context
                .snapshot
                .conflicts
                .value
                .iter()
                .flatten()
                .map(|row| newest::conflict(row, context)),
            None,
        ),
        ScreenId::Jobs => {
            let rows = context.snapshot.runs.value.iter().flatten();
            lines(rest, buffer, rows.map(|run| runs::line(run, context, rest.width)));
        }
        _ => {
            let advice = language.choose(
                "Overview, Backlog and Trend show what every poll knows.",
                "General, Pendientes y Tendencia muestran lo que toda consulta sabe.",
            );
            lines(
                rest,
                buffer,
                [Line::styled(format!(" {advice}"), context.theme.style(Role::Dim))],
            );
        }
    }
}

/// Why a list is not what it was.
const fn reason(screen: ScreenId, is_replay: bool) -> Text {
    match (screen, is_replay) {
        (ScreenId::Conflicts, false) => Text::new(
            "The whole list is known of today alone; a poll keeps the newest conflicts.",
            "La lista completa es solo la de hoy; una consulta guarda los conflictos más nuevos.",
        ),
        (ScreenId::Conflicts, true) => Text::new(
            "The whole list needs the database; a recording keeps the newest conflicts.",
            "La lista completa pide la base de datos; una grabación guarda los conflictos más nuevos.",
        ),
        (ScreenId::Jobs, false) => Text::new(
            "The whole list is known of today alone; a poll keeps the newest runs.",
            "La lista completa es solo la de hoy; una consulta guarda las ejecuciones más nuevas.",
        ),
        (ScreenId::Jobs, true) => Text::new(
            "The whole list needs the database; a recording keeps the newest runs.",
            "La lista completa pide la base de datos; una grabación guarda las ejecuciones más nuevas.",
        ),
        (_, false) => Text::new(
            "This list is known of today alone: no poll keeps it.",
            "Esta lista es solo la de hoy: ninguna consulta la guarda.",
        ),
        (_, true) => Text::new(
            "This list needs the database: no recording keeps it.",
            "Esta lista pide la base de datos: ninguna grabación la guarda.",
        ),
    }
}
