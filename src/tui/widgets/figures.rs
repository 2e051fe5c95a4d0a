//! Figures with their names, in as many columns as fit, each column aligned.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::lines;
use crate::tui::text::{Align, fit, width};
use crate::tui::theme::{Role, Theme};

/// Cells in front of the first column.
const MARGIN: usize = 1;

/// Cells between two columns.
const GAP: usize = 3;

/// A figure with its name.
#[derive(Clone, Debug)]
pub struct Figure {
    name: &'static str,
    value: String,
    role: Role,
}

impl Figure {
    /// A figure.
    pub fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into(), role: Role::Strong }
    }

    /// The same figure, marked where `alarms` holds.
    #[must_use]
    pub fn warns(mut self, alarms: bool) -> Self {
        if alarms {
            self.role = Role::Warn;
        }
        self
    }
}

/// The grid that figures stand in: no value is ever cut for it.
struct Grid {
    name: usize,
    value: usize,
    columns: usize,
    rows: usize,
}

impl Grid {
    fn of(figures: &[Figure], cells: usize) -> Self {
        let name = figures.iter().map(|figure| width(figure.name)).max().unwrap_or(0);
        let value = figures.iter().map(|figure| width(&figure.value)).max().unwrap_or(0);
        let fitting = (cells.saturating_sub(MARGIN) + GAP) / (name + 1 + value + GAP);
        let rows = figures.len().div_ceil(fitting.max(1));
        Self { name, value, columns: figures.len().div_ceil(rows.max(1)), rows }
    }
}

/// Rows that figures take.
pub fn height(figures: &[Figure], cells: u16) -> u16 {
    Grid::of(figures, usize::from(cells)).rows as u16
}

/// Draws figures, row by row; those that find no room are left out.
pub fn render(area: Rect, buffer: &mut Buffer, theme: Theme, figures: &[Figure]) {
    let grid = Grid::of(figures, usize::from(area.width));
    let rows = figures.chunks(grid.columns.max(1)).map(|row| {
        let mut spans = vec![Span::raw(" ".repeat(MARGIN))];
        for figure in row {
            spans.push(Span::styled(
                fit(figure.name, grid.name, Align::Left),
                theme.style(Role::Dim),
            ));
            spans.push(Span::raw(" "));
            let value = fit(&figure.value, grid.value, Align::Right);
            spans.push(Span::styled(value, theme.style(figure.role)));
            spans.push(Span::raw(" ".repeat(GAP)));
        }
        spans.pop();
        Line::from(spans)
    });
    lines(area, buffer, rows);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(value: &str) -> Vec<Figure> {
        ["EXPECTED", "PAID", "MISAPPLIED", "UNPAID", "OVERDUE", "NO SCOUT"]
            .into_iter()
            .map(|name| Figure::new(name, value))
            .collect()
    }

    #[test]
    fn six_amounts_stand_in_two_rows_of_a_small_terminal() {
        let figures = figures("S/ 123,456.00");
        assert_eq!([40, 60, 80, 160, 500].map(|cells| height(&figures, cells)), [6, 3, 2, 1, 1]);
    }

    #[test]
    fn wide_amounts_take_more_rows_and_are_not_cut() {
        let figures = figures("S/ 1,234,567,890,123.45");
        assert_eq!(height(&figures, 80), 3);
        let area = Rect::new(0, 0, 80, 3);
        let mut buffer = Buffer::empty(area);
        render(area, &mut buffer, Theme::mono(), &figures);
        let text: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(text.matches("1,234,567,890,123.45").count(), 6);
    }
}
