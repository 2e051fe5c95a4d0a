//! How wide each column of a table is, and which ones are left out.

use super::super::sheet::{Fit, Head};
use super::super::text::width;
use super::{Field, GAP, Paint};
use crate::output::Align;

/// The columns that are shown, with their widths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    columns: Vec<Placed>,
    /// The headings of the columns that are left out.
    pub(super) hidden: Vec<&'static str>,
}

/// A column that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Placed {
    index: usize,
    align: Align,
    fit: Fit,
    natural: usize,
    cells: usize,
}

impl Placed {
    /// Cells that it can give.
    fn spare(self) -> usize {
        self.fit.shrinks_to.map_or(0, |least| self.cells.saturating_sub(least.min(self.natural)))
    }
}

impl Layout {
    /// Makes room for all texts, or for as much as fits into `room` cells.
    pub(super) fn of(heads: &[Head], texts: &[Vec<String>], room: Option<usize>) -> Self {
        let mut columns: Vec<_> = heads
            .iter()
            .enumerate()
            .filter_map(|(index, head)| {
                let heading = head.heading?;
                let widest = texts.iter().filter_map(|row| row.get(index)).map(|text| width(text));
                let natural = widest.max().unwrap_or(0).max(width(heading));
                Some(Placed { index, align: head.align, fit: head.fit, natural, cells: natural })
            })
            .collect();
        let hidden = match room {
            Some(room) => make_fit(&mut columns, room),
            None => Vec::new(),
        };
        let hidden = hidden.into_iter().filter_map(|index| heads.get(index)?.heading).collect();
        Self { columns, hidden }
    }

    /// The place of the last column and its cells.
    pub(super) fn last(&self) -> Option<(usize, usize)> {
        self.columns.last().map(|column| (column.index, column.cells))
    }

    /// The fields of one line, whose texts are found by the place of their column in the sheet.
    pub(super) fn line(&self, text_of: impl Fn(usize) -> (String, Paint)) -> Vec<Field> {
        self.columns
            .iter()
            .filter(|column| column.cells > 0)
            .map(|column| {
                let (text, paint) = text_of(column.index);
                Field::new(&text, column.cells, column.align, paint)
            })
            .collect()
    }
}

/// Makes the columns fit into the room. Returns the places of those that are left out.
fn make_fit(columns: &mut Vec<Placed>, room: usize) -> Vec<usize> {
    let mut hidden = Vec::new();
    while !shrink(columns, room) {
        let Some(rank) = columns.iter().filter_map(|column| column.fit.drop_rank).min() else {
            hidden.extend(squeeze(columns, room));
            break;
        };
        // Columns of one rank mean something only together.
        let dropped = columns.extract_if(.., |column| column.fit.drop_rank == Some(rank));
        hidden.extend(dropped.map(|column| column.index));
        for column in columns.iter_mut() {
            column.cells = column.natural;
        }
    }
    hidden
}

/// Cells of a whole line.
fn total(columns: &[Placed]) -> usize {
    let cells: usize = columns.iter().map(|column| column.cells).sum();
    cells + GAP.len() * columns.len().saturating_sub(1)
}

/// Takes cells from the widest of the columns that can give some, until the line fits. Says whether it does.
fn shrink(columns: &mut [Placed], room: usize) -> bool {
    loop {
        let excess = total(columns).saturating_sub(room);
        if excess == 0 {
            return true;
        }
        let giving = columns.iter().filter(|column| column.spare() > 0).map(|column| column.cells);
        let Some(widest) = giving.clone().max() else { return false };
        let equals = giving.clone().filter(|cells| *cells == widest).count();
        let next = giving.filter(|cells| *cells < widest).max();
        // A single widest column goes down to the next one at once; equals give in turn.
        let step = match next {
            _ if equals > 1 => 1,
            Some(next) => widest - next,
            None => excess,
        };
        let column = columns.iter_mut().find(|column| column.spare() > 0 && column.cells == widest);
        let Some(column) = column else { return false };
        column.cells -= step.min(excess).min(column.spare());
    }
}

