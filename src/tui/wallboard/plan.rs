//! Where everything stands on the wallboard: pure geometry.

use ratatui::layout::{Rect, Size};

use super::digits;
use crate::tui::layout::split_top;

/// From this size on there is room for a head, and for moving by a cell.
const ROOMY: Size = Size::new(60, 15);

/// From this height on there is room for air.
const AIRY: u16 = 20;

/// Rows of a gauge beside its digits: its rule and its state.
const CHROME: u16 = 2;

/// Free rows between two gauges.
const ROW_GAP: u16 = 1;

/// Free columns between two gauges.
const COLUMN_GAP: u16 = 3;

/// Free cells before the digits.
pub(super) const INDENT: u16 = 1;

/// The fewest cells in which a chart beside a code says something.
const CHART_WIDTH: u16 = 40;

/// The parts of a large wallboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    /// Who, where, how old, when.
    pub(super) header: Rect,
    /// The worst thing, with the free row below it.
    pub(super) worst: Rect,
    /// The page.
    pub(super) body: Rect,
}

/// The area that is drawn on: a cell smaller than the terminal, where there is room to move.
pub(super) fn stage(area: Rect, (right, down): (u16, u16)) -> Rect {
    if !is_roomy(area) {
        return area;
    }
    Rect::new(area.x + right, area.y + down, area.width - 1, area.height - 1)
}

/// Whether there is room for more than a list of the figures.
pub(super) fn is_roomy(area: Rect) -> bool {
    area.width >= ROOMY.width && area.height >= ROOMY.height
}

/// The parts of a stage.
pub(super) fn frame(stage: Rect) -> Frame {
    let air = u16::from(stage.height + 1 >= AIRY);
    let (header, rest) = split_top(stage, 1);
    let (worst, body) = split_top(rest, 1 + air);
    Frame { header, worst, body }
}

/// Four gauges, and what stands below them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Board {
    /// The gauges.
    pub(super) tiles: Vec<Rect>,
    /// How large their digits are.
    pub(super) digits: digits::Size,
    /// What is left for the chart.
    pub(super) chart: Rect,
    /// Where the code stands, if it fits.
    pub(super) code: Option<Rect>,
}

/// The gauges as large as they can be beside a chart of two fifths, or a smaller one; nothing where their
/// digits do not fit at all.
pub(super) fn board(body: Rect, texts: &[String], code: Option<Size>) -> Option<Board> {
    let code_rows = code.map_or(0, |code| code.height);
    let wanted = (body.height * 2 / 5).max(code_rows);
    (0..=wanted).rev().find_map(|foot| {
        let (top, _) = split_top(body, body.height.saturating_sub(foot + ROW_GAP));
        let (digits, tiles) = grid(top, texts)?;
        let bottom = tiles.last().map_or(body.y, |tile| tile.bottom() + ROW_GAP).min(body.bottom());
        let foot = Rect { y: bottom, height: body.bottom() - bottom, ..body };
        let (chart, code) = beside(foot, code);
        Some(Board { tiles, digits, chart, code })
    })
}

/// A chart, and a code at its right where there is room for both.
fn beside(foot: Rect, code: Option<Size>) -> (Rect, Option<Rect>) {
    let fits = |code: &Size| {
        code.height <= foot.height && code.width + COLUMN_GAP + CHART_WIDTH <= foot.width
    };
    let Some(code) = code.filter(fits) else { return (foot, None) };
    let place = Rect::new(foot.right() - code.width, foot.y, code.width, code.height);
    (Rect { width: foot.width - code.width - COLUMN_GAP, ..foot }, Some(place))
}

/// Gauges in the number of columns that makes their digits the largest.
fn grid(area: Rect, texts: &[String]) -> Option<(digits::Size, Vec<Rect>)> {
    let count = texts.len() as u16;
    let in_columns = |columns: u16| {
        let lines = count.div_ceil(columns);
        let width = (area.width + COLUMN_GAP) / columns;
        let height = (area.height + ROW_GAP) / lines;
        let cells = width.checked_sub(COLUMN_GAP + INDENT * 2)?;
        let rows = height.checked_sub(ROW_GAP + CHROME)?;
        let digits = digits::Size::largest(texts, cells, rows)?;
        let height = digits.rows + CHROME;
        let tile = |index: u16| {
            let (line, column) = (index / columns, index % columns);
            let y = area.y + line * (height + ROW_GAP);
            Rect::new(area.x + column * width, y, width - COLUMN_GAP, height)
        };
        Some((digits, (0..count).map(tile).collect()))
    };
    [4, 2]
        .into_iter()
        .filter_map(in_columns)
        .reduce(|best, other| if other.0 > best.0 { other } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Vec<String> {
        ["17.5%", "1,676", "5", "14m"].map(str::to_owned).to_vec()
    }

    #[test]
    fn nothing_lies_outside_or_over_another_part_at_any_size() {
        for width in (0..220).step_by(7) {
            for height in (0..70).step_by(3) {
                let area = Rect::new(0, 0, width, height);
                for code in [None, Some(Size::new(37, 20))] {
                    let Frame { header, worst, body } = frame(stage(area, (1, 1)));
                    let Some(board) = board(body, &texts(), code) else { continue };
                    let mut parts = board.tiles.clone();
                    parts.extend([header, worst, board.chart]);
                    parts.extend(board.code);
                    for (index, part) in parts.iter().enumerate() {
                        assert_eq!(area.intersection(*part), *part, "{area:?} {parts:?}");
                        for other in parts.iter().skip(index + 1) {
                            assert!(part.intersection(*other).is_empty(), "{area:?} {parts:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn usual_sizes_have_large_digits() {
        for (width, height, rows) in [(80, 24, 5), (120, 40, 7), (200, 60, 13), (160, 24, 5)] {
            let Frame { body, .. } = frame(stage(Rect::new(0, 0, width, height), (0, 0)));
            let board = board(body, &texts(), None).unwrap();
            assert!(board.digits.rows >= rows, "{width}x{height}: {board:?}");
            assert!(board.chart.height >= 2, "{width}x{height}: {board:?}");
        }
    }
}
