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

/// The banner over a kept poll: its moment, its place, and how to leave it.
pub fn banner(app: &App) -> Option<String> {
    let pause = app.pause.as_ref()?;
    let serial = pause.past.as_ref()?.serial;
    let place = match app.reel.place(serial) {
        Some(place) => format!("{} of {}", count(place as i64), count(app.reel.len() as i64)),
        None => "no longer kept".to_owned(),
    };
    Some(if app.replay.is_some() {
        let at = app.zone.full(pause.since);
        format!("RECORDED {at} · {place} · * changed")
    } else {
        let at = if app.zone.day(pause.since) == app.zone.day(app.now) {
            app.zone.time(pause.since)
        } else {
            app.zone.full(pause.since)
        };
        let age = coarse_age(app.now - pause.since);
        format!("PAST {at}, {age} ago · {place} · * changed · polling goes on")
    })
}

/// From when to when a recording goes.
pub fn span(app: &App) -> Option<String> {
    let (oldest, newest) = (app.reel.oldest()?, app.reel.newest()?);
    let (from, to) = (app.reel.at(oldest)?, app.reel.at(newest)?);
    let is_one_day = app.zone.day(from) == app.zone.day(to);
    let to = if is_one_day { app.zone.minute(to) } else { app.zone.moment(to) };
    Some(format!("{} – {to}", app.zone.moment(from)))
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
    let title =
        format!("{} {}, as of {}", screen.digit(), screen.name(), context.zone.time(context.now));
    Rule::new(title).focused(true).render(area, buffer, context.theme);
    let mut words = indented(reason(screen, is_replay), body.width, Style::new());
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
            let advice = "1, 2 and 4 show what every poll knows.";
            lines(
                rest,
                buffer,
                [Line::styled(format!(" {advice}"), context.theme.style(Role::Dim))],
            );
        }
    }
}

/// Why a list is not what it was.
const fn reason(screen: ScreenId, is_replay: bool) -> &'static str {
    match (screen, is_replay) {
        (ScreenId::Conflicts, false) => {
            "The whole list is known of today alone; a poll keeps the newest conflicts."
        }
        (ScreenId::Conflicts, true) => {
            "The whole list needs the database; a recording keeps the newest conflicts."
        }
        (ScreenId::Jobs, false) => {
            "The whole list is known of today alone; a poll keeps the newest runs."
        }
        (ScreenId::Jobs, true) => {
            "The whole list needs the database; a recording keeps the newest runs."
        }
        (_, false) => "This list is known of today alone: no poll keeps it.",
        (_, true) => "This list needs the database: no recording keeps it.",
    }
}
