//! The frame: header, banners, the screen in view, keys. It shows the state and changes nothing.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::app::App;
use super::glyphs;
use super::header;
use super::keymap::{Action, Binding};
use super::layout;
use super::past;
use super::text::{Align, cut, fit, width, wrap};
use super::theme::{Role, shape};
use crate::model::format::{count, percent_down};
use crate::model::{Language, Rule, Severity, Snapshot, Text, say};

/// Keys that work everywhere and stand in the hint line behind those of the screen.
const EVERYWHERE: [Action; 6] = [
    Action::Pause,
    Action::RefreshJob,
    Action::PollNow,
    Action::LocalTime,
    Action::Help,
    Action::Quit,
];

/// Keys that stand in front of those of the screen where the past is shown.
const TRAVEL: [Action; 5] =
    [Action::Older, Action::Newer, Action::Live, Action::MuchOlder, Action::MuchNewer];

/// Keys that stand behind them there.
const IN_THE_PAST: [Action; 3] = [Action::LocalTime, Action::Help, Action::Quit];

/// Keys that stand behind those of the help.
const IN_THE_HELP: [Action; 2] = [Action::Help, Action::Quit];

/// Before the verdict of figures that are no figures of now, where there is room for nothing else.
const WAS: Text = Text::new("~ STALE was", "~ STALE era");

/// Of what is open where there is room for the worst figure alone.
const HIDDEN: Text = Text::new("Esc closes what is open", "Esc cierra lo abierto");

/// The most rows that a remark takes.
const NOTICE_ROWS: usize = 4;

/// Draws everything, with the characters that the terminal has.
pub fn view(app: &App, frame: &mut Frame<'_>) {
    draw(app, frame);
    app.theme.darken(frame.buffer_mut());
    glyphs::degrade(app.theme.glyphs, frame.buffer_mut());
}

fn draw(app: &App, frame: &mut Frame<'_>) {
    let area = frame.area();
    if layout::is_tiny(area.as_size()) {
        let figure = tiny(app, area, frame.buffer_mut());
        if let Some(cursor) = tiny_footer(app, figure, area, frame.buffer_mut()) {
            frame.set_cursor_position(cursor);
        }
        return;
    }
    let parts = app.parts(area.as_size());
    let buffer = frame.buffer_mut();
    header::draw(app, parts.header, buffer);
    for (row, (text, role)) in parts.banners.rows().zip(&app.face().banners) {
        let text = fit(text, usize::from(row.width), Align::Left);
        buffer.set_string(row.x, row.y, text, app.theme.style(*role));
    }
    let context = app.view_context();
    match (&app.help, &app.dialog) {
        (None, None) if app.share_overlay.is_some() => {
            if let Some(overlay) = &app.share_overlay {
                overlay.view(app.theme, parts.body, buffer);
            }
        }
        (Some(help), _) => {
            let title = app.current().title(app.theme.language);
            let why_not = |action| app.why_not(action);
            help.view(title.as_ref(), &app.keys, &why_not, app.theme, parts.body, buffer);
        }
        (None, Some(dialog)) => dialog.view(&app.desk, &context, parts.body, buffer),
        (None, None) if app.traffic.is_open() => app.view_traffic(parts.body, buffer),
        (None, None) if app.digest_page().is_some() => {
            if let Some((page, digest)) = app.digest_page() {
                page.view(&digest, &context, parts.body, buffer);
            }
        }
        (None, None) if app.is_past() && app.current().asks() => {
            past::view(app.screen, app.replay.is_some(), &context, parts.body, buffer);
        }
        (None, None) => app.current().view(&context, parts.body, buffer),
    }
    if let Some(cursor) = footer(app, parts, buffer) {
        frame.set_cursor_position(cursor);
    }
}

/// Draws the last row; gives the place of the cursor while something is typed.
fn footer(app: &App, parts: layout::Frame, buffer: &mut Buffer) -> Option<Position> {
    let area = parts.footer;
    let cells = usize::from(area.width);
    if area.height == 0 {
        return None;
    }
    if let Some(prompt) = &app.prompt {
        let fields = app.current().fields();
        return Some(prompt.view(app.theme, fields, parts.body, area, buffer));
    }
    if let Some(palette) = &app.palette {
        return Some(palette.view(app.theme, &app.commands(), parts.body, area, buffer));
    }
    let line = match &app.notice {
        Some(notice) => {
            notice_rows(app, &notice.text, parts, buffer);
            return None;
        }
        None => hints(app, cells),
    };
    buffer.set_line(area.x, area.y, &line, area.width);
    None
}

/// Draws a remark; what the last row has no room for stands above it.
fn notice_rows(app: &App, text: &str, parts: layout::Frame, buffer: &mut Buffer) {
    let area = parts.footer;
    let cells = usize::from(area.width);
    let mut rows = wrap(text, cells.saturating_sub(2).max(1));
    let room = usize::from(parts.body.height.saturating_sub(1)).min(NOTICE_ROWS - 1) + 1;
    if rows.len() > room {
        let rest = rows.split_off(room - 1);
        rows.push(rest.join(" "));
    }
    let top = area.bottom().saturating_sub(rows.len() as u16);
    for (y, row) in (top..area.bottom()).zip(&rows) {
        let row = fit(&format!(" {}", cut(row, cells.saturating_sub(1))), cells, Align::Left);
        buffer.set_string(area.x, y, row, Style::reset().patch(app.theme.style(Role::Warn)));
    }
}

