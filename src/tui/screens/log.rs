//! 8 Log: what this program did, newest below. It follows the newest until somebody scrolls up.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Data, Screen, UpdateContext, ViewContext};
use crate::model::format::count;
use crate::model::{Field, Filter, Language, Text, say};
use crate::share::note;
use crate::tui::cursor::{Towards, not_found, step};
use crate::tui::keymap::Action;
use crate::tui::log_records::{self, FIELDS, Level, Record};
use crate::tui::pane::{below_rule, filter_note};
use crate::tui::takeaway::Takeaway;
use crate::tui::text::{Align, fit, width, wrap_line};
use crate::tui::theme::{Role, Theme};
use crate::tui::time::{Zone, weekday};
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::{READABLE, lines};

const TITLE: Text = Text::new("8 Log", "8 Registro");

/// The fewest cells that a message is wrapped to.
const NARROWEST: usize = 12;

/// A line of the log, known by its record's time and its number in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    at: DateTime<Utc>,
    line: usize,
}

/// Records in an incident note.
const LOG_ROWS: usize = 10;

/// The screen.
#[derive(Default)]
pub(super) struct Log {
    records: Vec<Record>,
    filter: Option<Filter>,
    /// The line at the bottom; nothing where the newest is followed.
    bottom: Option<Place>,
}

impl Log {
    /// The records that the filter lets through.
    fn shown(&self) -> impl Iterator<Item = &Record> {
        let filter = self.filter.as_ref();
        self.records
            .iter()
            .filter(move |record| filter.is_none_or(|filter| filter.accepts(*record)))
    }

    /// Every line that the filter lets through, with a line between two days.
    fn lines(&self, theme: Theme, zone: Zone, cells: u16) -> Vec<(Place, Line<'static>)> {
        let mut all = Vec::new();
        let mut day = None;
        for record in self.shown() {
            let mut record_lines =
                record_lines(record, theme, zone, usize::from(cells.min(READABLE)));
            let today = zone.day(record.at);
            if day.replace(today) != Some(today) {
                let words = format!(" {today} {}", weekday(today, theme.language));
                record_lines.insert(0, Line::styled(words, theme.style(Role::Dim)));
            }
            let places = (0..).map(|line| Place { at: record.at, line });
            all.extend(places.zip(record_lines));
        }
        all
    }

    /// How many of the lines stand above the lower edge of `height` rows.
    fn end(&self, lines: &[(Place, Line<'_>)], height: usize) -> usize {
        let end = match self.bottom {
            None => lines.len(),
            Some(bottom) => lines.partition_point(|(place, _)| *place <= bottom),
        };
        end.max(height.min(lines.len()))
    }
}

impl Screen for Log {
    fn title(&self, language: Language) -> Cow<'static, str> {
        TITLE.of(language).into()
    }

    fn actions(&self) -> &'static [Action] {
        &[Action::Filter, Action::PageUp, Action::PageDown, Action::Last]
    }

    fn asks(&self) -> bool {
        false
    }

