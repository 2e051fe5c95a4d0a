//! Digits that are read across a room: seven segments of half blocks, at any size from five rows on.
//!
//! A cell is two dots, one above the other, so that a dot is about as wide as it is high.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Style;

/// The fewest rows of a digit.
pub(super) const LEAST_ROWS: u16 = 5;

/// The most; beyond this a digit is no easier to read.
const MOST_ROWS: u16 = 20;

/// The fewest cells of a digit.
const LEAST_WIDTH: u16 = 5;

/// How large digits are. The greater size is the larger one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Size {
    /// Rows of a digit.
    pub(super) rows: u16,
    /// Cells of a digit.
    width: u16,
}

impl Size {
    /// The largest digits in which every text fits into so many cells and rows.
    pub(super) fn largest(texts: &[String], cells: u16, rows: u16) -> Option<Self> {
        (LEAST_ROWS..=rows.min(MOST_ROWS)).rev().find_map(|rows| {
            let ideal = (rows * 6).div_ceil(5);
            (ideal.saturating_sub(1).max(LEAST_WIDTH)..=ideal)
                .rev()
                .map(|width| Self { rows, width })
                .find(|size| texts.iter().all(|text| size.cells(text) <= cells))
        })
    }

    /// Cells that a text takes.
    pub(super) fn cells(self, text: &str) -> u16 {
        let glyphs = text.chars().map(|character| self.advance(character) + self.gap());
        glyphs.sum::<u16>().saturating_sub(self.gap())
    }

    /// Draws a text with its upper left corner at a place.
    pub(super) fn draw(self, text: &str, place: Position, buffer: &mut Buffer, style: Style) {
        let mut x = place.x;
        for character in text.chars() {
            let glyph = self.glyph(character);
            glyph.draw(Position { x, ..place }, buffer, style);
            x = x.saturating_add(glyph.width + self.gap());
        }
    }

    /// Dots that a stroke is thick.
    const fn stroke(self) -> u16 {
        let stroke = (self.width * 10 + 18) / 36;
        if stroke < 2 { 2 } else { stroke }
    }

    /// Cells between two characters.
    const fn gap(self) -> u16 {
        if self.width > LEAST_WIDTH { self.stroke() } else { 1 }
    }

    /// Free cells between the strokes of an `m`.
    fn aisle(self) -> u16 {
        (self.width - self.stroke() * 2).div_ceil(2).max(1)
    }

    /// Cells that a character takes.
    fn advance(self, character: char) -> u16 {
        match character {
            '1' => self.stroke() * 2,
            '%' => self.width + 1,
            'm' => self.stroke() * 3 + self.aisle() * 2,
            _ if Segments::of(character).is_some() => self.width,
            _ => self.stroke(),
        }
    }

    fn glyph(self, character: char) -> Dots {
        let (stroke, height) = (self.stroke(), self.rows * 2);
        let width = self.advance(character);
        if let Some(segments) = Segments::of(character) {
            return segments.dots(width, height, stroke);
        }
        let mut dots = Dots::new(width, height);
        match character {
            '1' => {
                dots.fill(stroke..width, 0..height);
                dots.fill(0..stroke, stroke / 2..stroke / 2 + stroke);
            }
            '.' => dots.fill(0..stroke, height - stroke..height),
            ',' => {
                dots.fill(0..stroke, height - stroke - 1..height - 1);
                dots.fill(0..stroke.div_ceil(2), height - 1..height);
            }
            '%' => self.percent(&mut dots),
            'm' => {
                let middle = (height - stroke) / 2;
                dots.fill(0..width, middle..middle + stroke);
                let step = stroke + self.aisle();
                for left in [0, step, step * 2] {
                    dots.fill(left..left + stroke, middle..height);
                }
                dots.clear(width - 1, middle);
            }
            _ => {}
        }
        dots
    }

    fn percent(self, dots: &mut Dots) {
        let stroke = self.stroke();
        let (width, height) = (dots.width, dots.height);
        let way = width - stroke;
        for y in 0..height {
            let left = way - way * y / (height - 1);
            dots.fill(left..left + stroke, y..y + 1);
        }
        let ring = stroke + stroke / 2;
        dots.fill(0..stroke, 0..ring);
        dots.fill(width - stroke..width, height - ring..height);
    }
}

/// Which of the seven segments are lit.
#[derive(Clone, Copy)]
struct Segments {
    top: bool,
    middle: bool,
    bottom: bool,
    /// Upper and lower.
    left: [bool; 2],
    /// Upper and lower.
    right: [bool; 2],
}

impl Segments {
    fn of(character: char) -> Option<Self> {
        // Top, middle, bottom, upper and lower left, upper and lower right.
        let lit: [u8; 7] = match character {
            '0' => [1, 0, 1, 1, 1, 1, 1],
            '2' => [1, 1, 1, 0, 1, 1, 0],
            '3' => [1, 1, 1, 0, 0, 1, 1],
            '4' => [0, 1, 0, 1, 0, 1, 1],
            '5' => [1, 1, 1, 1, 0, 0, 1],
            '6' => [1, 1, 1, 1, 1, 0, 1],
            '7' => [1, 0, 0, 0, 0, 1, 1],
            '8' => [1, 1, 1, 1, 1, 1, 1],
            '9' => [1, 1, 1, 1, 0, 1, 1],
            'd' => [0, 1, 1, 0, 1, 1, 1],
            'h' => [0, 1, 0, 1, 1, 0, 1],
            '–' | '-' => [0, 1, 0, 0, 0, 0, 0],
            _ => return None,
        };
        let [top, middle, bottom, upper_left, lower_left, upper_right, lower_right] =
            lit.map(|lit| lit == 1);
        let (left, right) = ([upper_left, lower_left], [upper_right, lower_right]);
        Some(Self { top, middle, bottom, left, right })
    }

