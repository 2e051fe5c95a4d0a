//! The selected row of a list that is held whole, known by what the row is and not by where it stands.

use super::cursor::{Cursor, Towards, step};
use super::keymap::Action;

/// The selection; the first row where nothing was selected yet or the selected row has gone.
#[derive(Clone, Copy, Debug)]
pub struct Choice<K> {
    key: Option<K>,
    offset: usize,
}

impl<K> Default for Choice<K> {
    fn default() -> Self {
        Self { key: None, offset: 0 }
    }
}

impl<K: Copy + PartialEq> Choice<K> {
    /// Selects a row.
    pub fn select(&mut self, key: K) {
        self.key = Some(key);
    }

    /// The selected one of these rows.
    pub fn among(&self, rows: &[K]) -> Option<K> {
        rows.get(self.place(rows)).copied()
    }

    /// The selected row and the visible part, for a screen of so many rows.
    pub fn cursor(&self, rows: &[K], height: usize) -> Cursor {
        Cursor { selected: self.place(rows), offset: self.offset }.visible(height, rows.len())
    }

    /// Moves the selection; says whether the key moves anything.
    pub fn update(&mut self, action: Action, rows: &[K], height: usize) -> bool {
        let Some(by) = step(action, height) else { return false };
        let cursor = self.cursor(rows, height).moved(by, rows.len()).visible(height, rows.len());
        self.offset = cursor.offset;
        self.key = rows.get(cursor.selected).copied().or(self.key);
        true
    }

    /// Selects the nearest other row in a direction that fits; says whether there is one.
    pub fn seek(&mut self, rows: &[K], towards: Towards, fits: impl Fn(&K) -> bool) -> bool {
        let place = self.place(rows);
        let found = match towards {
            Towards::Next => rows.iter().skip(place + 1).find(|row| fits(row)),
            Towards::Previous => rows.iter().take(place).rev().find(|row| fits(row)),
        };
        self.key = found.copied().or(self.key);
        found.is_some()
    }

    fn place(&self, rows: &[K]) -> usize {
        self.key.and_then(|key| rows.iter().position(|row| *row == key)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selection_follows_its_row_through_every_order() {
        let mut choice = Choice::default();
        assert_eq!(choice.among(&[3, 1, 2]), Some(3));
        assert!(choice.update(Action::Down, &[3, 1, 2], 10));
        assert_eq!(choice.among(&[1, 2, 3]), Some(1));
        assert_eq!(choice.cursor(&[2, 3, 1], 2), Cursor { selected: 2, offset: 1 });
        assert_eq!(choice.among(&[2, 3]), Some(2), "its row has gone");
        assert_eq!(choice.among(&[]), None);
        assert!(!choice.update(Action::Open, &[1], 10));
    }

    #[test]
    fn the_nearest_row_that_fits_is_found_in_either_direction() {
        let rows = [5, 2, 7, 4, 9, 6];
        let even = |row: &i32| row % 2 == 0;
        let mut choice = Choice::default();
        for (towards, found, selected) in [
            (Towards::Next, true, 2),
            (Towards::Next, true, 4),
            (Towards::Next, true, 6),
            (Towards::Next, false, 6),
            (Towards::Previous, true, 4),
            (Towards::Previous, true, 2),
            (Towards::Previous, false, 2),
        ] {
            assert_eq!(choice.seek(&rows, towards, even), found);
            assert_eq!(choice.among(&rows), Some(selected));
        }
        assert!(!choice.seek(&[], Towards::Next, even));
    }
}
