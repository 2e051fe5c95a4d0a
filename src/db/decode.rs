//! Reading columns of a row without a panic: a missing column, a NULL and a wrong type are failures that
//! name the column, and text is cleaned here, once, before anything else sees it.

use serde_json::Value;
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, WasNull};

use crate::model::{Failure, FailureKind, text};

/// Typed access to the columns of a row by name.
pub trait RowExt {
    /// The value of `column`, which must not be NULL.
    ///
    /// For text use [`RowExt::read_text`], which cleans. Enums are selected as `::text`, `numeric` is read
    /// as `rust_decimal::Decimal`.
    ///
    /// # Errors
    /// [`FailureKind::Shape`] where the column is missing, NULL or of another type.
    fn read<'row, T: FromSql<'row>>(&'row self, column: &str) -> Result<T, Failure>;

    /// The value of `column`, `None` where it is NULL.
    ///
    /// # Errors
    /// [`FailureKind::Shape`] where the column is missing or of another type.
    fn read_optional<'row, T: FromSql<'row>>(
        &'row self,
        column: &str,
    ) -> Result<Option<T>, Failure> {
        self.read(column)
    }

    /// The cleaned text of `column`, which must not be NULL.
    ///
    /// # Errors
    /// As [`RowExt::read`].
    fn read_text(&self, column: &str) -> Result<String, Failure> {
        self.read::<&str>(column).map(text::clean)
    }

    /// The cleaned text of `column`, `None` where it is NULL.
    ///
    /// # Errors
    /// As [`RowExt::read_optional`].
    fn read_optional_text(&self, column: &str) -> Result<Option<String>, Failure> {
        Ok(self.read::<Option<&str>>(column)?.map(text::clean))
    }

    /// The cleaned texts of an array column that is not NULL and has no NULL element.
    ///
    /// # Errors
    /// As [`RowExt::read`].
    fn read_text_array(&self, column: &str) -> Result<Vec<String>, Failure> {
        let texts = self.read::<Vec<&str>>(column)?;
        Ok(texts.into_iter().map(text::clean).collect())
    }

    /// A `json` or `jsonb` column whose texts and keys are cleaned, `None` where it is NULL.
    ///
    /// # Errors
    /// As [`RowExt::read_optional`].
    fn read_optional_json(&self, column: &str) -> Result<Option<Value>, Failure> {
        Ok(self.read::<Option<Value>>(column)?.map(clean_json))
    }
}

impl RowExt for Row {
    fn read<'row, T: FromSql<'row>>(&'row self, column: &str) -> Result<T, Failure> {
        let Some((index, described)) =
            self.columns().iter().enumerate().find(|(_, candidate)| candidate.name() == column)
        else {
            return Err(shape(format!("column {} is missing", text::clean(column))));
        };
        self.try_get(index).map_err(|error| {
            let name = text::clean(column);
            let type_name = described.type_().name();
            let cause = std::error::Error::source(&error);
            if cause.is_some_and(<dyn std::error::Error>::is::<WasNull>) {
                shape(format!("column {name} is NULL"))
            } else if T::accepts(described.type_()) {
                shape(format!("column {name} of type {type_name} holds what cannot be read"))
            } else {
                shape(format!(
                    "column {name} is of type {type_name}, not {}",
                    short_type_name::<T>()
                ))
            }
        })
    }
}

/// A failure of the kind that says that the database is not as the contract has it.
fn shape(message: String) -> Failure {
    Failure::new(FailureKind::Shape, message)
        .with_hint("compare the views with `scoutwatch schema status`")
}

/// The last part of a Rust type's path: enough for a person who compares it with a column type.
fn short_type_name<T>() -> String {
    std::any::type_name::<T>()
        .split_inclusive(['<', '>', ',', ' '])
        .map(|part| part.rsplit("::").next().unwrap_or(part))
        .collect()
}

/// Cleans every text and key of a JSON value.
fn clean_json(value: Value) -> Value {
    match value {
        Value::String(string) => Value::String(text::clean(&string)),
        Value::Array(items) => Value::Array(items.into_iter().map(clean_json).collect()),
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(key, member)| (text::clean(&key), clean_json(member)))
                .collect(),
        ),
        plain => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_deep_inside_json_are_cleaned() {
        let dirty = json!({"a\u{1b}": ["x\u{7}", {"b": "\u{202e}"}], "n": 1, "null": null});
        assert_eq!(
            clean_json(dirty),
            json!({"a\\u{1b}": ["x\\u{7}", {"b": "\\u{202e}"}], "n": 1, "null": null})
        );
    }

    #[test]
    fn type_names_are_short() {
        assert_eq!(short_type_name::<Option<String>>(), "Option<String>");
        assert_eq!(short_type_name::<i64>(), "i64");
    }
}
