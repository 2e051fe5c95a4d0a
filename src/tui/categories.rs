//! The backlog by category: the table of the overview and of the backlog screen.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::choice::Choice;
use super::keymap::Action;
use super::order;
use super::pane;
use super::screens::ViewContext;
use super::theme::Role;
use super::widgets::chart::Series;
use super::widgets::rule::Rule;
use super::widgets::table::{self, Cell, Column};
use super::widgets::{lines, spark};
use crate::model::format::{UNKNOWN, age, count_or_unknown, signed};
use crate::model::{Category, Metrics, Snapshot, Sort, SortColumn};

/// How much the table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// What fits beside other panes.
    Short,
    /// With what an operator does about each category.
    Full,
}

/// Days in the little trend of a category.
const TREND_DAYS: usize = 14;

const SHORT: [Column; 6] = [
    Column::text("", 1),
    Column::text("CATEGORY", 27).grows(),
    Column::number("PERSONS", 8).sorts(SortColumn::Events),
    Column::number("CHANGE", 10).rank(2),
    Column::number("OLDEST", 6).rank(1).sorts(SortColumn::Created),
    Column::text("TREND 14d", TREND_DAYS).rank(3),
];

const FULL: [Column; 7] = [
    Column::text("", 1),
    Column::text("CATEGORY", 27),
    Column::number("PERSONS", 8).sorts(SortColumn::Events),
    Column::number("CHANGE", 10).rank(2),
    Column::number("OLDEST", 7).rank(1).sorts(SortColumn::Created),
    Column::text("TREND 14d", TREND_DAYS).rank(3),
    Column::text("WHAT TO DO", 34).rank(4).grows(),
];

/// The table's orders.
const SORTS: [Sort; 3] = [
    Sort::descending(SortColumn::Events),
    Sort::descending(SortColumn::Created),
    Sort::ascending(SortColumn::Category),
];

/// The categories with a selection, an order and a filter.
#[derive(Clone, Debug)]
pub struct Categories {
    choice: Choice<Category>,
    sort: Sort,
    filter: Option<String>,
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
        self.filter.as_deref()
    }

    /// Shows only categories whose name contains the text.
    pub fn set_filter(&mut self, filter: Option<String>) {
        self.filter = filter.filter(|text| !text.is_empty());
    }

    /// Carries out a key.
    pub fn update(&mut self, action: Action, snapshot: &Snapshot) -> bool {
        let rows = self.rows(snapshot.metrics.value.as_ref());
        self.choice.update(action, &rows, rows.len())
            || order::update(&mut self.sort, action, &SORTS)
    }

    /// Draws the pane.
    pub fn view(
        &self,
        title: &str,
        focused: bool,
        words: Words,
        context: &ViewContext<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let snapshot = context.snapshot;
        let metrics = snapshot.metrics.value.as_ref();
        let rows = self.rows(metrics);
        let Some(body) = pane::below_rule(area) else { return };
        let mut rule = Rule::new(title).focused(focused);
        rule = pane::with_age(rule, &snapshot.metrics, context);
        if metrics.is_some() {
            rule = rule.note(format!("{} of {}", rows.len(), Category::ALL.len()));
        }
        if let Some(filter) = &self.filter {
            rule = rule.marked(format!("filter: {filter}"), Role::Warn);
        }
        let by = match self.sort.column {
            SortColumn::Events => "persons",
            SortColumn::Created => "oldest",
            _ => "category",
        };
        rule.note(format!("sort: {by} {}", order::mark(self.sort))).render(
            area,
            buffer,
            context.theme,
        );
        let Some(metrics) = metrics else {
            return pane::absence(snapshot.metrics.failure.as_ref(), context, body, buffer);
        };
        if rows.is_empty() {
            let words = format!(" 0 of {} contain the filter · Esc clears it", Category::ALL.len());
            return lines(body, buffer, [Line::raw(words)]);
        }
        let columns: &[Column] = match words {
            Words::Short => &SHORT,
            Words::Full => &FULL,
        };
        table::render(
            body,
            buffer,
            table::Style { theme: context.theme, focused, sort: Some(self.sort) },
            columns,
            rows.iter().map(|category| cells(*category, metrics, context)),
            Some(self.choice.cursor(&rows, rows.len()).selected),
        );
    }

    /// The categories that the filter lets through, in order.
    fn rows(&self, metrics: Option<&Metrics>) -> Vec<Category> {
        let mut rows: Vec<_> = Category::ALL
            .into_iter()
            .filter(|category| match &self.filter {
                None => true,
                Some(filter) => format!("{category} {} {}", category.title(), category.advice())
                    .to_lowercase()
                    .contains(&filter.to_lowercase()),
            })
            .collect();
        if let Some(metrics) = metrics {
            match self.sort.column {
                SortColumn::Events => rows.sort_by_key(|row| metrics.backlog.get(*row)),
                // The oldest person is the one registered first.
                SortColumn::Created => {
                    rows.sort_by_key(|row| metrics.oldest.get(*row).map(std::cmp::Reverse));
                }
                _ => {}
            }
        }
        if self.sort.descending {
            rows.reverse();
        }
        rows
    }
}

fn cells(category: Category, metrics: &Metrics, context: &ViewContext<'_>) -> Vec<Cell> {
    let persons = metrics.backlog.get(category);
    let oldest = metrics
        .oldest
        .get(category)
        .map_or_else(|| UNKNOWN.to_owned(), |oldest| age(metrics.snapshot_timestamp - oldest));
    vec![
        Cell::with_role(category.letter(), Role::Strong),
        category.title().into(),
        Cell::with_role(count_or_unknown(persons), Role::Strong),
        change(category, persons, context).into(),
        oldest.into(),
        Cell::with_role(trend(category, persons, context), Role::Title),
        Cell::with_role(category.advice(), Role::Dim),
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
    let Some(history) = &context.snapshot.daily.value else {
        return spark::GAP.to_string().repeat(TREND_DAYS);
    };
    let Some(today) = history.last().map(|day| day.date).or(Some(NaiveDate::MIN)) else {
        return String::new();
    };
    let mut series = Series::of(history, today, TREND_DAYS, |day| {
        day.backlog.get(category).map(|persons| persons as f64)
    });
    if let (Some(last), Some(persons)) = (series.points.last_mut(), persons) {
        *last = Some(persons as f64);
    }
    spark::blocks(&series.points)
}