    fn fields(&self) -> &'static [Field] {
        FIELDS
    }

    fn filter(&self) -> Option<&str> {
        self.filter.as_ref().map(Filter::text)
    }

    fn set_filter(&mut self, filter: Option<Filter>, _: &mut UpdateContext<'_>) {
        self.filter = filter;
        self.bottom = None;
    }

    fn seek(&mut self, filter: &Filter, towards: Towards, context: &mut UpdateContext<'_>) {
        let height = usize::from(context.area.height).saturating_sub(1).max(1);
        let lines = self.lines(Theme::mono(), Zone::Utc, context.area.width);
        let end = self.end(&lines, height);
        let bottom = lines.get(end.saturating_sub(1)).map(|(place, _)| place.at);
        let found = match (bottom, towards) {
            (None, _) => None,
            (Some(bottom), Towards::Next) => {
                self.records.iter().find(|record| record.at > bottom && filter.accepts(*record))
            }
            (Some(bottom), Towards::Previous) => self
                .records
                .iter()
                .rev()
                .find(|record| record.at < bottom && filter.accepts(*record)),
        };
        match found {
            Some(record) => self.bottom = Some(Place { at: record.at, line: usize::MAX }),
            None => context.remark(not_found(filter.text(), towards, context.language)),
        }
    }

    fn can_zoom(&self) -> bool {
        false
    }

    fn takeaway(&self, context: &ViewContext<'_>) -> Takeaway {
        let rows = self.shown().count();
        let newest = self.shown().skip(rows.saturating_sub(LOG_ROWS));
        let language = context.theme.language;
        let reason = Text::new(
            "the log is no data: log.file writes it to a file",
            "el registro no son datos: log.file lo escribe en un archivo",
        );
        let mut takeaway = Takeaway::nothing(TITLE.of(language).to_owned(), reason);
        takeaway.columns = [
            Text::new("TIME", "HORA"),
            Text::new("LEVEL", "NIVEL"),
            Text::new("TARGET", "PARTE"),
            Text::new("MESSAGE", "MENSAJE"),
        ]
        .map(|column| column.of(language))
        .to_vec();
        takeaway.rows = newest.map(|record| words(record, context.zone)).collect();
        takeaway.filter = self.filter().map(str::to_owned);
        let first = rows.saturating_sub(LOG_ROWS) as i64 + 1;
        takeaway.place = Some(note::Place { first, matching: rows as i64 });
        takeaway
    }

    fn update(&mut self, action: Action, context: &mut UpdateContext<'_>) -> bool {
        if action == Action::Back {
            self.bottom = None;
            return true;
        }
        let height = usize::from(context.area.height).saturating_sub(1).max(1);
        let Some(by) = step(action, height) else { return false };
        // Neither colours nor the time zone change how lines are broken.
        let lines = self.lines(Theme::mono(), Zone::Utc, context.area.width);
        let end = self.end(&lines, height).saturating_add_signed(by).max(height);
        self.bottom =
            if end >= lines.len() { None } else { lines.get(end - 1).map(|(place, _)| *place) };
        true
    }

    fn on_data(&mut self, data: Data<'_>, _: &mut UpdateContext<'_>) -> bool {
        if matches!(data, Data::Reply(_)) {
            return false;
        }
        self.records = log_records::read();
        true
    }

    fn view(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let Some(body) = below_rule(area) else { return };
        let language = context.theme.language;
        let all = self.lines(context.theme, context.zone, body.width);
        let end = self.end(&all, usize::from(body.height));
        let total = self.records.len() as i64;
        let mut rule = Rule::new(TITLE.of(language)).focused(true);
        rule = match all.len() - end {
            0 => rule.note(language.choose("newest below", "lo nuevo abajo")),
            newer => {
                let newer = count(newer as i64);
                let words = say!(language, "↓ {newer} newer lines", "↓ {newer} líneas más nuevas");
                rule.marked(words, Role::Warn)
            }
        };
        rule = match &self.filter {
            Some(filter) => {
                let shown = self.shown().count() as i64;
                rule.marked(filter_note(filter.text(), shown, total, language), Role::Warn)
            }
            None if total == 1 => rule.note(language.choose("1 record", "1 entrada")),
            None => {
                let total = count(total);
                rule.note(say!(language, "{total} records", "{total} entradas"))
            }
        };
        rule.render(area, buffer, context.theme);
        if all.is_empty() {
            let words = match &self.filter {
                Some(filter) => say!(
                    language,
                    " 0 of {total} records match '{filter}' · Esc clears the filter",
                    " 0 de {total} entradas cumplen '{filter}' · Esc quita el filtro"
                ),
                None => language
                    .choose(
                        " nothing logged yet at this level",
                        " nada registrado aún en este nivel",
                    )
                    .to_owned(),
            };
            return lines(body, buffer, [Line::raw(words)]);
        }
        let skipped = end.saturating_sub(usize::from(body.height));
        lines(body, buffer, all.into_iter().skip(skipped).map(|(_, line)| line));
    }
}

/// A record as the cells of a row.
fn words(record: &Record, zone: Zone) -> Vec<String> {
    let Record { at, level, target, message } = record;
    vec![zone.time(*at), level.word().to_owned(), target.clone(), message.clone()]
}