    fn dots(self, width: u16, height: u16, stroke: u16) -> Dots {
        let mut dots = Dots::new(width, height);
        let middle = (height - stroke) / 2;
        let rows = [0..middle + stroke, middle..height];
        for (is_lit, y) in [(self.top, 0), (self.middle, middle), (self.bottom, height - stroke)] {
            if is_lit {
                dots.fill(0..width, y..y + stroke);
            }
        }
        for (side, left) in [(self.left, 0), (self.right, width - stroke)] {
            for (is_lit, rows) in side.into_iter().zip(rows.clone()) {
                if is_lit {
                    dots.fill(left..left + stroke, rows);
                }
            }
        }
        self.round(&mut dots, middle..middle + stroke);
        dots
    }

    /// Takes the dot off each corner that a stroke turns at.
    fn round(self, dots: &mut Dots, middle: std::ops::Range<u16>) {
        let (right, bottom) = (dots.width - 1, dots.height - 1);
        for ([upper, lower], x) in [(self.left, 0), (self.right, right)] {
            let corners = [
                (self.top && upper, 0),
                (self.bottom && lower, bottom),
                (self.middle && upper && !lower, middle.end - 1),
                (self.middle && lower && !upper, middle.start),
            ];
            for (_, y) in corners.into_iter().filter(|(turns, _)| *turns) {
                dots.clear(x, y);
            }
        }
    }
}

/// A character as dots.
struct Dots {
    width: u16,
    height: u16,
    lit: Vec<bool>,
}

impl Dots {
    fn new(width: u16, height: u16) -> Self {
        Self { width, height, lit: vec![false; usize::from(width) * usize::from(height)] }
    }

    fn fill(&mut self, columns: std::ops::Range<u16>, rows: std::ops::Range<u16>) {
        for y in rows {
            for x in columns.clone() {
                self.set(x, y, true);
            }
        }
    }

    fn clear(&mut self, x: u16, y: u16) {
        self.set(x, y, false);
    }

    fn set(&mut self, x: u16, y: u16, lit: bool) {
        let place = usize::from(y) * usize::from(self.width) + usize::from(x);
        if let Some(dot) = self.lit.get_mut(place).filter(|_| x < self.width) {
            *dot = lit;
        }
    }

    fn is_lit(&self, x: u16, y: u16) -> bool {
        let place = usize::from(y) * usize::from(self.width) + usize::from(x);
        self.lit.get(place).copied().unwrap_or_default()
    }

    fn draw(&self, place: Position, buffer: &mut Buffer, style: Style) {
        for row in 0..self.height / 2 {
            for x in 0..self.width {
                let symbol = half_block(self.is_lit(x, row * 2), self.is_lit(x, row * 2 + 1));
                let at = (place.x.saturating_add(x), place.y.saturating_add(row));
                if let Some(cell) = buffer.cell_mut(at) {
                    cell.set_symbol(symbol).set_style(style);
                }
            }
        }
    }
}

/// The character whose upper and lower half are lit or not.
pub(super) const fn half_block(upper: bool, lower: bool) -> &'static str {
    match (upper, lower) {
        (true, true) => "█",
        (true, false) => "▀",
        (false, true) => "▄",
        (false, false) => " ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;

    fn drawn(text: &str, size: Size) -> String {
        let area = Rect::new(0, 0, size.cells(text), size.rows);
        let mut buffer = Buffer::empty(area);
        size.draw(text, Position::ORIGIN, &mut buffer, Style::new());
        let rows = buffer.content.chunks(usize::from(area.width));
        let rows: Vec<String> = rows
            .map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>())
            .map(|row| row.trim_end().to_owned())
            .collect();
        rows.join("\n")
    }

    #[test]
    fn the_smallest_digits_have_five_rows() {
        let size = Size { rows: 5, width: 6 };
        let expected = "\
▄████▄  ▄▄██  █████▄
██  ██  ▀▀██      ██
██  ██    ██      ██
██  ██    ██      ██
▀████▀    ██      ██";
        assert_eq!(drawn("017", size), expected);
    }

    #[test]
    fn every_digit_looks_like_no_other_at_every_size() {
        for rows in LEAST_ROWS..=MOST_ROWS {
            let size = Size::largest(&["8".to_owned()], 100, rows).unwrap();
            assert_eq!(size.rows, rows);
            let mut seen = std::collections::HashSet::new();
            for character in "0123456789.,%mhd–".chars() {
                let drawn = drawn(&character.to_string(), size);
                assert!(seen.insert(drawn.clone()), "{character} at {rows}\n{drawn}");
            }
        }
    }

    #[test]
    fn the_largest_size_fits_and_one_row_more_does_not() {
        let texts = ["17.5%", "1,676", "5", "14m"].map(str::to_owned);
        for cells in 20..120 {
            let Some(size) = Size::largest(&texts, cells, 40) else {
                assert!(cells < 30);
                continue;
            };
            assert!(texts.iter().all(|text| size.cells(text) <= cells));
        }
        assert_eq!(Size::largest(&texts, 200, 4), None);
    }
}
