//! The backlog by category: the table of the overview and of the backlog screen.

use std::borrow::Cow;
use std::cmp::Reverse;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::choice::Choice;
use super::cursor::{Towards, not_found};
use super::history;
use super::keymap::Action;
use super::order;
use super::pane;
use super::screens::{UpdateContext, ViewContext};
use super::takeaway::{Takeaway, of_fields};
use super::theme::Role;
use super::widgets::rule::Rule;
use super::widgets::table::{self, Cell, Column};
use super::widgets::{lines, named, spark};
use crate::model::filter::{CATEGORIES, Field, FieldKind, FieldName, Record, Value};
use crate::model::format::{UNKNOWN, age, count_or_unknown, signed};
use crate::model::{
    Category, DailyPoint, Filter, Language, Metrics, Snapshot, Sort, SortColumn, Text, say,
};
use crate::share::{self, Statement, Subject};

/// Days in the little trend of a category.
const TREND_DAYS: usize = 14;

const COLUMNS: [Column; 6] = [
    Column::text(Text::same(""), 1),
    Column::text(Text::new("CATEGORY", "CATEGORÍA"), 27).grows(34),
    Column::number(Text::new("PERSONS", "PERSONAS"), 8).sorts(SortColumn::Events),
    Column::number(Text::new("CHANGE", "CAMBIO"), 10).rank(2),
    Column::number(Text::new("OLDEST", "ANTIG."), 6).rank(1).sorts(SortColumn::Created),
    Column::text(Text::new("TREND 14d", "TENDENCIA 14d"), TREND_DAYS).rank(3),
];

/// The table's orders.
const SORTS: [Sort; 3] = [
    Sort::descending(SortColumn::Events),
    Sort::descending(SortColumn::Created),
    Sort::ascending(SortColumn::Category),
];

/// What the categories can be filtered by.
pub const FIELDS: &[Field] = &[
    Field::new(FieldName::Category, CATEGORIES, "the letter"),
    Field::new(FieldName::Persons, FieldKind::Number, "how many persons are in it"),
    Field::new(FieldName::Oldest, FieldKind::Span, "how long the longest-waiting one waits"),
];

/// The categories with a selection, an order and a filter.
#[derive(Clone, Debug)]
pub struct Categories {
    choice: Choice<Category>,
    sort: Sort,
    filter: Option<Filter>,
}

impl Default for Categories {
    fn default() -> Self {
        Self { choice: Choice::default(), sort: SORTS[0], filter: None }
    }
}

impl Categories {
    /// Selects a category.
    pub fn select(&mut self, category: Category) {
        self.choice.select(category);
    }

    /// The selected category, as shown.
    pub fn selected(&self, snapshot: &Snapshot) -> Option<Category> {
        self.choice.among(&self.rows(snapshot.metrics.value.as_ref()))
    }

    /// The filter.
    pub fn filter(&self) -> Option<&str> {
        self.filter.as_ref().map(Filter::text)
    }

    /// Shows only categories that fulfil this.
    pub fn set_filter(&mut self, filter: Option<Filter>) {
        self.filter = filter;
    }

    /// Goes to the nearest category in a direction that a filter fits.
    pub fn seek(&mut self, filter: &Filter, towards: Towards, context: &mut UpdateContext<'_>) {
        let metrics = context.snapshot.metrics.value.as_ref();
        let rows = self.rows(metrics);
        let fits = |category: &Category| filter.accepts(&Row { category: *category, metrics });
        if !self.choice.seek(&rows, towards, fits) {
            context.remark(not_found(filter.text(), towards, context.language));
        }
    }

    /// Carries out a key.
    pub fn update(&mut self, action: Action, snapshot: &Snapshot) -> bool {
        let rows = self.rows(snapshot.metrics.value.as_ref());
        self.choice.update(action, &rows, rows.len())
            || order::update(&mut self.sort, action, &SORTS)
    }