/// A record: time, level, and beside them what is said by whom, wrapped.
fn record_lines(record: &Record, theme: Theme, zone: Zone, cells: usize) -> Vec<Line<'static>> {
    let time = zone.time(record.at);
    let head = width(&time) + 10;
    let text = Line::from(vec![
        Span::styled(format!("{}:", record.target), theme.style(Role::Dim)),
        Span::styled(record.message.clone(), theme.style(message_role(record.level))),
    ]);
    let mut lines = wrap_line(&text, cells.saturating_sub(head).max(NARROWEST));
    for (index, line) in lines.iter_mut().enumerate() {
        let head = if index == 0 {
            vec![
                Span::styled(format!(" {time}  "), theme.style(Role::Dim)),
                Span::styled(record.level.word(), theme.style(level_role(record.level))),
                Span::raw(fit("", 7 - record.level.word().len(), Align::Left)),
            ]
        } else {
            vec![Span::raw(" ".repeat(head))]
        };
        line.spans.splice(0..0, head);
    }
    lines
}

const fn level_role(level: Level) -> Role {
    match level {
        Level::Error => Role::Crit,
        Level::Warn => Role::Warn,
        Level::Info => Role::Ok,
        Level::Debug | Level::Trace => Role::Dim,
    }
}

const fn message_role(level: Level) -> Role {
    match level {
        Level::Debug | Level::Trace => Role::Dim,
        _ => Role::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    use crate::tui::screens::UpdateScratch;

    fn log(records: usize) -> Log {
        let record = |number: usize| Record {
            at: DateTime::UNIX_EPOCH + TimeDelta::seconds(number as i64),
            level: if number.is_multiple_of(10) { Level::Warn } else { Level::Info },
            target: "poller".to_owned(),
            message: format!("{} number {number}", "word ".repeat(number % 30)),
        };
        Log { records: (0..records).map(record).collect(), ..Log::default() }
    }

    /// The lines on a screen of ten rows.
    fn rows(log: &Log) -> Vec<String> {
        let lines = log.lines(Theme::mono(), Zone::Utc, 80);
        let end = log.end(&lines, 10);
        lines[end - 10..end].iter().map(|(_, line)| line.to_string()).collect()
    }

    fn press(log: &mut Log, action: Action) {
        let mut scratch = UpdateScratch::default();
        let mut context = scratch.context();
        context.area = Rect::new(0, 1, 80, 11);
        assert!(log.update(action, &mut context));
    }

    #[test]
    fn the_newest_is_followed_until_somebody_scrolls_up() {
        let mut log = log(50);
        assert!(rows(&log)[9].ends_with("number 49"));
        press(&mut log, Action::Up);
        let before = rows(&log);
        log.records.push(Record {
            at: log.records[49].at + TimeDelta::seconds(9),
            ..log.records[3].clone()
        });
        assert_eq!(rows(&log), before, "what is read stays where it is");
        press(&mut log, Action::Last);
        assert!(rows(&log)[9].ends_with("number 3"));
    }

    #[test]
    fn pages_lead_to_the_first_record_and_back() {
        let mut log = log(50);
        for _ in 0..100 {
            press(&mut log, Action::PageUp);
        }
        assert_eq!(rows(&log)[0], " 1970-01-01 Thursday");
        assert!(rows(&log)[1].ends_with("poller: number 0"));
        for _ in 0..100 {
            press(&mut log, Action::PageDown);
        }
        assert!(log.bottom.is_none());
    }

    #[test]
    fn a_filter_that_nothing_contains_leaves_nothing() {
        let mut log = log(50);
        log.filter = Filter::parse("WARN", FIELDS).ok();
        assert_eq!(log.shown().count(), 5);
        log.filter = Filter::parse("level=warn message~number.10$", FIELDS).ok();
        assert_eq!(log.shown().count(), 1);
        log.filter = Filter::parse("no such word", FIELDS).ok();
        assert!(log.lines(Theme::mono(), Zone::Utc, 80).is_empty());
        for action in [Action::Up, Action::PageDown, Action::First, Action::Last] {
            press(&mut log, action);
        }
    }

    #[test]
    fn a_narrow_terminal_breaks_messages_and_keeps_their_place() {
        let log = log(30);
        for cells in [1, 20, 40, 79] {
            for (_, line) in log.lines(Theme::mono(), Zone::Utc, cells) {
                assert!(line.width() <= usize::from(cells).max(19 + NARROWEST + 7), "{line}");
            }
        }
    }
}
