//! Where everything stands: pure geometry, used by the view to draw and by the state to know how long a
//! page is.

use ratatui::layout::{Rect, Size};

/// Below this many rows the key line gives way.
const ROWS_FOR_KEYS: u16 = 9;

/// Below this many rows or columns only the worst figure is shown.
pub const MIN_ROWS: u16 = 8;
/// See [`MIN_ROWS`].
pub const MIN_COLUMNS: u16 = 40;

/// The parts of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Who, where, how old, when.
    pub header: Rect,
    /// Bars that say something special is going on.
    pub banners: Rect,
    /// The screen in view.
    pub body: Rect,
    /// Keys, a notice, or what is being typed.
    pub footer: Rect,
}

/// The parts of a terminal of this size with so many banners; without a footer where nothing is to be said there.
pub fn frame(size: Size, banners: usize, has_footer: bool) -> Frame {
    let header = Rect::new(0, 0, size.width, size.height.min(1));
    let room = size.height - header.height;
    let footer_height = u16::from(has_footer && size.height >= ROWS_FOR_KEYS);
    let banner_height = (banners as u16).min(room.saturating_sub(footer_height).saturating_sub(1));
    let body_height = room - footer_height - banner_height;
    let banners = Rect::new(0, header.bottom(), size.width, banner_height);
    let body = Rect::new(0, banners.bottom(), size.width, body_height);
    let footer = Rect::new(0, body.bottom(), size.width, footer_height);
    Frame { header, banners, body, footer }
}

/// Whether there is room for no more than the worst figure.
pub fn is_tiny(size: Size) -> bool {
    size.height < MIN_ROWS || size.width < MIN_COLUMNS
}

/// Cuts `height` rows off the top of an area; what is left comes second.
pub fn split_top(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    let top = Rect { height, ..area };
    (top, Rect { y: area.y + height, height: area.height - height, ..area })
}

/// Cuts `width` columns off the left of an area, with one free column between; what is left comes second.
pub fn split_left(area: Rect, width: u16) -> (Rect, Rect) {
    let width = width.min(area.width);
    let left = Rect { width, ..area };
    let taken = (width + 1).min(area.width);
    (left, Rect { x: area.x + taken, width: area.width - taken, ..area })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_is_covered_without_overlap() {
        for width in [0, 1, 39, 80, 500] {
            for height in 0..60 {
                for (banners, has_footer) in [(0, true), (1, true), (2, true), (2, false)] {
                    let frame = frame(Size::new(width, height), banners, has_footer);
                    let rows = frame.header.height
                        + frame.banners.height
                        + frame.body.height
                        + frame.footer.height;
                    assert_eq!(rows, height);
                    assert_eq!(frame.footer.bottom(), height);
                }
            }
        }
    }
}
