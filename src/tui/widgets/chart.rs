//! A figure over days, as large as the room allows: a line with axes, or one row of blocks. Days without
//! data are gaps in both.

use chrono::{Days, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Axis, Chart, Dataset, GraphType, Widget};

use super::spark;
use crate::model::format::{count, percent_down};
use crate::model::{DailyPoint, Language, Text, say};
use crate::tui::theme::{Role, Theme};
use crate::tui::time::day_and_month;

/// The smallest area that a line with axes makes sense in.
const CHART_WIDTH: u16 = 40;
const CHART_HEIGHT: u16 = 7;

/// What stands behind a row with gaps.
const NO_DATA: Text = Text::new("   · = no data that day", "   · = sin datos ese día");

/// The share that is to be reached, as a pane's title says it.
pub fn target_note(target: f64, language: Language) -> String {
    say!(language, "target {target}", "meta {target}")
}

/// What a chart measures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unit {
    /// Percent of the persons, of which so many are to be reached.
    Percent {
        /// The share to reach.
        target: f64,
    },
    /// Persons.
    Count,
}

impl Unit {
    fn label(self, value: f64) -> String {
        match self {
            Self::Percent { .. } => format!("{}%", percent_down(value)),
            Self::Count => count(value.round() as i64),
        }
    }

    /// Round values around the smallest and the greatest point.
    fn bounds(self, (low, high): (f64, f64)) -> (f64, f64) {
        let step = match self {
            Self::Percent { .. } => 1.0,
            Self::Count => 10_f64.powf((high - low).max(1.0).log10().floor()),
        };
        let bottom = (low / step).floor() * step;
        let top = (high / step).ceil() * step;
        (bottom, if top > bottom { top } else { bottom + step })
    }
}

/// A figure a day, oldest first, with every day between the first and the last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// The last day.
    pub end: Option<NaiveDate>,
    /// One point a day; `None` where nothing was stored.
    pub points: Vec<Option<f64>>,
}

impl Series {
    /// The last `days` days up to `end`, whatever days the history holds.
    pub fn new(history: &[DailyPoint], end: NaiveDate, days: usize) -> Self {
        Self::of(history, end, days, DailyPoint::percent_satisfactory)
    }

    /// The same for another figure of the day.
    pub fn of(
        history: &[DailyPoint],
        end: NaiveDate,
        days: usize,
        figure: impl Fn(&DailyPoint) -> Option<f64>,
    ) -> Self {
        let mut points = vec![None; days];
        for day in history {
            let back = (end - day.date).num_days();
            let place = usize::try_from(back).ok().and_then(|back| (days).checked_sub(back + 1));
            if let Some(point) = place.and_then(|place| points.get_mut(place)) {
                *point = figure(day);
            }
        }
        Self { end: Some(end), points }
    }

    /// The first day.
    pub fn start(&self) -> Option<NaiveDate> {
        let days = u64::try_from(self.points.len()).ok()?.checked_sub(1)?;
        self.end?.checked_sub_days(Days::new(days))
    }

    /// The oldest point there is, and its day.
    pub fn oldest(&self) -> Option<(NaiveDate, f64)> {
        let (place, point) = first(self.points.iter().copied())?;
        Some((self.start()?.checked_add_days(Days::new(place))?, point))
    }

    /// The newest point there is, and its day.
    pub fn newest(&self) -> Option<(NaiveDate, f64)> {
        let (back, point) = first(self.points.iter().rev().copied())?;
        Some((self.end?.checked_sub_days(Days::new(back))?, point))
    }

    /// The smallest and the greatest point, in words.
    pub fn extent(&self) -> Option<String> {
        let (low, high) = spark::range(&self.points)?;
        Some(format!("min {} max {}", percent_down(low), percent_down(high)))
    }

    /// Where the vertical axis begins, in words; it is not zero.
    pub fn axis_start(&self, unit: Unit, language: Language) -> Option<String> {
        let (bottom, _) = unit.bounds(spark::range(&self.points)?);
        let bottom = count(bottom as i64);
        Some(say!(language, "y from {bottom}", "y desde {bottom}"))
    }
}

/// The first point there is, and how many are missing before it.
fn first(points: impl Iterator<Item = Option<f64>>) -> Option<(u64, f64)> {
    (0..).zip(points).find_map(|(place, point)| Some((place, point?)))
}

