//! Text that fits: cut, padded and aligned by the cells it takes on a terminal.

use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Where text stands in a field that is wider than it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    Left,
    /// At the right: numbers.
    Right,
}

/// Cells that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text cut to `cells`, with an ellipsis where something is missing.
pub fn cut(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let Some(room) = cells.checked_sub(1) else {
        return String::new();
    };
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let cells = width(grapheme);
        if used + cells > room {
            break;
        }
        used += cells;
        kept.push_str(grapheme);
    }
    kept.push('…');
    kept
}

/// The line cut to `cells`, with an ellipsis where something is missing.
pub fn cut_line(line: Line<'_>, cells: usize) -> Line<'_> {
    if line.width() <= cells {
        return line;
    }
    let mut room = cells;
    let mut spans = Vec::new();
    for span in line.spans {
        let needed = span.width();
        if needed < room {
            room -= needed;
            spans.push(span);
        } else {
            // What follows does not fit, so this span says that something is missing, even if it fits.
            let text = cut(&format!("{} …", span.content), room);
            spans.push(Span::styled(text, span.style));
            break;
        }
    }
    Line { spans, ..line }
}

/// The text in a field of exactly `cells`.
pub fn fit(text: &str, cells: usize, align: Align) -> String {
    let text = cut(text, cells);
    let padding = " ".repeat(cells - width(&text).min(cells));
    match align {
        Align::Left => text + &padding,
        Align::Right => padding + &text,
    }
}

/// The text in lines of at most `cells`, broken at spaces where there are any.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut word = word;
        if !line.is_empty() && width(&line) + 1 + width(word) > cells {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        while line.is_empty() && width(word) > cells && cells > 0 {
            let mut used = 0;
            let end = word
                .grapheme_indices(true)
                .find(|(_, grapheme)| {
                    used += width(grapheme);
                    used > cells
                })
                .map_or(word.len(), |(index, _)| index);
            if end == 0 {
                break;
            }
            let (head, tail) = word.split_at(end);
            lines.push(head.to_owned());
            word = tail;
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(cut("Peña", 4), "Peña");
        assert_eq!(cut("Peñaloza", 4), "Peñ…");
        assert_eq!(cut("東京都", 4), "東…");
        assert_eq!(cut("x", 0), "");
    }

    #[test]
    fn numbers_stand_at_the_right() {
        assert_eq!(fit("12", 4, Align::Right), "  12");
        assert_eq!(fit("ab", 4, Align::Left), "ab  ");
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("", 3), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn a_field_is_exactly_as_wide_as_asked(text in "\\PC{0,40}", cells in 0_usize..30) {
            prop_assert_eq!(width(&fit(&text, cells, Align::Left)), cells);
        }

        #[test]
        fn a_wrapped_line_is_never_wider(text in "[a-zñ東 ]{0,60}", cells in 2_usize..20) {
            for line in wrap(&text, cells) {
                prop_assert!(width(&line) <= cells);
            }
        }
    }
}
