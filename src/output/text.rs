//! Text by the cells that it takes on a terminal.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Cells that a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The text cut to `cells`, with an ellipsis where something is missing.
pub(crate) fn cut(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let Some(room) = cells.checked_sub(1) else { return String::new() };
    let mut kept = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += width(grapheme);
        if used > room {
            break;
        }
        kept.push_str(grapheme);
    }
    kept.push('…');
    kept
}

/// The text in lines of at most `cells`, broken at spaces where there are any.
pub(crate) fn wrap(text: &str, cells: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_inclusive(' ') {
        if used + width(word.trim_end()) > cells && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            used = 0;
        }
        if used + width(word.trim_end()) <= cells {
            line.push_str(word);
            used += width(word);
            continue;
        }
        for grapheme in word.graphemes(true) {
            let needed = width(grapheme);
            if used + needed > cells && !line.is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                used = 0;
            }
            line.push_str(grapheme);
            used += needed;
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_cut_says_so_and_a_wide_character_is_not_halved() {
        assert_eq!(cut("Peñaloza", 4), "Peñ…");
        assert_eq!(cut("東京都", 4), "東…");
        assert_eq!(cut("Peña", 4), "Peña");
        assert_eq!(cut("x", 0), "");
    }

    #[test]
    fn lines_break_at_spaces_and_a_long_word_where_it_must() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("a|b", 80), ["a|b"]);
        assert_eq!(wrap("", 3), [""]);
        assert_eq!(wrap("one two six", 7), ["one two", "six"], "a blank needs no room at the end");
    }

    proptest! {
        #[test]
        fn a_wrapped_line_is_never_wider_than_asked(text in "[a-zñ東., ]{0,80}", cells in 2_usize..30) {
            for line in wrap(&text, cells) {
                prop_assert!(width(&line) <= cells, "{line:?}");
            }
        }

        #[test]
        fn nothing_but_spaces_is_lost(text in "[a-z.,|' ]{0,80}", cells in 1_usize..30) {
            let without = |text: &str| text.replace(' ', "");
            prop_assert_eq!(without(&wrap(&text, cells).concat()), without(&text));
        }

        #[test]
        fn a_cut_text_is_never_wider_than_asked(text in "\\PC{0,60}", cells in 0_usize..40) {
            prop_assert!(width(&cut(&text, cells)) <= cells);
        }
    }
}