    /// Draws the pane. It needs two rows for rule and heading, and one a category.
    pub fn view(
        &self,
        title: &str,
        focused: bool,
        context: &ViewContext<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let snapshot = context.snapshot;
        let metrics = snapshot.metrics.value.as_ref();
        let language = context.theme.language;
        let rows = self.rows(metrics);
        let Some(body) = pane::below_rule(area) else { return };
        let mut rule = Rule::new(title).focused(focused);
        rule = pane::with_age(rule, &snapshot.metrics, context);
        if metrics.is_some() && self.filter.is_none() {
            let (shown, all) = (rows.len(), Category::ALL.len());
            rule = rule.note(say!(language, "{shown} of {all}", "{shown} de {all}"));
        }
        if let Some(filter) = &self.filter {
            let all = Category::ALL.len() as i64;
            let note = pane::filter_note(filter.text(), rows.len() as i64, all, language);
            rule = rule.marked(note, Role::Warn);
        }
        let by = self.sort_name();
        rule.note(order::note(by, self.sort, language)).render(area, buffer, context.theme);
        let Some(metrics) = metrics else {
            return pane::absence(snapshot.metrics.failure.as_ref(), context, body, buffer);
        };
        if rows.is_empty() {
            let all = Category::ALL.len();
            let words = say!(
                language,
                " 0 of {all} match the filter · Esc clears it",
                " 0 de {all} cumplen el filtro · Esc lo quita"
            );
            return lines(body, buffer, [Line::raw(words)]);
        }
        table::render(
            body,
            buffer,
            table::Style { theme: context.theme, focused, sort: Some(self.sort) },
            &COLUMNS,
            rows.iter().map(|category| cells(*category, metrics, context)),
            Some(self.choice.cursor(&rows, rows.len()).selected),
        );
    }

    /// What can be taken along: the selected category, and the figures of this moment.
    pub fn takeaway(&self, title: &str, context: &ViewContext<'_>) -> Takeaway {
        let snapshot = context.snapshot;
        let mut takeaway = Takeaway::unread(title.to_owned());
        takeaway.statement = Ok(Statement::Figures);
        let Some(metrics) = &snapshot.metrics.value else { return takeaway };
        let rows = self.rows(Some(metrics));
        let selected = self.choice.cursor(&rows, rows.len()).selected;
        takeaway.taken_at = snapshot.metrics.taken_at;
        takeaway.filter = self.filter().map(str::to_owned);
        takeaway.sort = Some(format!("{} {}", self.sort_name(), order::mark(self.sort)));
        let cells = rows.iter().map(|category| cells(*category, metrics, context));
        takeaway.set_rows((&COLUMNS, context.theme.language), selected, cells);
        takeaway.set_place(selected, rows.len());
        let selected = rows.get(selected).map(|category| fields(*category, metrics));
        takeaway.choices = selected.map(|fields| of_fields(&fields)).unwrap_or_default();
        let figures = (metrics.clone(), snapshot.health.clone());
        takeaway.subject = Ok(Subject::Figures(Box::new(figures)));
        takeaway
    }

    /// What the rows are ordered by, as the title says it.
    fn sort_name(&self) -> &'static str {
        match self.sort.column {
            SortColumn::Events => "persons",
            SortColumn::Created => "oldest",
            _ => "category",
        }
    }

    /// The categories that the filter lets through, in order.
    fn rows(&self, metrics: Option<&Metrics>) -> Vec<Category> {
        let mut rows: Vec<_> = Category::ALL
            .into_iter()
            .filter(|category| {
                let row = Row { category: *category, metrics };
                self.filter.as_ref().is_none_or(|filter| filter.accepts(&row))
            })
            .collect();
        rows.sort_by(|a, b| {
            let order = match (metrics, self.sort.column) {
                (Some(metrics), SortColumn::Events) => {
                    metrics.backlog.get(*a).cmp(&metrics.backlog.get(*b))
                }
                // The oldest person is the one registered first.
                (Some(metrics), SortColumn::Created) => {
                    let since = |row: &Category| metrics.oldest.get(*row).map(Reverse);
                    since(a).cmp(&since(b))
                }
                _ => a.cmp(b),
            };
            if self.sort.descending { order.reverse() } else { order }
        });
        rows
    }
}

/// A category with the figures, as a filter sees it.
struct Row<'a> {
    category: Category,
    metrics: Option<&'a Metrics>,
}

