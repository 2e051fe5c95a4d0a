//! Stateless parts of a screen; each draws what it is given.

pub mod chart;
pub mod figures;
pub mod rule;
pub mod spark;
pub mod table;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::text::{Align, cut_line, fit, wrap, wrap_line};
use super::theme::{Role, Theme};

/// Cells for the name in front of a text; Spanish names are longer.
const fn name_cells(theme: Theme) -> usize {
    theme.language.choose(9, 10)
}

/// Text that is read line by line is wrapped here, however wide the terminal is.
pub const READABLE: u16 = 118;

/// Draws lines from the top of an area, as many as fit; one that is too long says so.
pub fn lines<'a>(area: Rect, buffer: &mut Buffer, lines: impl IntoIterator<Item = Line<'a>>) {
    for (row, line) in area.rows().zip(lines) {
        buffer.set_line(row.x, row.y, &cut_line(line, usize::from(row.width)), row.width);
    }
}

/// The mark of what a poll changed, or the space in its place: seen without colours, and no wider than a gap.
pub fn mark(is_changed: bool, theme: Theme) -> Span<'static> {
    if is_changed { Span::styled("*", theme.style(Role::Key)) } else { Span::raw(" ") }
}

/// A text behind its name, wrapped; the lines after the first stand below the text.
pub fn named(name: &str, text: &Line<'_>, theme: Theme, cells: u16) -> Vec<Line<'static>> {
    let name_cells = name_cells(theme);
    let room = usize::from(cells.min(READABLE)).saturating_sub(name_cells + 2).max(1);
    let mut lines = wrap_line(text, room);
    for (index, line) in lines.iter_mut().enumerate() {
        let name = fit(if index == 0 { name } else { "" }, name_cells, Align::Left);
        line.spans.insert(0, Span::styled(format!(" {name}"), theme.style(Role::Dim)));
    }
    lines
}

/// A text in lines with a free cell at either side.
pub fn indented(text: &str, cells: u16, style: Style) -> Vec<Line<'static>> {
    let room = usize::from(cells.min(READABLE)).saturating_sub(2).max(1);
    wrap(text, room).into_iter().map(|line| Line::styled(format!(" {line}"), style)).collect()
}
