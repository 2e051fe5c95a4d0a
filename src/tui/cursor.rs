//! The selected row of a list and the part of it that is on screen.

use super::keymap::Action;
use crate::model::{Language, say};

/// How far a key moves in a list of which `height` rows are visible; nothing where it moves nothing.
pub fn step(action: Action, height: usize) -> Option<isize> {
    // A page keeps one row in view, so that the eye finds its place again.
    let page = height.max(2) as isize - 1;
    Some(match action {
        Action::Up => -1,
        Action::Down => 1,
        Action::PageUp => -page,
        Action::PageDown => page,
        Action::First => isize::MIN,
        Action::Last => isize::MAX,
        _ => return None,
    })
}

/// In which direction something is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Towards {
    /// Below the selected row.
    Next,
    /// Above it.
    Previous,
}

/// Says that nothing was found.
pub fn not_found(filter: &str, towards: Towards, language: Language) -> String {
    match towards {
        Towards::Next => say!(
            language,
            "no row below this one fits '{filter}'",
            "ninguna fila más abajo cumple '{filter}'"
        ),
        Towards::Previous => say!(
            language,
            "no row above this one fits '{filter}'",
            "ninguna fila más arriba cumple '{filter}'"
        ),
    }
}

/// A selected row and the first visible one, both counted from the start of the loaded rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The selected row.
    pub selected: usize,
    /// The first visible row.
    pub offset: usize,
}

impl Cursor {
    /// The cursor moved by so many rows, staying among `len` rows.
    #[must_use]
    pub fn moved(self, by: isize, len: usize) -> Self {
        let selected = self.selected.saturating_add_signed(by).min(len.saturating_sub(1));
        Self { selected, ..self }
    }

    /// The cursor with its row visible in `height` rows and no empty space below the last of `len` rows.
    #[must_use]
    pub fn visible(self, height: usize, len: usize) -> Self {
        let selected = self.selected.min(len.saturating_sub(1));
        let lowest = selected.saturating_sub(height.saturating_sub(1));
        let highest = selected.min(len.saturating_sub(height));
        Self { selected, offset: self.offset.clamp(lowest.min(highest), highest) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_selected_row_is_always_on_screen(
            selected in 0_usize..200, offset in 0_usize..200, by in -300_isize..300,
            height in 1_usize..50, len in 1_usize..200,
        ) {
            let cursor = Cursor { selected, offset }.moved(by, len).visible(height, len);
            prop_assert!(cursor.selected < len);
            prop_assert!(cursor.offset <= cursor.selected);
            prop_assert!(cursor.selected < cursor.offset + height);
            prop_assert!(cursor.offset == 0 || cursor.offset + height <= len);
        }
    }

    #[test]
    fn an_empty_list_has_a_cursor_too() {
        let cursor = Cursor { selected: 7, offset: 3 }.moved(-1, 0).visible(5, 0);
        assert_eq!(cursor, Cursor::default());
    }
}