/// Draws the series as large as the area allows.
pub fn render(area: Rect, buffer: &mut Buffer, theme: Theme, series: &Series, unit: Unit) {
    if theme.is_sparse || spark::range(&series.points).is_none() {
        return;
    }
    if area.width >= CHART_WIDTH && area.height >= CHART_HEIGHT {
        line_chart(area, buffer, theme, series, unit);
    } else {
        one_row(area, buffer, theme, series, unit);
    }
}

fn one_row(area: Rect, buffer: &mut Buffer, theme: Theme, series: &Series, unit: Unit) {
    let room = usize::from(area.width).saturating_sub(24);
    let skipped = series.points.len().saturating_sub(room);
    let points = series.points.get(skipped..).unwrap_or_default();
    let start = Series { end: series.end, points: points.to_vec() }.start();
    let words = match (start, series.newest()) {
        (Some(start), Some((day, newest))) => {
            format!(
                "  {} … {} {}",
                short(start, theme.language),
                short(day, theme.language),
                unit.label(newest)
            )
        }
        _ => String::new(),
    };
    let mut line = Line::from(vec![
        Span::raw(" "),
        Span::styled(spark::blocks(points), theme.style(Role::Title)),
        Span::raw(words),
    ]);
    let legend = Span::styled(NO_DATA.of(theme.language), theme.style(Role::Dim));
    if points.contains(&None) && line.width() + legend.width() <= usize::from(area.width) {
        line.push_span(legend);
    }
    buffer.set_line(area.x, area.y, &line, area.width);
}

fn short(day: NaiveDate, language: Language) -> String {
    day_and_month(day, language).trim_start_matches('0').to_owned()
}

fn line_chart(area: Rect, buffer: &mut Buffer, theme: Theme, series: &Series, unit: Unit) {
    let Some(range) = spark::range(&series.points) else { return };
    let (bottom, top) = unit.bounds(range);
    let target = match unit {
        Unit::Percent { target } => target,
        Unit::Count => f64::NAN,
    };
    let last = series.points.len().saturating_sub(1).max(1) as f64;
    let segments = segments(&series.points);
    let target_line = [(0.0, target), (last, target)];
    let line_style = theme.style(Role::Title);
    let mut datasets: Vec<_> = segments
        .iter()
        .map(|segment| {
            let graph = if segment.len() > 1 { GraphType::Line } else { GraphType::Scatter };
            Dataset::default()
                .marker(theme.marker())
                .graph_type(graph)
                .style(line_style)
                .data(segment)
        })
        .collect();
    if (bottom..=top).contains(&target) {
        datasets.insert(
            0,
            Dataset::default()
                .marker(theme.target_marker())
                .graph_type(GraphType::Line)
                .style(theme.style(Role::Ok))
                .data(&target_line),
        );
    }
    let day =
        |date: Option<NaiveDate>| date.map_or_else(String::new, |day| short(day, theme.language));
    let middle = series.start().zip(series.end).map(|(start, end)| start + (end - start) / 2);
    let axis = Style::new().patch(theme.style(Role::Dim));
    let horizontal = Axis::default().style(axis).bounds([0.0, last]).labels([
        day(series.start()),
        day(middle),
        day(series.end),
    ]);
    let labels = [bottom, f64::midpoint(bottom, top), top].map(|value| unit.label(value));
    let vertical = Axis::default().style(axis).bounds([bottom, top]).labels(labels);
    Chart::new(datasets).x_axis(horizontal).y_axis(vertical).render(area, buffer);
    if target > top {
        let words = say!(
            theme.language,
            "target {target} is above ↑",
            "la meta {target} está más arriba ↑"
        );
        let x = area.right().saturating_sub(words.chars().count() as u16);
        buffer.set_string(x, area.y, words, theme.style(Role::Dim));
    }
}

/// The runs of points between gaps, as places on the chart.
fn segments(points: &[Option<f64>]) -> Vec<Vec<(f64, f64)>> {
    let mut segments = vec![Vec::new()];
    for (place, point) in points.iter().enumerate() {
        match (point, segments.last_mut()) {
            (Some(point), Some(segment)) => segment.push((place as f64, *point)),
            (None, Some(segment)) if !segment.is_empty() => segments.push(Vec::new()),
            _ => {}
        }
    }
    segments.retain(|segment| !segment.is_empty());
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_breaks_the_line() {
        let points = [Some(1.0), None, None, Some(2.0), Some(3.0)];
        assert_eq!(segments(&points), vec![vec![(0.0, 1.0)], vec![(3.0, 2.0), (4.0, 3.0)]]);
        assert!(segments(&[None]).is_empty());
    }
}