/// The last resort: the line ends where the terminal does. Returns the places of the columns behind its end.
fn squeeze(columns: &mut Vec<Placed>, room: usize) -> Vec<usize> {
    let mut left = room;
    for (place, column) in columns.iter_mut().enumerate() {
        left = left.saturating_sub(if place > 0 { GAP.len() } else { 0 });
        column.cells = column.cells.min(left);
        left -= column.cells;
    }
    columns.extract_if(.., |column| column.cells == 0).map(|column| column.index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shrinks(least: usize) -> Fit {
        Fit { shrinks_to: Some(least), drop_rank: None }
    }

    fn drops(rank: u8) -> Fit {
        Fit { shrinks_to: None, drop_rank: Some(rank) }
    }

    fn head(heading: &'static str, fit: Fit) -> Head {
        Head { name: None, heading: Some(heading), align: Align::Left, fit }
    }

    fn widths(
        heads: &[Head],
        row: &[&str],
        room: Option<usize>,
    ) -> (Vec<usize>, Vec<&'static str>) {
        let texts = vec![row.iter().map(|text| (*text).to_owned()).collect()];
        let layout = Layout::of(heads, &texts, room);
        (layout.columns.iter().map(|column| column.cells).collect(), layout.hidden)
    }

    #[test]
    fn without_a_terminal_nothing_is_cut() {
        let heads = [head("KEY", Fit::default()), head("NAME", shrinks(4))];
        assert_eq!(widths(&heads, &["abc", &"x".repeat(300)], None), (vec![3, 300], vec![]));
    }

    #[test]
    fn texts_give_way_before_columns_and_the_widest_first() {
        let heads = [
            head("KEY", Fit::default()),
            head("NAME", shrinks(6)),
            head("WHY", drops(1)),
            head("NOTE", shrinks(6)),
        ];
        let row = ["12345678", "a name of 16 ...", "why", "twelve cells"];
        let natural = 8 + 16 + 3 + 12 + 3 * 2;
        assert_eq!(widths(&heads, &row, Some(natural)).0, [8, 16, 3, 12]);
        assert_eq!(widths(&heads, &row, Some(natural - 3)).0, [8, 13, 3, 12]);
        assert_eq!(widths(&heads, &row, Some(natural - 8)).0, [8, 10, 3, 10]);
        assert_eq!(widths(&heads, &row, Some(8 + 6 + 3 + 6 + 6)), (vec![8, 6, 3, 6], vec![]));
        assert_eq!(widths(&heads, &row, Some(8 + 6 + 3 + 6 + 5)), (vec![8, 8, 8], vec!["WHY"]));
    }

    #[test]
    fn columns_of_one_rank_go_together() {
        let heads = [head("KEY", Fit::default()), head("A", drops(1)), head("B", drops(1))];
        assert_eq!(widths(&heads, &["12345678", "1", "2"], Some(13)), (vec![8], vec!["A", "B"]));
    }

    #[test]
    fn a_column_can_shrink_first_and_go_later() {
        let both = Fit { shrinks_to: Some(4), drop_rank: Some(1) };
        let heads = [head("KEY", Fit::default()), head("NOTE", both)];
        let row = ["12345678", "twelve cells"];
        assert_eq!(widths(&heads, &row, Some(14)), (vec![8, 4], vec![]));
        assert_eq!(widths(&heads, &row, Some(13)), (vec![8], vec!["NOTE"]));
    }

    #[test]
    fn columns_that_can_be_missed_go_in_their_order() {
        let heads = [
            head("KEY", Fit::default()),
            head("LATER", drops(2)),
            head("FIRST", drops(1)),
            head("NEVER", Fit::default()),
        ];
        let row = ["12345678", "b", "c", "d"];
        assert_eq!(widths(&heads, &row, Some(23)).1, ["FIRST"]);
        assert_eq!(widths(&heads, &row, Some(16)).1, ["FIRST", "LATER"]);
        assert_eq!(widths(&heads, &row, Some(12)), (vec![8, 2], vec!["FIRST", "LATER"]));
        assert_eq!(widths(&heads, &row, Some(3)), (vec![3], vec!["FIRST", "LATER", "NEVER"]));
        assert_eq!(widths(&heads, &row, Some(0)).0, Vec::<usize>::new());
    }

    proptest! {
        #[test]
        fn a_line_is_never_wider_than_the_terminal(
            texts in proptest::collection::vec("\\PC{0,40}", 4),
            room in 0_usize..120,
        ) {
            let heads = [
                head("ONE", Fit::default()),
                head("TWO", shrinks(5)),
                head("THREE", drops(1)),
                head("FOUR", shrinks(9)),
            ];
            let layout = Layout::of(&heads, &[texts], Some(room));
            prop_assert!(total(&layout.columns) <= room);
        }
    }
}
