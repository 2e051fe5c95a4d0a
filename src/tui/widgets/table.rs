//! Rows in columns: headings, alignment, the selected row, and columns that give way on a narrow
//! terminal.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

use crate::model::{Language, Sort, SortColumn, Text};
use crate::tui::order;
use crate::tui::text::{Align, fit, width};
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::mark;

/// Cells between two columns.
const GAP: usize = 2;

/// Cells in front of the first column, for the selection's mark.
const MARGIN: usize = 3;

/// Narrower, a column that grows shows nothing of use.
const LEAST: usize = 4;

/// The bar over the selected row is no longer than this.
const MAX_BAR: usize = 120;

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    title: Text,
    width: usize,
    align: Align,
    /// The width it may grow to; its own where it does not grow.
    most: usize,
    rank: u8,
    sort: Option<SortColumn>,
}

impl Column {
    /// Its heading.
    pub const fn title(&self, language: Language) -> &'static str {
        self.title.of(language)
    }

    /// A column of text.
    pub const fn text(title: Text, width: usize) -> Self {
        Self { title, width, align: Align::Left, most: width, rank: 0, sort: None }
    }

    /// A column of numbers.
    pub const fn number(title: Text, width: usize) -> Self {
        Self { title, width, align: Align::Right, most: width, rank: 0, sort: None }
    }

    /// Takes what is left of the width, up to so many cells: the eye does not follow a line through
    /// empty space.
    #[must_use]
    pub const fn grows(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    const fn is_growing(&self) -> bool {
        self.most > self.width
    }

    /// Gives way before columns of a lower rank, together with those of the same; rank 0 stays to the
    /// end.
    #[must_use]
    pub const fn rank(mut self, rank: u8) -> Self {
        self.rank = rank;
        self
    }

    /// Shows the order's mark when the list is ordered by this.
    #[must_use]
    pub const fn sorts(mut self, sort: SortColumn) -> Self {
        self.sort = Some(sort);
        self
    }
}

/// A cell.
#[derive(Clone, Debug)]
pub struct Cell {
    text: String,
    role: Role,
    is_changed: bool,
}

impl Cell {
    /// What it says, however it is cut.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Ordinary text.
    pub fn new(text: impl Into<String>) -> Self {
        Self::with_role(text, Role::Text)
    }

    /// Text with a meaning.
    pub fn with_role(text: impl Into<String>, role: Role) -> Self {
        Self { text: text.into(), role, is_changed: false }
    }

    /// The same, marked where it has changed.
    #[must_use]
    pub fn marked_if(self, is_changed: bool) -> Self {
        Self { is_changed, ..self }
    }
}

/// Marks in a row what differs from the same row before; a row that was not there is marked at its beginning.
pub fn mark_changes(row: Vec<Cell>, before: Option<&[Cell]>) -> Vec<Cell> {
    let is_changed = |place: usize, cell: &Cell| match before {
        None => place == 0,
        Some(before) => before.get(place).is_none_or(|before| before.text != cell.text),
    };
    let marked = row.into_iter().enumerate().map(|(place, cell)| {
        let is_changed = is_changed(place, &cell);
        cell.marked_if(is_changed)
    });
    marked.collect()
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

/// How a table is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Colours.
    pub theme: Theme,
    /// Whether the selected row has the keys.
    pub focused: bool,
    /// The order, marked in the heading.
    pub sort: Option<Sort>,
}

/// Draws a heading and the rows; `selected` counts from the first row given.
pub fn render<R>(
    area: Rect,
    buffer: &mut Buffer,
    style: Style,
    columns: &[Column],
    rows: R,
    selected: Option<usize>,
) where
    R: IntoIterator<Item = Vec<Cell>>,
{
    let rows: Vec<_> = rows.into_iter().take(usize::from(area.height)).collect();
    let widths = widths(columns, &rows, usize::from(area.width), style);
    let full = taken(&widths).max(MAX_BAR.min(usize::from(area.width)));
    let mut lines = area.rows();
    if let Some(row) = lines.next() {
        let heading = heading(columns, &widths, style);
        buffer.set_line(row.x, row.y, &heading, row.width);
    }
    for ((index, cells), row) in rows.into_iter().enumerate().zip(lines) {
        let is_selected = selected == Some(index);
        let mut spans = vec![Span::raw(if is_selected { " ▸ " } else { "   " })];
        let shown = columns.iter().zip(&widths).zip(cells);
        for ((column, width), cell) in shown {
            let Some(width) = width else { continue };
            spans.push(Span::styled(
                fit(&cell.text, *width, column.align),
                style.theme.style(cell.role),
            ));
            spans.push(mark(cell.is_changed, style.theme));
            spans.push(Span::raw(" ".repeat(GAP - 1)));
        }
        spans.pop();
        let mut line = Line::from(spans);
        if is_selected && style.focused {
            let padding = full.saturating_sub(line.width());
            line.push_span(Span::raw(" ".repeat(padding)));
            line = line.style(style.theme.style(Role::Selected));
            for span in &mut line.spans {
                span.style = span.style.remove_modifier(Modifier::DIM);
            }
        }
        buffer.set_line(row.x, row.y, &line, row.width);
    }
}

