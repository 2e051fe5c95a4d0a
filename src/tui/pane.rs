//! What every pane says in the same way: how old its rows are, why there are none, what went wrong.

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::order;
use super::paged::Paged;
use super::screens::ViewContext;
use super::text::wrap;
use super::theme::Role;
use super::time::coarse_age;
use super::widgets::lines;
use super::widgets::rule::Rule;
use super::widgets::table::{self, Cell, Column};
use crate::model::format::count;
use crate::model::{Failure, Freshness, Panel};

/// A note on the age of rows that are late, stale, or older than a failure.
pub fn age_note(
    taken_at: Option<DateTime<Utc>>,
    failure: Option<&Failure>,
    context: &ViewContext<'_>,
) -> Option<(String, Role)> {
    let Some(taken_at) = taken_at else {
        return failure.map(|failure| (format!("■ {}", failure.kind.word()), Role::Crit));
    };
    let age = coarse_age(context.now - taken_at);
    if let Some(failure) = failure {
        return Some((format!("~ STALE {age} {}", failure.kind.word()), Role::Crit));
    }
    match Freshness::of(taken_at, context.interval(), context.now) {
        Freshness::Fresh => None,
        Freshness::Late => Some((format!("~ {age} old"), Role::Warn)),
        Freshness::Stale => Some((format!("~ STALE {age}"), Role::Crit)),
    }
}

/// Adds a panel's age to its rule where it is worth a word.
pub fn with_age<T>(rule: Rule, panel: &Panel<T>, context: &ViewContext<'_>) -> Rule {
    match age_note(panel.taken_at, panel.failure.as_ref(), context) {
        Some((text, role)) => rule.marked(text, role),
        None => rule,
    }
}

/// Draws why there is nothing to show: the failure with what can be done, or that it is being read.
pub fn absence(
    failure: Option<&Failure>,
    context: &ViewContext<'_>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let cells = usize::from(area.width).saturating_sub(2).max(1);
    let theme = context.theme;
    match failure {
        None => lines(area, buffer, [Line::styled(" querying…", theme.style(Role::Dim))]),
        Some(failure) => {
            let code =
                failure.sqlstate.as_deref().map_or_else(String::new, |code| format!(" {code}"));
            let head = format!("{}{code}: {}", failure.kind.word(), failure.message);
            let head = wrap(&head, cells)
                .into_iter()
                .map(|line| Line::styled(format!(" {line}"), theme.style(Role::Warn)));
            let hint = wrap(failure.hint.as_deref().unwrap_or_default(), cells)
                .into_iter()
                .map(|line| Line::raw(format!(" {line}")));
            lines(area, buffer, head.chain(hint));
        }
    }
}

/// Draws a failure that stands beside older rows, in one line.
pub fn failure_line(failure: &Failure, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
    let line = Line::styled(format!(" ■ {failure}"), context.theme.style(Role::Warn));
    lines(area, buffer, [line]);
}

/// How a list is drawn.
pub struct ListPane<'a, T> {
    /// Its title.
    pub title: String,
    /// What its rows are called, such as `conflicts`.
    pub noun: &'a str,
    /// Its rows.
    pub paged: &'a Paged<T>,
    /// Its columns.
    pub columns: &'a [Column],
    /// The cells of a row.
    pub cells: fn(&T, &ViewContext<'_>) -> Vec<Cell>,
    /// Conditions beside the filter, in words.
    pub condition: Option<String>,
}

/// Rows of a list pane that are not rows of the list: rule and heading.
pub const LIST_CHROME: u16 = 2;

/// Rows of a list that an area shows.
pub fn list_height(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(LIST_CHROME)).max(1)
}

impl<T: Clone> ListPane<'_, T> {
    /// Draws the list with everything that can be said about it.
    pub fn render(self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let paged = self.paged;
        let Some(body) = below_rule(area) else { return };
        self.rule(context).render(area, buffer, context.theme);
        if paged.rows().is_empty() {
            return self.empty(context, body, buffer);
        }
        let (body, foot) = match paged.failure() {
            Some(_) if body.height > 2 => {
                let foot = Rect { y: body.bottom() - 1, height: 1, ..body };
                (Rect { height: body.height - 1, ..body }, Some(foot))
            }
            _ => (body, None),
        };
        let height = usize::from(body.height.saturating_sub(1)).max(1);
        let cursor = paged.cursor(height);
        let style = table::Style { theme: context.theme, focused: true, sort: Some(paged.sort()) };
        let visible = paged.rows().iter().skip(cursor.offset).take(height);
        table::render(
            body,
            buffer,
            style,
            self.columns,
            visible.map(|listed| (self.cells)(&listed.row, context)),
            Some(cursor.selected - cursor.offset),
        );
        if let (Some(foot), Some(failure)) = (foot, paged.failure()) {
            failure_line(failure, context, foot, buffer);
        }
    }

    fn rule(&self, context: &ViewContext<'_>) -> Rule {
        let paged = self.paged;
        let mut rule = Rule::new(self.title.clone()).focused(true);
        if let Some((text, role)) = age_note(paged.taken_at(), paged.failure(), context) {
            rule = rule.marked(text, role);
        }
        if let Some(place) = paged.place() {
            rule = rule.note(format!("{} of {}", count(place), count(paged.matching())));
        }
        if let Some(filter) = paged.filter() {
            let of = format!(
                "filter: {filter} ({} of {})",
                count(paged.matching()),
                count(paged.total())
            );
            rule = rule.marked(of, Role::Warn);
        }
        if let Some(condition) = &self.condition {
            rule = rule.marked(condition.clone(), Role::Warn);
        }
        let sort = paged.sort();
        rule.note(format!("sort: {} {}", sort.column.name(), order::mark(sort)))
    }

    fn empty(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let paged = self.paged;
        let Some(taken_at) = paged.taken_at().filter(|_| paged.failure().is_none()) else {
            return absence(paged.failure(), context, area, buffer);
        };
        let checked = context.zone.time(taken_at);
        let words = match paged.filter() {
            Some(filter) => format!(
                " 0 of {} {} contain '{filter}' (checked {checked}) · Esc clears the filter",
                count(paged.total()),
                self.noun
            ),
            None => format!(" 0 {} (checked {checked})", self.noun),
        };
        lines(area, buffer, [Line::raw(words)]);
    }
}

/// What is left of a pane below its rule; nothing where there is no room for a rule.
pub fn below_rule(area: Rect) -> Option<Rect> {
    (area.height > 0).then(|| Rect { y: area.y + 1, height: area.height - 1, ..area })
}
