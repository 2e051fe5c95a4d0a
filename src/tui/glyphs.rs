//! What a terminal without UTF-8 gets of a finished frame: the same cells with characters of ASCII.
//!
//! One place for all of it: screens are written as if every terminal had every character, and a frame loses
//! what the terminal lacks cell by cell, so that nothing moves.

use ratatui::buffer::Buffer;
use unicode_normalization::UnicodeNormalization as _;

use crate::config::Glyphs;

/// Replaces every character that is not ASCII, where the terminal shows no other.
pub fn degrade(glyphs: Glyphs, buffer: &mut Buffer) {
    if glyphs != Glyphs::Ascii {
        return;
    }
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let plain = ascii(cell.symbol());
            cell.set_char(plain);
        }
    }
}

/// Shapes of the dashboard, and what stands for them. Blocks go from low to high.
const SHAPES: [(&str, &str); 11] = [
    ("▁▂▃▄▅▆▇█", "_,-=+*%#"),
    ("▏▎▍▌▋▊▉", "|||####"),
    ("▀╱", "\"/"),
    ("●■", "oX"),
    ("▲▼↑↓", "^v^v"),
    ("▶▸›", ">>>"),
    ("–—−─━", "-----"),
    ("│┃└┌┐┘┼", "||+++++"),
    ("…", "~"),
    ("·•×", ".*x"),
    ("Δ", "d"),
];

/// The one character of ASCII that comes nearest: for a shape what stands for it, for a letter the one without
/// its accent, for anything else a question mark.
fn ascii(symbol: &str) -> char {
    let Some(first) = symbol.chars().next() else { return ' ' };
    let mut shapes = SHAPES.iter().flat_map(|(shapes, plain)| shapes.chars().zip(plain.chars()));
    match shapes.find(|(shape, _)| *shape == first) {
        Some((_, plain)) => plain,
        None => first.nfd().next().filter(char::is_ascii).unwrap_or('?'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    #[test]
    fn shapes_keep_apart_and_letters_lose_their_accents() {
        let text = "● OK ■ CRIT ▲41 ▸ Íñigo Muñoz – 東京 ▁▂▃▄▅▆▇█·";
        let mut buffer = Buffer::empty(Rect::new(0, 0, 60, 1));
        buffer.set_string(0, 0, text, Style::new());
        degrade(Glyphs::Ascii, &mut buffer);
        let drawn: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(drawn.trim_end(), "o OK X CRIT ^41 > Inigo Munoz - ? ?  _,-=+*%#.");
    }
}
