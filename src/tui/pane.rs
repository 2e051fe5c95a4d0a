//! What every pane says in the same way: how old its rows are, why there are none, what went wrong.

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use super::layout::split_top;
use super::order;
use super::paged::{Paged, Turning};
use super::screens::ViewContext;
use super::takeaway::Takeaway;
use super::theme::Role;
use super::widgets::rule::Rule;
use super::widgets::table::{self, Cell, Column};
use super::widgets::{indented, lines};
use crate::model::format::count;
use crate::model::{Failure, Freshness, Language, Panel, Text, say};
use crate::share::Row;

/// A note on the age of rows that are late, stale, or older than a failure.
pub fn age_note(
    taken_at: Option<DateTime<Utc>>,
    failure: Option<&Failure>,
    context: &ViewContext<'_>,
) -> Option<(String, Role)> {
    let language = context.theme.language;
    let Some(taken_at) = taken_at else {
        return failure.map(|failure| (format!("■ {}", failure.kind.title(language)), Role::Crit));
    };
    let age = context.theme.age(context.now - taken_at);
    if let Some(failure) = failure {
        return Some((format!("~ STALE {age} {}", failure.kind.title(language)), Role::Crit));
    }
    match Freshness::of(taken_at, context.interval(), context.now) {
        Freshness::Fresh => None,
        Freshness::Late => Some((say!(language, "~ {age} old", "~ hace {age}"), Role::Warn)),
        Freshness::Stale => Some((format!("~ STALE {age}"), Role::Crit)),
    }
}

/// The rule of a pane that shows one thing in full: when it was read, or how old it is.
pub fn read_rule(
    title: String,
    taken_at: Option<DateTime<Utc>>,
    failure: Option<&Failure>,
    context: &ViewContext<'_>,
) -> Rule {
    let rule = Rule::new(title);
    match age_note(taken_at, failure, context) {
        Some((text, role)) => rule.marked(text, role),
        None => rule.note_if(taken_at.map(|at| {
            let at = context.zone.time(at);
            say!(context.theme.language, "read {at}", "leído {at}")
        })),
    }
}

/// What stands where an answer is waited for.
const QUERYING: Text = Text::new("querying…", "consultando…");

/// What a filter lets through.
pub fn filter_note(filter: &str, matching: i64, total: i64, language: Language) -> String {
    let (matching, total) = (count(matching), count(total));
    say!(
        language,
        "filter: {filter} ({matching} of {total})",
        "filtro: {filter} ({matching} de {total})"
    )
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
    let theme = context.theme;
    let language = theme.language;
    match failure {
        None => {
            let words = format!(" {}", QUERYING.of(language));
            lines(area, buffer, [Line::styled(words, theme.style(Role::Dim))]);
        }
        Some(failure) => {
            let code =
                failure.sqlstate.as_deref().map_or_else(String::new, |code| format!(" {code}"));
            let head =
                format!("{}{code}: {}", failure.kind.title(language), failure.said(language));
            let mut words = indented(&head, area.width, theme.style(Role::Warn));
            let hint = failure.advice(language).unwrap_or_default();
            words.extend(indented(&hint, area.width, Style::new()));
            lines(area, buffer, words);
        }
    }
}

/// The most rows of a failure that stands below older rows.
const FOOT_ROWS: usize = 2;

/// Draws a failure at the foot of a pane, below its older rows, where there is one and it leaves them room;
/// what is left of the pane comes back.
pub fn with_foot(
    failure: Option<&Failure>,
    context: &ViewContext<'_>,
    body: Rect,
    buffer: &mut Buffer,
) -> Rect {
    let Some(failure) = failure else { return body };
    let words = format!("■ {}", failure.words(context.theme.language));
    let mut words = indented(&words, body.width, context.theme.style(Role::Warn));
    words.truncate(FOOT_ROWS);
    let height = words.len() as u16;
    if body.height < height + LIST_CHROME {
        return body;
    }
    let (body, foot) = split_top(body, body.height - height);
    lines(foot, buffer, words);
    body
}

