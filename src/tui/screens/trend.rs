//! 4 Trend: the daily history as a chart and as a table of days, with gaps where nothing was stored.
//!
//! A large terminal shows the table at the left and two charts at the right; a small one a row of blocks
//! above the table.

use std::borrow::Cow;
use std::cmp::Ordering;

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Data, Screen, UpdateContext, ViewContext};
use crate::model::{Field, Filter, Language, Snapshot, Sort, SortColumn, Text, say};
use crate::share::{Statement, Subject};
use crate::tui::choice::Choice;
use crate::tui::cursor::{Towards, not_found};
use crate::tui::forecast;
use crate::tui::history::{self, Day};
use crate::tui::keymap::Action;
use crate::tui::layout::{split_left, split_top};
use crate::tui::order;
use crate::tui::pane::{self, below_rule, list_height};
use crate::tui::takeaway::{Takeaway, choices};
use crate::tui::theme::Role;
use crate::tui::widgets::chart::{self, Unit};
use crate::tui::widgets::rule::Rule;
use crate::tui::widgets::table;
use crate::tui::widgets::{indented, lines};

const TITLE: Text = Text::new("4 Trend", "4 Tendencia");

/// Days shown, in the order of the key.
const WINDOWS: [usize; 4] = [30, 90, 365, 7];

/// From this width on the charts stand beside the table.
const WIDE: u16 = 170;

/// The widest that the table of days is.
const TABLE_WIDTH: u16 = 116;

/// The most rows a chart takes; a taller one says no more.
const CHART_ROWS: u16 = 18;

/// From this height on there is room for a chart with axes above the table.
const ROWS_FOR_CHART: u16 = 16;

/// The table's orders.
const SORTS: [Sort; 3] = [
    Sort::descending(SortColumn::Last),
    Sort::ascending(SortColumn::Amount),
    Sort::descending(SortColumn::Events),
];

/// The screen.
pub(super) struct Trend {
    window: usize,
    choice: Choice<NaiveDate>,
    sort: Sort,
    filter: Option<Filter>,
    /// Whether the table has the place of the charts.
    is_zoomed: bool,
}

/// Where the parts stand.
struct Parts {
    share: Rect,
    missing: Rect,
    days: Rect,
}

impl Parts {
    /// A history without a point has no chart.
    fn of(area: Rect, snapshot: &Snapshot) -> Self {
        let nothing = Rect { height: 0, ..area };
        if snapshot.daily.value.as_ref().is_none_or(Vec::is_empty) {
            return Self { share: nothing, missing: nothing, days: area };
        }
        if area.width >= WIDE && area.height >= ROWS_FOR_CHART {
            let (days, charts) = split_left(area, TABLE_WIDTH);
            let (share, missing) = split_top(charts, (charts.height / 2).min(CHART_ROWS + 1));
            let missing = Rect { height: missing.height.min(share.height), ..missing };
            return Self { share, missing, days };
        }
        let rows = match area.height {
            ROWS_FOR_CHART.. => (area.height * 2 / 5).clamp(8, CHART_ROWS + 1),
            6.. => 2,
            _ => 0,
        };
        let (share, days) = split_top(area, rows);
        Self { share, missing: nothing, days }
    }
}

impl Trend {
    pub(super) fn new() -> Self {
        let [window, ..] = WINDOWS;
        let [sort, ..] = SORTS;
        Self { window, choice: Choice::default(), sort, filter: None, is_zoomed: false }
    }

