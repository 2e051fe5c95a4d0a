//! A row as it is taken along: every value under the name of its column, whole and not as it is cut for the screen.

use crate::model::{
    BacklogRow, Claim, ConflictRow, DailyPoint, Evidence, LiquidationRow, PersonKey, Run,
};
use crate::output::Column;
use crate::output::subject::{backlog, collection, conflicts, daily, jobs, liquidation, person};

/// A value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The column, as exports name it.
    pub name: &'static str,
    /// The value as it is.
    pub value: String,
    /// The value as a spreadsheet takes it for no formula.
    pub guarded: String,
}

/// What can be taken along.
pub trait Row {
    /// The values that are known and those that are not, in the order of an export.
    fn fields(&self) -> Vec<Field>;

    /// The person behind it.
    fn person(&self) -> Option<PersonKey>;
}

/// Values in one line, with tabs between.
pub fn tabs(fields: &[Field]) -> String {
    let flat = |field: &Field| field.guarded.replace(['\t', '\n', '\r'], " ");
    fields.iter().map(flat).collect::<Vec<_>>().join("\t")
}

fn fields<R>(columns: &[Column<R>], row: &R) -> Vec<Field> {
    let field = |column: &Column<R>| {
        let cell = (column.cell)(row);
        Some(Field { name: column.name?, value: cell.plain(), guarded: cell.in_spreadsheet() })
    };
    columns.iter().filter_map(field).collect()
}

macro_rules! rows {
    ($($row:ty, $columns:expr, $person:expr;)+) => {
        $(impl Row for $row {
            fn fields(&self) -> Vec<Field> {
                fields($columns, self)
            }

            fn person(&self) -> Option<PersonKey> {
                let person: fn(&$row) -> Option<PersonKey> = $person;
                person(self)
            }
        })+
    };
}

rows![
    BacklogRow, backlog::COLUMNS, |row| Some(row.person_key);
    ConflictRow, conflicts::COLUMNS, |row| Some(row.person_key);
    Claim, collection::COLUMNS, |row| row.person_key;
    LiquidationRow, liquidation::COLUMNS, |row| Some(row.person_key);
    Run, jobs::COLUMNS, |_| None;
    DailyPoint, daily::COLUMNS, |_| None;
    Evidence, person::COLUMNS, |_| None;
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_one_line_and_no_formula_whatever_its_texts_are() {
        let row = |name: &'static str, value: &str, guarded: &str| Field {
            name,
            value: value.to_owned(),
            guarded: guarded.to_owned(),
        };
        let fields = [row("a", "=1+1", "'=1+1"), row("b", "x\ty\nz|", "x\ty\nz|")];
        assert_eq!(tabs(&fields), "'=1+1\tx y z|");
    }
}
