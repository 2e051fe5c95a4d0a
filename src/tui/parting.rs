//! The screen as text, for whoever leaves and wants to keep it in the shell's history.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use unicode_width::UnicodeWidthStr as _;

use super::app::App;
use super::view::view;

/// What is on the screen, without the row of keys and without blanks at the ends of rows.
pub(super) fn text(app: &App) -> String {
    let Ok(mut terminal) = Terminal::new(TestBackend::new(app.size.width, app.size.height));
    let Ok(frame) = terminal.draw(|frame| view(app, frame));
    let width = usize::from(frame.area.width).max(1);
    let rows = frame.buffer.content.chunks(width).map(|cells| {
        let mut row = String::new();
        let mut covered = 0;
        for cell in cells {
            // A wide character covers the cell behind it.
            if covered == 0 {
                row.push_str(cell.symbol());
                covered = cell.symbol().width().saturating_sub(1);
            } else {
                covered -= 1;
            }
        }
        row.trim_end().to_owned()
    });
    let mut rows: Vec<_> = rows.collect();
    rows.pop();
    while rows.last().is_some_and(String::is_empty) {
        rows.pop();
    }
    rows.into_iter().map(|row| row + "\n").collect()
}
