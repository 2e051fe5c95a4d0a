//! Where everything stands: pure geometry, used by the view to draw and by the state to know how long a
//! page is.

use ratatui::layout::{Rect, Size};

/// Below this many rows the keys give way; what is typed or said does not.
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

/// What the last row is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Footer {
    /// Nothing: it belongs to the body.
    Nothing,
    /// The keys, where there is room.
    Keys,
    /// What is being typed, or a remark.
    Words,
}

/// The parts of a terminal of this size with so many banners.
pub fn frame(size: Size, banners: usize, footer: Footer) -> Frame {
    let header = Rect::new(0, 0, size.width, size.height.min(1));
    let room = size.height - header.height;
    let footer_height = u16::from(match footer {
        Footer::Nothing => false,
        Footer::Keys => size.height >= ROWS_FOR_KEYS,
        Footer::Words => size.height >= MIN_ROWS,
    });
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
                let cases = [
                    (0, Footer::Keys),
                    (1, Footer::Words),
                    (2, Footer::Keys),
                    (2, Footer::Nothing),
                ];
                for (banners, footer) in cases {
                    let frame = frame(Size::new(width, height), banners, footer);
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