    /// The days that the filter lets through, in order; days without data come last.
    fn days<'a>(&self, snapshot: &'a Snapshot) -> Vec<Day<'a>> {
        let mut days = history::days(snapshot, self.window);
        if let Some(filter) = &self.filter {
            days.retain(|day| filter.accepts(day));
        }
        if self.sort.column == SortColumn::Last {
            if !self.sort.descending {
                days.reverse();
            }
            return days;
        }
        let (mut stored, gaps): (Vec<_>, Vec<_>) =
            days.into_iter().partition(|day| day.stored.is_some());
        stored.sort_by(|a, b| {
            let order = match self.sort.column {
                SortColumn::Amount => a.share().partial_cmp(&b.share()),
                _ => Some(a.missing().cmp(&b.missing())),
            };
            let order = order.unwrap_or(Ordering::Equal);
            if self.sort.descending { order.reverse() } else { order }
        });
        stored.extend(gaps);
        stored
    }

    fn next_window(&mut self) {
        let current = WINDOWS.iter().position(|window| *window == self.window);
        let next = current.map_or(0, |index| (index + 1) % WINDOWS.len());
        self.window = WINDOWS.get(next).copied().unwrap_or(self.window);
    }

    fn share(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let Some(body) = below_rule(area) else { return };
        let unit = Unit::Percent { target: context.target_percent };
        let language = context.theme.language;
        let mut rule = Rule::new(format!("{} {}d, %", TITLE.of(language), self.window));
        let series = history::series(context.snapshot, self.window);
        if let Some(series) = &series {
            rule = rule
                .note_if(history::change_note(series))
                .note_if(series.extent())
                .note(chart::target_note(context.target_percent, language))
                .note_if(series.axis_start(unit, language))
                .note_if(forecast::share(context));
        }
        rule.render(area, buffer, context.theme);
        if let Some(series) = series {
            chart::render(body, buffer, context.theme, &series, unit);
        }
    }

    fn missing(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let Some(body) = below_rule(area) else { return };
        let series =
            history::series_of(context.snapshot, self.window, |day| Some(day.missing as f64));
        let (window, language) = (self.window, context.theme.language);
        let title = say!(language, "Missing persons {window}d", "Personas sin scout {window}d");
        let rule = Rule::new(title);
        let axis = series.as_ref().and_then(|series| series.axis_start(Unit::Count, language));
        rule.note_if(axis).render(area, buffer, context.theme);
        if let Some(series) = series {
            chart::render(body, buffer, context.theme, &series, Unit::Count);
        }
    }

    fn table(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let Some(body) = below_rule(area) else { return };
        let panel = &context.snapshot.daily;
        let days = self.days(context.snapshot);
        let dates = dates(&days);
        let failure = panel.failure.as_ref().filter(|_| panel.value.is_some());
        let body = pane::with_foot(failure, context, body, buffer);
        let height = list_height(Rect { height: body.height + 1, ..area });
        let cursor = self.choice.cursor(&dates, height);
        let has_history = panel.value.as_ref().is_some_and(|history| !history.is_empty());
        let title = match (has_history, self.is_zoomed) {
            (true, true) => Text::new("Days, zoomed", "Días, ampliado"),
            (true, false) => Text::new("Days", "Días"),
            (false, _) => TITLE,
        };
        let language = context.theme.language;
        let mut rule = pane::with_age(Rule::new(title.of(language)).focused(true), panel, context);
        if !has_history {
            rule.render(area, buffer, context.theme);
            return self.empty(context, body, buffer);
        }
        if !days.is_empty() {
            let (place, all) = (cursor.selected + 1, days.len());
            rule = rule.note(say!(language, "{place} of {all}", "{place} de {all}"));
        }
        if let Some(filter) = &self.filter {
            rule = rule.marked(
                pane::filter_note(filter.text(), days.len() as i64, self.count(context), language),
                Role::Warn,
            );
        }
        rule.note(order::note(self.sort_name(), self.sort, language))
            .note(history::MARKS.of(language))
            .render(area, buffer, context.theme);
        if days.is_empty() {
            return self.empty(context, body, buffer);
        }
        table::render(
            body,
            buffer,
            table::Style { theme: context.theme, focused: true, sort: Some(self.sort) },
            &history::COLUMNS,
            days.iter().skip(cursor.offset).take(height).map(|day| day.cells(language)),
            Some(cursor.selected - cursor.offset),
        );
    }

    /// Days without the filter.
    fn count(&self, context: &ViewContext<'_>) -> i64 {
        history::days(context.snapshot, self.window).len() as i64
    }

    fn sort_name(&self) -> &'static str {
        match self.sort.column {
            SortColumn::Amount => "%",
            SortColumn::Events => "missing",
            _ => "day",
        }
    }

    /// Says why there are no days.
    fn empty(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let panel = &context.snapshot.daily;
        let Some(taken_at) = panel.taken_at.filter(|_| panel.value.is_some()) else {
            return pane::absence(panel.failure.as_ref(), context, area, buffer);
        };
        let checked = context.zone.time(taken_at);
        let language = context.theme.language;
        let words = match &self.filter {
            Some(filter) if self.count(context) > 0 => {
                let all = self.count(context);
                say!(
                    language,
                    "0 of {all} days match '{filter}' · Esc clears the filter",
                    "0 de {all} días cumplen '{filter}' · Esc quita el filtro"
                )
            }
            _ => say!(
                language,
                "0 days stored (checked {checked}) · the refresh job stores one a day",
                "0 días guardados (revisado {checked}) · la tarea de actualización guarda uno al día"
            ),
        };
        lines(area, buffer, indented(&words, area.width, Style::new()));
    }
}

