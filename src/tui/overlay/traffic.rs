//! How the way to the terminal and the one to the database do, and what this program costs.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::sheet::{CLOSE, Sheet, keys};
use crate::config::TrafficChoice;
use crate::cost::Cost;
use crate::model::format::{count, short_time};
use crate::model::{Language, Link, Text, say};
use crate::tui::app::App;
use crate::tui::keymap::Action;
use crate::tui::scroll::Scroll;
use crate::tui::text::{Align, fit};
use crate::tui::theme::{Role, Theme};
use crate::tui::traffic::{RoundTrip, Traffic};
use crate::tui::widgets::indented;

/// The open page.
#[derive(Clone, Copy, Debug, Default)]
pub struct TrafficPage {
    scroll: Scroll,
}

impl TrafficPage {
    /// Scrolls; says whether the key does.
    pub fn scroll(&mut self, action: Action, app: &App, area: Rect) -> bool {
        sheet(app, area.width).scroll(&mut self.scroll, action, area)
    }

    /// Draws.
    pub fn view(&self, app: &App, area: Rect, buffer: &mut Buffer) {
        let title = Text::new("Traffic and round trips", "Tráfico y demoras");
        let title = title.of(app.theme.language).to_owned();
        sheet(app, area.width).view(title, self.scroll, app.theme, area, buffer);
    }
}

fn sheet(app: &App, cells: u16) -> Sheet {
    let theme = app.theme;
    let language = theme.language;
    let facts = &app.traffic.facts;
    let part = |name: Text, sentences: Vec<String>| {
        let heading = Line::styled(format!(" {}", name.of(language)), theme.style(Role::Strong));
        let texts = sentences.into_iter().flat_map(move |text| {
            indented(&text, cells.saturating_sub(1), theme.style(Role::Text)).into_iter().map(
                |mut line| {
                    line.spans.insert(0, Span::raw(" "));
                    line
                },
            )
        });
        [heading].into_iter().chain(texts).chain([Line::default()]).collect::<Vec<_>>()
    };
    let page = [
        part(Text::new("Terminal", "La terminal"), terminal(app, language)),
        part(Text::new("Database", "Base de datos"), database(app, language)),
        part(Text::new("This program", "Este programa"), vec![own_cost(facts.cost, app, language)]),
        layouts(app, cells, theme),
    ];
    let next = match app.traffic.choice {
        TrafficChoice::Auto => Text::new("send little", "enviar poco"),
        TrafficChoice::Low => Text::new("send all", "enviar todo"),
        TrafficChoice::Full => Text::new("as the terminal keeps up", "según siga la terminal"),
    };
    let key = app.keys.label(Action::Traffic);
    Sheet { page: page.concat(), foot: vec![keys(theme, &[(&key, next), ("Esc", CLOSE)])] }
}

/// What goes to the terminal, and how soon it answers.
fn terminal(app: &App, language: Language) -> Vec<String> {
    let Traffic { per_second, bytes, frames, last_frame, .. } = app.traffic.facts;
    let per_second = count(per_second as i64);
    let [frames, last_frame] = [frames, last_frame].map(|number| count(number as i64));
    let all = amount(bytes);
    let mut sentences = vec![
        say!(
            language,
            "{per_second} bytes per second over the last 10 seconds",
            "{per_second} bytes por segundo en los últimos 10 segundos"
        ),
        say!(
            language,
            "{all} in {frames} frames since the start, the last one {last_frame} bytes",
            "{all} en {frames} cuadros desde el inicio, el último de {last_frame} bytes"
        ),
    ];
    sentences.push(match app.traffic.facts.round_trip {
        None => language
            .choose("it has answered no question yet", "aún no respondió ninguna pregunta")
            .to_owned(),
        Some(RoundTrip { last, median, slowest }) => {
            let [last, median, slowest] = [last, median, slowest].map(short_time);
            say!(
                language,
                "it answers in {last}; median {median}, slowest of the last 32 {slowest}",
                "responde en {last}; mediana {median}, la más lenta de las últimas 32 {slowest}"
            )
        }
    });
    sentences.extend(app.traffic.facts.overdue.map(|overdue| {
        let seconds = overdue.as_secs();
        say!(
            language,
            "it owes an answer for {seconds}s; nothing is sent until it comes",
            "debe una respuesta hace {seconds}s; nada se envía hasta que llegue"
        )
    }));
    if app.traffic.is_multiplexed {
        sentences.push(
            language
                .choose(
                    "tmux answers in its place: how the line behind tmux does cannot be seen here",
                    "tmux responde en su lugar: desde aquí no se ve cómo va la línea detrás de tmux",
                )
                .to_owned(),
        );
    }
    sentences
}