impl Record for Row<'_> {
    fn texts(&self) -> Vec<Cow<'_, str>> {
        let Self { category, .. } = self;
        // Whoever looks for one may write it in either language.
        let words = Language::ALL
            .into_iter()
            .flat_map(|language| [category.title(language), category.advice(language)]);
        std::iter::once(category.letter()).chain(words).map(Cow::from).collect()
    }

    fn names(&self) -> Vec<Cow<'_, str>> {
        Vec::new()
    }

    fn value(&self, field: FieldName) -> Value<'_> {
        let (category, metrics) = (self.category, self.metrics);
        match field {
            FieldName::Category => Value::Label(category.letter().into()),
            FieldName::Persons => {
                Value::number(metrics.and_then(|metrics| metrics.backlog.get(category)))
            }
            FieldName::Oldest => metrics.map_or(Value::Unknown, |metrics| {
                Value::since(metrics.oldest.get(category), metrics.snapshot_timestamp)
            }),
            _ => Value::Unknown,
        }
    }
}

fn cells(category: Category, metrics: &Metrics, context: &ViewContext<'_>) -> Vec<Cell> {
    let persons = metrics.backlog.get(category);
    let before = context.before.map(|before| before.metrics.value.as_ref());
    let is_changed = before
        .is_some_and(|before| before.and_then(|before| before.backlog.get(category)) != persons);
    let oldest = metrics
        .oldest
        .get(category)
        .map_or_else(|| UNKNOWN.to_owned(), |oldest| age(metrics.snapshot_timestamp - oldest));
    vec![
        Cell::with_role(category.letter(), Role::Strong),
        category.title(context.theme.language).into(),
        Cell::with_role(count_or_unknown(persons), Role::Strong).marked_if(is_changed),
        change(category, persons, context).into(),
        oldest.into(),
        Cell::with_role(trend(category, persons, context), Role::Title),
    ]
}

/// The values of a category.
fn fields(category: Category, metrics: &Metrics) -> Vec<share::Field> {
    let field = |name, value: Option<String>| {
        let value = value.unwrap_or_default();
        share::Field { name, guarded: value.clone(), value }
    };
    let oldest = metrics.oldest.get(category);
    vec![
        field("category", Some(category.letter().to_owned())),
        field("title", Some(category.title(Language::English).to_owned())),
        field("persons", metrics.backlog.get(category).map(|persons| persons.to_string())),
        field("oldest", oldest.map(|oldest| oldest.format("%Y-%m-%dT%H:%M:%SZ").to_string())),
    ]
}

fn change(category: Category, persons: Option<i64>, context: &ViewContext<'_>) -> String {
    let baseline = context.snapshot.baselines.nearest();
    let then = baseline.and_then(|baseline| baseline.figures.backlog.get(category));
    match (persons, then, baseline) {
        (Some(now), Some(then), Some(baseline)) => {
            format!("{} /{}", signed(now - then), super::delta::window(baseline, context))
        }
        _ => UNKNOWN.to_owned(),
    }
}

fn trend(category: Category, persons: Option<i64>, context: &ViewContext<'_>) -> String {
    if context.theme.is_sparse {
        return String::new();
    }
    let figure = |day: &DailyPoint| day.backlog.get(category).map(|persons| persons as f64);
    let series = history::series_of(context.snapshot, TREND_DAYS, figure);
    let Some(mut series) = series.filter(|series| series.newest().is_some()) else {
        return UNKNOWN.to_owned();
    };
    if let (Some(last), Some(persons)) = (series.points.last_mut(), persons) {
        *last = Some(persons as f64);
    }
    spark::blocks(&series.points)
}

/// What an operator does about each category, in the order of the alphabet.
pub fn advice(context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
    let Some(body) = pane::below_rule(area) else { return };
    let language = context.theme.language;
    Rule::new(language.choose("What to do", "Qué hacer")).render(area, buffer, context.theme);
    let words = Category::ALL.into_iter().flat_map(|category| {
        named(category.letter(), &Line::raw(category.advice(language)), context.theme, body.width)
    });
    lines(body, buffer, words);
}
