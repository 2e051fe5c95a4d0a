//! What one statement of a read answered, until it is decoded.

use tokio_postgres::Row;

use crate::db::sql::Sql;
use crate::model::{Failure, FailureKind};

/// The rows of one statement, or why there are none.
#[derive(Debug)]
pub struct Rows<'a> {
    sql: Sql<'a>,
    outcome: Result<Vec<Row>, Failure>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(sql: Sql<'a>, outcome: Result<Vec<Row>, Failure>) -> Self {
        Self { sql, outcome }
    }

    /// One value a row; a failure says which file it speaks of.
    ///
    /// # Errors
    /// What the server or the driver said, or what `decode` says.
    pub fn decode<T>(self, decode: impl Fn(&Row) -> Result<T, Failure>) -> Result<Vec<T>, Failure> {
        let Self { sql, outcome } = self;
        outcome?.iter().map(decode).collect::<Result<_, _>>().map_err(|mut failure: Failure| {
            failure.message = format!("reading {}: {}", sql.file, failure.message);
            failure
        })
    }

    /// Exactly one value.
    ///
    /// # Errors
    /// As [`Rows::decode`]; [`FailureKind::Shape`] if there is not exactly one row.
    pub fn decode_one<T>(self, decode: impl Fn(&Row) -> Result<T, Failure>) -> Result<T, Failure> {
        let file = self.sql.file;
        let mut values = self.decode(decode)?;
        match (values.pop(), values.len()) {
            (Some(value), 0) => Ok(value),
            (last, before) => {
                let rows = before + usize::from(last.is_some());
                Err(Failure::new(
                    FailureKind::Shape,
                    format!("reading {file}: {rows} rows where one is expected"),
                ))
            }
        }
    }
}
