//! The SQL behind what is in view, ready for psql.

use super::{ListView, MAX_ROWS};
use crate::db::queries::printed;
use crate::model::{Failure, PersonKey};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// A list with its filter, in its order.
    List(ListView),
    /// A person's evidence.
    Person(PersonKey),
    /// The figures of this moment.
    Figures,
    /// So many days of the history.
    Days(usize),
    /// The newest conflicts.
    NewestConflicts,
    /// The newest runs.
    NewestRuns,
}

/// Its text; nothing is sent.
///
/// # Errors
/// That a filter asks for what the list has no column for.
pub fn statement(statement: &Statement) -> Result<String, Failure> {
    Ok(match statement {
        Statement::List(view) => {
            printed::list(&view.list, view.filter.as_ref(), view.sort, MAX_ROWS)?
        }
        Statement::Person(key) => printed::evidence(*key),
        Statement::Figures => printed::figures(),
        Statement::Days(days) => printed::days(*days as i64),
        Statement::NewestConflicts => printed::newest_conflicts(),
        Statement::NewestRuns => printed::newest_runs(),
    })
}