fn heading(columns: &[Column], widths: &[Option<usize>], style: Style) -> Line<'static> {
    let language = style.theme.language;
    let mut spans = vec![Span::raw(" ".repeat(MARGIN))];
    for (column, width) in columns.iter().zip(widths) {
        let Some(width) = width else { continue };
        let sort = style.sort.filter(|sort| column.sort == Some(sort.column));
        let title = match sort {
            Some(sort) => format!("{}{}", column.title(language), order::mark(sort)),
            None => column.title(language).to_owned(),
        };
        let role = if sort.is_some() { Role::Strong } else { Role::Heading };
        spans.push(Span::styled(fit(&title, *width, column.align), style.theme.style(role)));
        spans.push(Span::raw(" ".repeat(GAP)));
    }
    spans.pop();
    Line::from(spans)
}

/// The width of the column that grows, in a table of so many cells.
pub fn growing_width(columns: &[Column], cells: u16, theme: Theme) -> usize {
    let style = Style { theme, focused: false, sort: None };
    let widths = widths(columns, &[], usize::from(cells), style);
    let growing = columns.iter().zip(widths).find(|(column, _)| column.is_growing());
    growing.and_then(|(_, width)| width).unwrap_or(0)
}

/// The width of each column, `None` for those that have to give way: by their rank, and where all that is left is still too
/// wide, from the right. Only the column that grows is ever narrower than it wants to be, so that no date and no
/// number is cut as long as another column can give way for it.
fn widths(
    columns: &[Column],
    rows: &[Vec<Cell>],
    cells: usize,
    style: Style,
) -> Vec<Option<usize>> {
    let natural = columns.iter().enumerate().map(|(index, column)| {
        let is_sorted = style.sort.is_some_and(|sort| column.sort == Some(sort.column));
        let title = width(column.title(style.theme.language)) + usize::from(is_sorted);
        let least = column.width.max(title);
        let cells = rows.iter().filter_map(|row| row.get(index)).map(|cell| width(&cell.text));
        match column.align {
            Align::Left => Some(least),
            Align::Right => cells.max().map_or(Some(least), |widest| Some(widest.max(least))),
        }
    });
    let mut widths: Vec<_> = natural.collect();
    while taken(&widths) > cells {
        let shown = columns.iter().zip(&widths).filter(|(_, width)| width.is_some());
        let last = shown.map(|(column, _)| column.rank).max().unwrap_or(0);
        if last == 0 {
            break;
        }
        for (column, width) in columns.iter().zip(&mut widths) {
            if column.rank == last {
                *width = None;
            }
        }
    }
    let growing = columns.iter().position(Column::is_growing);
    while least(&widths, growing) > cells {
        let places = widths.iter().enumerate().skip(1);
        let mut shown = places.filter(|(place, width)| width.is_some() && Some(*place) != growing);
        let Some((last, _)) = shown.next_back() else { break };
        if let Some(width) = widths.get_mut(last) {
            *width = None;
        }
    }
    let slack = cells.saturating_sub(taken(&widths));
    let surplus = taken(&widths).saturating_sub(cells);
    let growing = columns.iter().zip(&mut widths).find(|(column, _)| column.is_growing());
    if let Some((column, Some(width))) = growing {
        *width = (*width + slack).min(column.most).saturating_sub(surplus).max(1);
    }
    widths
}

/// Cells that a table with such columns takes where the growing one has given up what it can.
fn least(widths: &[Option<usize>], growing: Option<usize>) -> usize {
    let wanted = growing.and_then(|place| widths.get(place).copied().flatten()).unwrap_or(0);
    taken(widths).saturating_sub(wanted.saturating_sub(LEAST))
}

/// Cells that a table with such columns takes.
fn taken(widths: &[Option<usize>]) -> usize {
    let columns: usize = widths.iter().flatten().map(|width| width + GAP).sum();
    (MARGIN + columns).saturating_sub(GAP)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style { theme: Theme::mono(), focused: false, sort: None };

    const COLUMNS: [Column; 3] = [
        Column::text(Text::same("NAME"), 6).grows(20),
        Column::number(Text::same("COUNT"), 5),
        Column::text(Text::same("DETAIL"), 10).rank(1),
    ];

    #[test]
    fn a_narrow_terminal_loses_the_column_of_highest_rank_first() {
        assert_eq!(widths(&COLUMNS, &[], 40, STYLE), [Some(6 + 12), Some(5), Some(10)]);
        assert_eq!(widths(&COLUMNS, &[], 20, STYLE), [Some(6 + 4), Some(5), None]);
        assert_eq!(widths(&COLUMNS, &[], 14, STYLE), [Some(4), Some(5), None]);
        assert_eq!(widths(&COLUMNS, &[], 13, STYLE), [Some(10), None, None]);
        assert_eq!(widths(&COLUMNS, &[], 4, STYLE), [Some(1), None, None]);
    }

    #[test]
    fn a_number_is_not_cut_as_long_as_another_column_can_give_way() {
        let rows = [vec![Cell::new("x"), Cell::new("1,234,567"), Cell::new("detail")]];
        assert_eq!(widths(&COLUMNS, &rows, 32, STYLE), [Some(6), Some(9), Some(10)]);
        assert_eq!(widths(&COLUMNS, &rows, 31, STYLE), [Some(6 + 11), Some(9), None]);
    }

    #[test]
    fn columns_of_one_rank_go_together() {
        let columns = [
            Column::text(Text::same("DAY"), 10),
            Column::number(Text::same("A"), 4).rank(2),
            Column::number(Text::same("B"), 4).rank(2),
            Column::number(Text::same("ALL"), 4).rank(1),
        ];
        assert_eq!(widths(&columns, &[], 30, STYLE), [Some(10), None, None, Some(4)]);
    }
}