/// How a list is drawn.
pub struct ListPane<'a, T> {
    /// Its title.
    pub title: String,
    /// What its rows are called, such as `conflicts`.
    pub noun: Text,
    /// Its rows.
    pub paged: &'a Paged<T>,
    /// Its columns.
    pub columns: &'a [Column],
    /// The cells of a row.
    pub cells: fn(&T, &ViewContext<'_>) -> Vec<Cell>,
    /// Conditions beside the filter, in words.
    pub condition: Option<String>,
    /// Something else worth knowing about the rows.
    pub note: Option<String>,
}

/// Rows of a list pane that are not rows of the list: rule and heading.
pub const LIST_CHROME: u16 = 2;

/// Rows of a list that an area shows.
pub fn list_height(area: Rect) -> usize {
    usize::from(area.height.saturating_sub(LIST_CHROME)).max(1)
}

impl<T: Row + Clone> ListPane<'_, T> {
    /// What can be taken along of it.
    pub fn takeaway(self, context: &ViewContext<'_>) -> Takeaway {
        let Self { title, paged, columns, cells, condition, .. } = self;
        let mut takeaway = Takeaway::of_list(title, paged, columns, cells, context);
        takeaway.condition = takeaway.condition.or(condition);
        takeaway
    }
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
        let body = with_foot(paged.failure(), context, body, buffer);
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
    }

    fn rule(&self, context: &ViewContext<'_>) -> Rule {
        let (paged, language) = (self.paged, context.theme.language);
        let mut rule = Rule::new(self.title.clone()).focused(true);
        if let Some((text, role)) = age_note(paged.taken_at(), paged.failure(), context) {
            rule = rule.marked(text, role);
        }
        // Counts of other conditions than those named beside them would be wrong.
        let turning = paged.turning();
        rule = match (turning, paged.place()) {
            (Some(Turning::Awaited), _) => rule.note(QUERYING.of(language)),
            (Some(Turning::Failed), _) => {
                rule.marked(language.choose("not applied:", "sin aplicar:"), Role::Warn)
            }
            (None, Some(place)) => {
                let (place, matching) = (count(place), count(paged.matching()));
                rule.note(say!(language, "{place} of {matching}", "{place} de {matching}"))
            }
            (None, None) => rule,
        };
        if let Some(filter) = paged.filter() {
            let note = match turning {
                Some(_) => say!(language, "filter: {filter}", "filtro: {filter}"),
                None => filter_note(filter, paged.matching(), paged.total(), language),
            };
            rule = rule.marked(note, Role::Warn);
        }
        if let Some(condition) = &self.condition {
            rule = rule.marked(condition.clone(), Role::Warn);
        }
        let sort = paged.sort();
        rule.note(order::note(sort.column.name(), sort, language)).note_if(self.note.clone())
    }

    fn empty(&self, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let paged = self.paged;
        let Some(taken_at) = paged.taken_at().filter(|_| paged.failure().is_none()) else {
            return absence(paged.failure(), context, area, buffer);
        };
        let checked = context.zone.time(taken_at);
        let condition =
            self.condition.as_ref().map_or_else(String::new, |words| format!(", {words}"));
        let language = context.theme.language;
        let (noun, total) = (self.noun.of(language), count(paged.total()));
        let words = match paged.filter() {
            Some(filter) => say!(
                language,
                "0 of {total} {noun} match '{filter}' (checked {checked}{condition}) · Esc clears the filter",
                "0 de {total} {noun} cumplen '{filter}' (revisado {checked}{condition}) · Esc quita el filtro"
            ),
            None => say!(
                language,
                "0 {noun} (checked {checked}{condition})",
                "0 {noun} (revisado {checked}{condition})"
            ),
        };
        lines(area, buffer, indented(&words, area.width, Style::new()));
    }
}

/// What is left of a pane below its rule; nothing where there is no room for a rule.
pub fn below_rule(area: Rect) -> Option<Rect> {
    (area.height > 0).then(|| Rect { y: area.y + 1, height: area.height - 1, ..area })
}
