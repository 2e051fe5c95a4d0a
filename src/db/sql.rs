//! Statements are files under `sql/`; Rust holds none. `sql!` includes one with its name, so that an
//! error can say which file it speaks of.

mod printed;

pub(crate) use printed::printed;

/// One statement and the file it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sql<'a> {
    /// The path below `sql/`, for messages: `queries/backlog.sql`.
    pub file: &'a str,
    /// The text that is sent.
    pub text: &'a str,
}

/// Includes `sql/<file>` as an [`Sql`]; a missing file is a compile error. The name may
/// come in several parts.
macro_rules! sql {
    ($($part:literal),+) => {
        $crate::db::sql::Sql {
            file: concat!($($part),+),
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/", $($part),+)),
        }
    };
}

pub(crate) use sql;

/// Fills `{name}` placeholders of a statement with whole numbers.
///
/// `SET LOCAL` takes no parameters, so these numbers have to stand in the text; nothing but integers can
/// be filled in, so nothing can be injected.
pub(crate) fn fill(statement: Sql<'_>, numbers: &[(&str, i64)]) -> String {
    let mut text = statement.text.to_owned();
    for (name, number) in numbers {
        text = text.replace(&format!("{{{name}}}"), &number.to_string());
    }
    text
}

/// The statement with another text in the place of `{placeholder}`; both are files of `sql/`.
pub(crate) fn embed(statement: &str, placeholder: &str, text: &str) -> String {
    statement.replace(&format!("{{{placeholder}}}"), text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_and_other_braces_stay() {
        let statement = Sql { file: "t.sql", text: "set a = {a}; set b = '{b}ms'; select '{c}'" };
        assert_eq!(
            fill(statement, &[("a", 1), ("b", -2)]),
            "set a = 1; set b = '-2ms'; select '{c}'"
        );
    }
}
