//! Stateless parts of a screen; each draws what it is given.

pub mod chart;
pub mod figures;
pub mod rule;
pub mod spark;
pub mod table;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::text::cut_line;

/// Draws lines from the top of an area, as many as fit; one that is too long says so.
pub fn lines<'a>(area: Rect, buffer: &mut Buffer, lines: impl IntoIterator<Item = Line<'a>>) {
    for (row, line) in area.rows().zip(lines) {
        buffer.set_line(row.x, row.y, &cut_line(line, usize::from(row.width)), row.width);
    }
}
