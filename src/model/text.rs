//! Text from outside, made safe to show.
//!
//! A string of the database can hold anything: escape sequences that drive a terminal, characters that
//! reverse the reading order, a megabyte. [`clean`] is applied once, where rows are decoded, so that
//! nothing behind it needs to think of it again.

/// The longest text that is kept, in bytes; the rest is replaced by an ellipsis.
pub const MAX_BYTES: usize = 4096;

/// The most combining marks that are kept behind one base character.
const MAX_MARKS: usize = 7;

/// Replaces what could harm a terminal, a log or a table, and bounds the length.
///
/// Control characters (C0, DEL, C1), bidirectional controls, zero-width and other format characters, tag
/// characters and line separators become a visible `\u{…}`; tab and line breaks become a space. Runs of
/// combining marks are cut after seven.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len().min(MAX_BYTES));
    let mut marks = 0;
    for character in text.chars() {
        if cleaned.len() >= MAX_BYTES {
            cleaned.push('…');
            break;
        }
        if is_mark(character) {
            marks += 1;
            if marks > MAX_MARKS {
                continue;
            }
        } else {
            marks = 0;
        }
        match character {
            '\t' | '\n' | '\r' => cleaned.push(' '),
            _ if is_harmful(character) => {
                cleaned.extend(character.escape_unicode());
            }
            _ => cleaned.push(character),
        }
    }
    cleaned
}

/// Whether a terminal, or a reader's eye, could be led astray by the character.
fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{00ad}'
                | '\u{034f}'
                | '\u{061c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Combining marks of the common blocks: enough to stop a column of ten thousand accents.
fn is_mark(character: char) -> bool {
    matches!(
        character,
        '\u{0300}'..='\u{036f}'
            | '\u{0483}'..='\u{0489}'
            | '\u{0591}'..='\u{05bd}'
            | '\u{0610}'..='\u{061a}'
            | '\u{064b}'..='\u{065f}'
            | '\u{0e31}'
            | '\u{0e34}'..='\u{0e3a}'
            | '\u{0e47}'..='\u{0e4e}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_with_accents_stay_as_they_are() {
        assert_eq!(clean("Íñigo Muñoz Peña 東京"), "Íñigo Muñoz Peña 東京");
    }

    #[test]
    fn escape_sequences_become_visible() {
        assert_eq!(clean("a\u{1b}[2Jb\u{9b}c\u{7f}"), "a\\u{1b}[2Jb\\u{9b}c\\u{7f}");
    }

    #[test]
    fn line_breaks_and_tabs_become_spaces() {
        assert_eq!(clean("a\r\nb\tc"), "a  b c");
    }

    #[test]
    fn bidirectional_and_invisible_characters_become_visible() {
        assert_eq!(clean("\u{202e}x\u{200b}\u{feff}"), "\\u{202e}x\\u{200b}\\u{feff}");
    }

    #[test]
    fn a_tower_of_accents_is_cut() {
        let tower = format!("e{}z", "\u{0301}".repeat(10_000));
        assert_eq!(clean(&tower).chars().count(), 1 + MAX_MARKS + 1);
    }

    #[test]
    fn a_megabyte_is_cut() {
        let cut = clean(&"x".repeat(1 << 20));
        assert!(cut.len() <= MAX_BYTES + 16, "{}", cut.len());
        assert!(cut.ends_with('…'));
    }

    proptest! {
        #[test]
        fn nothing_harmful_survives(text in any::<String>()) {
            let cleaned = clean(&text);
            prop_assert!(!cleaned.chars().any(is_harmful));
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in "\\PC{0,200}") {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once);
        }
    }
}
