//! The keys and the sign of a list's order.

use super::keymap::Action;
use crate::model::{Language, Sort, say};

/// Turns to the next of the orders that a list offers, or turns the order round; says whether the key
/// means either.
pub fn update(sort: &mut Sort, action: Action, offered: &[Sort]) -> bool {
    match action {
        Action::SortNext => {
            let current = offered.iter().position(|one| one.column == sort.column);
            let next = current.map_or(0, |index| (index + 1) % offered.len());
            *sort = offered.get(next).copied().unwrap_or(*sort);
        }
        Action::SortReverse => sort.descending = !sort.descending,
        _ => return false,
    }
    true
}

/// The order as a pane's title says it; the name of what rows are ordered by is the same in every language.
pub fn note(by: &str, sort: Sort, language: Language) -> String {
    let mark = mark(sort);
    say!(language, "sort: {by} {mark}", "orden: {by} {mark}")
}

/// The sign of the direction.
pub const fn mark(sort: Sort) -> &'static str {
    if sort.descending { "▼" } else { "▲" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SortColumn;

    #[test]
    fn the_orders_come_round_and_turn_round() {
        let offered = [Sort::descending(SortColumn::Last), Sort::ascending(SortColumn::Name)];
        let mut sort = offered[0];
        assert!(update(&mut sort, Action::SortNext, &offered));
        assert_eq!(sort, offered[1]);
        assert!(update(&mut sort, Action::SortReverse, &offered));
        assert_eq!((sort.column, mark(sort)), (SortColumn::Name, "▼"));
        assert!(update(&mut sort, Action::SortNext, &offered));
        assert_eq!(sort, offered[0]);
        assert!(!update(&mut sort, Action::Down, &offered));
    }
}