/// The keys that make sense now, as many as fit; help and quit always.
fn hints(app: &App, cells: usize) -> Line<'static> {
    let is_past = app.is_past();
    let back = app.current().actions().contains(&Action::Back);
    let actions: &[Action] = match app.help {
        Some(_) => &[Action::Back, Action::Filter],
        None if app.digest_page().is_some() || app.traffic.is_open() => &[Action::Back],
        None if is_past && app.current().asks() && back => &[Action::Back],
        None if is_past && app.current().asks() => &[],
        None => app.current().actions(),
    };
    let (first, last): (&[Action], &[Action]) = match app.help {
        Some(_) => (&[], &IN_THE_HELP),
        None if is_past => (&TRAVEL, &IN_THE_PAST),
        None => (&[], &EVERYWHERE),
    };
    let mut room = cells.saturating_sub(1);
    let mut chosen: Vec<(&Binding, String)> = Vec::new();
    let mut needed: usize = 0;
    let essential = [Action::Help, Action::Quit];
    let cost = |(binding, key): &(&Binding, String)| {
        width(key) + width(binding.hint.of(app.theme.language)) + 3
    };
    for action in essential {
        needed += app.keys.hint(action).as_ref().map_or(0, cost);
    }
    room = room.saturating_sub(needed);
    for action in first.iter().chain(actions).chain(last) {
        let Some(hint) = app.keys.hint(*action) else { continue };
        if essential.contains(action) {
            chosen.push(hint);
        } else if let Some(left) = room.checked_sub(cost(&hint)) {
            room = left;
            chosen.push(hint);
        }
    }
    let mut spans = vec![Span::raw(" ")];
    for (binding, key) in chosen {
        let is_off = app.why_not(binding.action).is_some();
        let (key_role, word_role) =
            if is_off { (Role::Dim, Role::Dim) } else { (Role::Key, Role::Text) };
        spans.push(Span::styled(key, app.theme.style(key_role)));
        let hint = binding.hint.of(app.theme.language);
        spans.push(Span::styled(format!(" {hint}  "), app.theme.style(word_role)));
    }
    Line::from(spans)
}

/// The worst figure alone, for a terminal that has no room for more; gives how many rows it takes.
fn tiny(app: &App, area: Rect, buffer: &mut Buffer) -> u16 {
    if area.is_empty() {
        return 0;
    }
    let snapshot = &app.shown;
    let state = app.face().state.as_ref().map_or("", |(word, _)| word);
    let severity = snapshot.health.severity;
    let (shape, style) = match app.view_context().distrust() {
        None => (shape(severity), app.theme.severity(severity)),
        Some(_) => (WAS.of(app.theme.language), app.theme.style(Role::Crit)),
    };
    let state = if state == "LIVE" || shape.starts_with(state) { "" } else { state };
    let words = format!("{state} {shape} {}", tiny_words(snapshot, app.theme.language));
    let cells = usize::from(area.width);
    // The figure stands last, and must not be what is cut.
    let headline = wrap(words.trim_start(), cells);
    for (row, words) in area.rows().zip(&headline) {
        buffer.set_string(row.x, row.y, cut(words, cells), style);
    }
    let banners = app.face().banners.iter().map(|(text, _)| text);
    let ages = app.face().snooze.iter().chain(&app.face().ages).map(|words| words.within(cells));
    let more = banners.map(String::as_str).chain(ages);
    for (row, text) in area.rows().skip(headline.len()).zip(more) {
        buffer.set_string(row.x, row.y, cut(text, cells), app.theme.style(Role::Text));
    }
    (headline.len() as u16).min(area.height)
}

/// What is typed or said, below the worst figure and its rows, and that something is open which has no room; gives the
/// place of the cursor.
fn tiny_footer(app: &App, figure: u16, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let above = area.height.checked_sub(1).filter(|rows| *rows > 0)?;
    let (above, last) = layout::split_top(area, above);
    // What is said leaves the first row of a body alone: here the last of the figure.
    let (_, body) = layout::split_top(above, figure.saturating_sub(1));
    let parts = layout::Frame { header: area, banners: area, body, footer: last };
    if app.has_words() {
        return footer(app, parts, buffer);
    }
    let is_covered = app.help.is_some()
        || app.dialog.is_some()
        || app.share_overlay.is_some()
        || app.traffic.is_open()
        || app.digest_page().is_some();
    if is_covered {
        notice_rows(app, HIDDEN.of(app.theme.language), parts, buffer);
    }
    None
}

fn tiny_words(snapshot: &Snapshot, language: Language) -> String {
    let Some(metrics) = &snapshot.metrics.value else {
        return Severity::Unknown.word().to_owned();
    };
    let worst = snapshot.health.worst();
    let severity = snapshot.health.severity.word();
    match worst.map_or(Rule::Satisfactory, |finding| finding.rule) {
        Rule::Satisfactory => {
            let share = metrics.percent_satisfactory().map_or_else(
                || crate::model::format::UNKNOWN.to_owned(),
                |share| format!("{}%", percent_down(share)),
            );
            say!(language, "{severity} SATISFACTORY {share}", "{severity} SATISFACTORIO {share}")
        }
        Rule::Conflicts => {
            let open = count(metrics.conflicts);
            say!(language, "{severity} CONFLICTS {open}", "{severity} CONFLICTOS {open}")
        }
        Rule::Missing => {
            let missing = count(metrics.missing);
            say!(language, "{severity} MISSING {missing}", "{severity} SIN SCOUT {missing}")
        }
        Rule::Job => {
            let detail = worst.map(|finding| finding.words(language)).unwrap_or_default();
            say!(language, "{severity} JOB {detail}", "{severity} TAREA {detail}")
        }
    }
}
