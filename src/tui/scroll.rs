//! A page that may be taller than the room for it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::cursor::step;
use super::keymap::Action;

/// How far down a page is scrolled.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scroll {
    offset: usize,
}

impl Scroll {
    /// Scrolls a page of `rows` in a room of `height`; says whether the key scrolls.
    pub fn update(&mut self, action: Action, height: usize, rows: usize) -> bool {
        let Some(by) = step(action, height) else { return false };
        let last = rows.saturating_sub(height);
        self.offset = self.offset.min(last).saturating_add_signed(by).min(last);
        true
    }

    /// Rows below the room.
    pub fn below(&self, height: usize, rows: usize) -> usize {
        rows.saturating_sub(height + self.offset.min(rows.saturating_sub(height)))
    }

    /// Draws the part of the page that is in view.
    pub fn view(&self, page: &Buffer, area: Rect, buffer: &mut Buffer) {
        let rows = usize::from(page.area.height);
        let height = usize::from(area.height);
        let offset = self.offset.min(rows.saturating_sub(height));
        for y in 0..area.height {
            for x in 0..area.width.min(page.area.width) {
                let from = page.cell((x, y.saturating_add(offset as u16)));
                if let (Some(from), Some(to)) = (from, buffer.cell_mut((area.x + x, area.y + y))) {
                    to.clone_from(from);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_scrolls_to_its_last_row_and_no_further() {
        let mut scroll = Scroll::default();
        assert_eq!(scroll.below(10, 25), 15);
        assert!(scroll.update(Action::PageDown, 10, 25));
        assert!(scroll.update(Action::PageDown, 10, 25));
        assert_eq!(scroll.below(10, 25), 0);
        assert!(scroll.update(Action::Up, 10, 25));
        assert_eq!(scroll.below(10, 25), 1);
        assert!(scroll.update(Action::First, 10, 25));
        assert_eq!(scroll.below(10, 25), 15);
        assert!(!scroll.update(Action::Open, 10, 25));
    }
}
