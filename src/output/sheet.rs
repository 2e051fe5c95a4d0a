//! Tables as data: columns described once for each kind of row, and the rows made of them.

use super::cell::{Align, Cell};

/// What happens to a column where a terminal is too narrow: first texts are cut, then columns are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fit {
    /// Its texts are cut, but never below so many cells; `None` cuts nothing.
    pub shrinks_to: Option<usize>,
    /// It is left out together with all others of its rank, the smallest rank first; `None` keeps it.
    pub drop_rank: Option<u8>,
}

/// One column of rows of type `R`.
#[derive(Debug)]
pub struct Column<R> {
    /// Its name in a spreadsheet: the column of the view, or the field of the JSON body. `None` where only
    /// tables have it.
    pub name: Option<&'static str>,
    /// Its heading in a table; `None` where only spreadsheets have it.
    pub heading: Option<&'static str>,
    /// Where its cells stand.
    pub align: Align,
    /// What happens where there is no room.
    pub fit: Fit,
    /// The value in a row.
    pub cell: fn(&R) -> Cell,
}

impl<R> Column<R> {
    /// A column of tables and spreadsheets, at the left and never cut.
    pub const fn new(name: &'static str, heading: &'static str, cell: fn(&R) -> Cell) -> Self {
        Self::of(Some(name), Some(heading), cell)
    }

    /// A column of spreadsheets alone.
    pub const fn exported(name: &'static str, cell: fn(&R) -> Cell) -> Self {
        Self::of(Some(name), None, cell)
    }

    /// A column of tables alone: what a person understands better than the value.
    pub const fn shown(heading: &'static str, cell: fn(&R) -> Cell) -> Self {
        Self::of(None, Some(heading), cell)
    }

    const fn of(
        name: Option<&'static str>,
        heading: Option<&'static str>,
        cell: fn(&R) -> Cell,
    ) -> Self {
        let fit = Fit { shrinks_to: None, drop_rank: None };
        Self { name, heading, align: Align::Left, fit, cell }
    }

    /// The same column at the right: numbers.
    #[must_use]
    pub const fn right(mut self) -> Self {
        self.align = Align::Right;
        self
    }

    /// The same column, which shrinks to so many cells.
    #[must_use]
    pub const fn shrinks(mut self, least: usize) -> Self {
        self.fit.shrinks_to = Some(least);
        self
    }

    /// The same column, which can be left out.
    #[must_use]
    pub const fn drops(mut self, rank: u8) -> Self {
        self.fit.drop_rank = Some(rank);
        self
    }
}

/// A column without its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) name: Option<&'static str>,
    pub(super) heading: Option<&'static str>,
    pub(super) align: Align,
    pub(super) fit: Fit,
}

/// Columns and rows. Every row has as many cells as there are columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    pub(super) heads: Vec<Head>,
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// The rows in the columns.
    pub fn of<'a, R: 'a>(columns: &[Column<R>], rows: impl IntoIterator<Item = &'a R>) -> Self {
        let heads = columns
            .iter()
            .map(|column| Head {
                name: column.name,
                heading: column.heading,
                align: column.align,
                fit: column.fit,
            })
            .collect();
        let rows = rows
            .into_iter()
            .map(|row| columns.iter().map(|column| (column.cell)(row)).collect())
            .collect();
        Self { heads, rows }
    }

    /// Names and values below one another, without headings.
    pub fn fields(fields: impl IntoIterator<Item = (&'static str, Cell)>) -> Self {
        let columns = [
            Column::shown("", |(name, _): &(&'static str, Cell)| Cell::word(*name)),
            Column::shown("", |(_, value): &(&'static str, Cell)| value.clone()).shrinks(8),
        ];
        let fields: Vec<_> = fields.into_iter().collect();
        Self::of(&columns, &fields)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// A table with what stands above it.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The title; `None` where there is only one table.
    pub title: Option<String>,
    /// The table.
    pub sheet: Sheet,
}

impl Section {
    /// The only table of a document.
    pub const fn only(sheet: Sheet) -> Self {
        Self { title: None, sheet }
    }

    /// One of several tables.
    pub fn titled(title: impl Into<String>, sheet: Sheet) -> Self {
        Self { title: Some(title.into()), sheet }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column<i64>; 2] = [
        Column::new("last_event_date", "LAST EVENT", |row| Cell::Number(*row)),
        Column::exported("event_count", |row| Cell::Count(*row)),
    ];

    #[test]
    fn every_row_has_a_cell_for_each_column() {
        let sheet = Sheet::of(&COLUMNS, &[1, 2]);
        assert_eq!(sheet.len(), 2);
        assert!(sheet.rows.iter().all(|row| row.len() == sheet.heads.len()));
    }
}
