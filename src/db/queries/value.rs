//! Values that PostgreSQL has and Rust's types have not.

use std::error::Error;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Type};

use crate::db::decode::RowExt;
use crate::model::{Failure, ScoutId};

/// A date or time that may lie beyond what chrono can hold: `infinity`, or a year 300000. Unknown then,
/// since one such row must not hide the others of its list.
struct Bounded<T>(Option<T>);

impl<'a, T: FromSql<'a>> FromSql<'a> for Bounded<T> {
    fn from_sql(type_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(T::from_sql(type_, raw).ok()))
    }

    fn accepts(type_: &Type) -> bool {
        T::accepts(type_)
    }
}

/// A date, `None` where it is null or out of reach.
pub(super) fn date(row: &Row, column: &str) -> Result<Option<NaiveDate>, Failure> {
    Ok(row.read_optional::<Bounded<NaiveDate>>(column)?.and_then(|value| value.0))
}

/// A moment, `None` where it is null or out of reach.
pub(super) fn moment(row: &Row, column: &str) -> Result<Option<DateTime<Utc>>, Failure> {
    Ok(row.read_optional::<Bounded<DateTime<Utc>>>(column)?.and_then(|value| value.0))
}

/// A time without a zone, `None` where it is null or out of reach.
pub(super) fn wall_clock(row: &Row, column: &str) -> Result<Option<NaiveDateTime>, Failure> {
    Ok(row.read_optional::<Bounded<NaiveDateTime>>(column)?.and_then(|value| value.0))
}

/// A scout, `None` where the column is null.
pub(super) fn scout(row: &Row, column: &str) -> Result<Option<ScoutId>, Failure> {
    Ok(row.read_optional::<i32>(column)?.map(ScoutId))
}

/// An array of texts; a null array is an empty one.
pub(super) fn texts(row: &Row, column: &str) -> Result<Vec<String>, Failure> {
    if row.read_optional::<Vec<&str>>(column)?.is_none() {
        return Ok(Vec::new());
    }
    row.read_text_array(column)
}

/// An array of scouts; a null array is an empty one.
pub(super) fn scouts(row: &Row, column: &str) -> Result<Vec<ScoutId>, Failure> {
    let scouts = row.read_optional::<Vec<i32>>(column)?.unwrap_or_default();
    Ok(scouts.into_iter().map(ScoutId).collect())
}