/// How soon the database answers.
fn database(app: &App, language: Language) -> Vec<String> {
    if app.replay.is_some() {
        let nobody = Text::new("a recording asks nobody", "una grabación no pregunta a nadie");
        return vec![nobody.of(language).to_owned()];
    }
    let trip = app.shown.round_trip.map(|time| {
        let time = short_time(time);
        say!(language, "a round trip takes {time}", "una ida y vuelta toma {time}")
    });
    let poll = match app.shown.link {
        Link::Live { took, .. } => {
            let (took, every) = (short_time(took), app.shown.interval.as_secs());
            say!(
                language,
                "the last poll took {took}, one every {every}s",
                "la última consulta tomó {took}, una cada {every}s"
            )
        }
        Link::Connecting { .. } => {
            language.choose("it has not been reached yet", "aún no se la alcanzó").to_owned()
        }
        Link::Lost { .. } => {
            language.choose("it cannot be reached", "no se la puede alcanzar").to_owned()
        }
    };
    trip.into_iter().chain([poll]).collect()
}

fn own_cost(cost: Option<Cost>, app: &App, language: Language) -> String {
    let Some(cost) = cost else {
        return language
            .choose("this system does not tell its cost", "este sistema no dice cuánto cuesta")
            .to_owned();
    };
    let run = (app.now - app.traffic.began).as_seconds_f64().max(1.0);
    let share = format!("{:.2}", cost.processor_seconds / run * 100.0);
    let memory = amount(u64::try_from(cost.resident_bytes).unwrap_or(0));
    say!(
        language,
        "{share} % of a core since the start, {memory} of memory",
        "{share} % de un núcleo desde el inicio, {memory} de memoria"
    )
}

/// How much can be drawn; what is in force is marked.
fn layouts(app: &App, cells: u16, theme: Theme) -> Vec<Line<'static>> {
    let language = theme.language;
    let names = [
        (
            TrafficChoice::Auto,
            Text::new("auto", "según"),
            Text::new(
                "little while the terminal answers late: twice in a row after 1s, or once after 3s",
                "poco mientras responda tarde: dos veces seguidas tras 1s, o una tras 3s",
            ),
        ),
        (
            TrafficChoice::Low,
            Text::new("low", "poco"),
            Text::new(
                "figures and words; no charts, no lines, only colours that warn",
                "cifras y palabras; sin gráficos ni líneas, solo los colores que avisan",
            ),
        ),
        (
            TrafficChoice::Full,
            Text::new("full", "todo"),
            Text::new("all, however late", "todo, por tarde que llegue"),
        ),
    ];
    let heading = language.choose(" What is drawn", " Qué se dibuja");
    let mut lines = vec![Line::styled(heading, theme.style(Role::Strong))];
    for (choice, name, words) in names {
        let is_chosen = choice == app.traffic.choice;
        let mark = if is_chosen { "▸" } else { " " };
        let role = if is_chosen { Role::Strong } else { Role::Text };
        let name = format!(" {mark} {}", fit(name.of(language), 5, Align::Left));
        let room = cells.saturating_sub(9);
        for (row, mut line) in
            indented(words.of(language), room, theme.style(Role::Text)).into_iter().enumerate()
        {
            let first = if row == 0 { name.clone() } else { " ".repeat(8) };
            line.spans.insert(0, Span::styled(first, theme.style(role)));
            lines.push(line);
        }
    }
    lines
}

/// So many bytes, in the greatest unit that leaves three figures.
fn amount(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{} bytes", count(bytes as i64)),
        10_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_the_figures_that_matter() {
        assert_eq!(
            [0, 9_999, 12_345, 14_600_000].map(amount),
            ["0 bytes", "9,999 bytes", "12.3 kB", "14.6 MB"]
        );
    }
}
