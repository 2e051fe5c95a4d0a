//! The link as a code for the camera of a telephone. It is black on white whatever the theme: a machine
//! reads it, and some read nothing else.

use qrcode::types::Color as Module;
use qrcode::{EcLevel, QrCode};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::{Color, Style};

use super::digits::half_block;
use crate::model::WebAddress;

/// Free modules around the code, as its standard asks for.
const QUIET: u16 = 4;

/// A link and its code.
#[derive(Clone, Debug)]
pub struct Code {
    /// The machine that it leads to.
    host: String,
    /// Modules a side.
    side: u16,
    /// Whether each is dark, row by row.
    dark: Vec<bool>,
}

impl Code {
    /// The code of a link; nothing where it is too long for one.
    pub fn new(link: &WebAddress) -> Option<Self> {
        let code = QrCode::with_error_correction_level(link.as_str(), EcLevel::L).ok()?;
        let side = u16::try_from(code.width()).ok()?;
        let dark = code.to_colors().into_iter().map(|module| module == Module::Dark).collect();
        Some(Self { host: link.host().to_owned(), side, dark })
    }

    /// Cells and rows that it takes, with a row for the name of the machine.
    pub(super) fn size(&self) -> Size {
        let side = self.side + QUIET * 2;
        Size::new(side, side.div_ceil(2) + 1)
    }

    /// Draws it from the upper left corner of an area that is large enough.
    pub(super) fn draw(&self, area: Rect, buffer: &mut Buffer, below: Style) {
        let paper = Style::new().fg(Color::Black).bg(Color::White);
        let Size { width, height } = self.size();
        for row in 0..height - 1 {
            for x in 0..width {
                let symbol = half_block(self.is_dark(x, row * 2), self.is_dark(x, row * 2 + 1));
                if let Some(cell) = buffer.cell_mut((area.x + x, area.y + row)) {
                    cell.set_symbol(symbol).set_style(paper);
                }
            }
        }
        let host = crate::tui::text::cut(&self.host, usize::from(width));
        buffer.set_string(area.x, area.y + height - 1, host, below);
    }

    /// Whether a module is dark; those around the code are not.
    fn is_dark(&self, x: u16, y: u16) -> bool {
        let place = |at: u16| at.checked_sub(QUIET).filter(|at| *at < self.side).map(usize::from);
        let place = place(x).zip(place(y)).map(|(x, y)| y * usize::from(self.side) + x);
        place.and_then(|place| self.dark.get(place).copied()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_is_drawn_where_it_belongs_within_a_quiet_frame() {
        let link: WebAddress = "https://runbooks.example.com/scouts".parse().unwrap();
        let code = Code::new(&link).unwrap();
        let Size { width, height } = code.size();
        let area = Rect::new(2, 1, width, height);
        let mut buffer = Buffer::empty(Rect::new(0, 0, width + 4, height + 2));
        code.draw(area, &mut buffer, Style::new());

        let expected = QrCode::with_error_correction_level(link.as_str(), EcLevel::L).unwrap();
        let (colors, side) = (expected.to_colors(), expected.width());
        for y in 0..usize::from(width) {
            for x in 0..usize::from(width) {
                let cell = &buffer[(area.x + x as u16, area.y + y as u16 / 2)];
                assert_eq!((cell.fg, cell.bg), (Color::Black, Color::White));
                let is_drawn = match cell.symbol() {
                    "█" => true,
                    "▀" => y % 2 == 0,
                    "▄" => y % 2 == 1,
                    _ => false,
                };
                let quiet = usize::from(QUIET);
                let inside =
                    (quiet..quiet + side).contains(&x) && (quiet..quiet + side).contains(&y);
                let is_dark = inside && colors[(y - quiet) * side + x - quiet] == Module::Dark;
                assert_eq!(is_drawn, is_dark, "{x} {y}");
            }
        }
        let last: String =
            (0..width).map(|x| buffer[(area.x + x, area.bottom() - 1)].symbol()).collect();
        assert_eq!(last.trim_end(), "runbooks.example.com");
    }
}