fn dates(days: &[Day<'_>]) -> Vec<NaiveDate> {
    days.iter().map(|day| day.date).collect()
}

impl Screen for Trend {
    fn title(&self, language: Language) -> Cow<'static, str> {
        TITLE.of(language).into()
    }

    fn actions(&self) -> &'static [Action] {
        &[Action::Window, Action::Filter, Action::SortNext]
    }

    fn asks(&self) -> bool {
        false
    }

    fn fields(&self) -> &'static [Field] {
        history::FIELDS
    }

    fn filter(&self) -> Option<&str> {
        self.filter.as_ref().map(Filter::text)
    }

    fn set_filter(&mut self, filter: Option<Filter>, _: &mut UpdateContext<'_>) {
        self.filter = filter;
    }

    fn seek(&mut self, filter: &Filter, towards: Towards, context: &mut UpdateContext<'_>) {
        let days = self.days(context.snapshot);
        let fits =
            |date: &NaiveDate| days.iter().any(|day| day.date == *date && filter.accepts(day));
        if !self.choice.seek(&dates(&days), towards, fits) {
            context.remark(not_found(filter.text(), towards, context.language));
        }
    }

    fn can_zoom(&self) -> bool {
        true
    }

    fn takeaway(&self, context: &ViewContext<'_>) -> Takeaway {
        let language = context.theme.language;
        let mut takeaway = Takeaway::unread(format!("{} {}d", TITLE.of(language), self.window));
        takeaway.statement = Ok(Statement::Days(self.window));
        if context.snapshot.daily.value.is_none() {
            return takeaway;
        }
        let days = self.days(context.snapshot);
        let dates = dates(&days);
        let selected = self.choice.cursor(&dates, days.len()).selected;
        takeaway.taken_at = context.snapshot.daily.taken_at;
        takeaway.filter = self.filter().map(str::to_owned);
        takeaway.sort = Some(format!("{} {}", self.sort_name(), order::mark(self.sort)));
        takeaway.set_rows(
            (&history::COLUMNS, context.theme.language),
            selected,
            days.iter().map(|day| day.cells(language)),
        );
        takeaway.set_place(selected, days.len());
        let stored = days.get(selected).and_then(|day| day.stored);
        takeaway.choices = stored.map(choices).unwrap_or_default();
        let stored = days.iter().filter_map(|day| day.stored.cloned());
        takeaway.subject = Ok(Subject::Days(stored.collect()));
        takeaway
    }

    fn update(&mut self, action: Action, context: &mut UpdateContext<'_>) -> bool {
        match action {
            Action::Window => self.next_window(),
            Action::Zoom => self.is_zoomed = !self.is_zoomed,
            Action::Back if self.is_zoomed => self.is_zoomed = false,
            _ => return self.step(action, context),
        }
        true
    }

    fn on_data(&mut self, data: Data<'_>, _: &mut UpdateContext<'_>) -> bool {
        !matches!(data, Data::Reply(_))
    }

    fn view(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let parts = self.parts(area, context.snapshot);
        self.share(context, parts.share, buffer);
        self.missing(context, parts.missing, buffer);
        self.table(context, parts.days, buffer);
    }
}

impl Trend {
    /// Where everything stands: a table that is zoomed has all of it.
    fn parts(&self, area: Rect, snapshot: &Snapshot) -> Parts {
        if self.is_zoomed {
            let nothing = Rect { height: 0, ..area };
            return Parts { share: nothing, missing: nothing, days: area };
        }
        Parts::of(area, snapshot)
    }

    /// Moves the selection, or changes the order.
    fn step(&mut self, action: Action, context: &UpdateContext<'_>) -> bool {
        let dates = dates(&self.days(context.snapshot));
        let height = list_height(self.parts(context.area, context.snapshot).days);
        self.choice.update(action, &dates, height) || order::update(&mut self.sort, action, &SORTS)
    }
}
