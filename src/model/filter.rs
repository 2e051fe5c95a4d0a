//! The one language in which every list is filtered: what it says, and whether a row fulfils it.
//!
//! ```text
//! munoz lima            both words, in any of the row's texts, upper and lower case being the same
//! "two words"           these words beside each other
//! !munoz                rows without it
//! scout=12 age>30d      a field, an operator (= != < <= > >=) and a value
//! scout=none            what is not known
//! ~^mu[nñ]oz$           a pattern, in any of the row's texts
//! name~^mu              a pattern in one of them
//! category=D or (events>=3 !conflict=yes)
//! ```
//!
//! Lists that the database pages are filtered there (`db::queries`), and lists that are held whole are filtered here;
//! a test holds one against the other. A condition on a value that is not known does not hold, so that `!=` and `!` let
//! such a row through and every other operator does not.

mod evaluate;
mod field;
mod parse;
mod pattern;
mod print;

use std::fmt;
use std::sync::Arc;

use crate::model::Said;
use chrono::NaiveDate;
use rust_decimal::Decimal;

pub use evaluate::{Record, Value, fold};
pub use field::{Choice, Field, FieldKind, FieldName};
pub use pattern::Pattern;

/// The letters of the backlog, as a field has them.
pub const CATEGORIES: FieldKind = super::list::CATEGORIES;

/// The longest filter, in characters.
pub const MAX_CHARACTERS: usize = 2_000;

/// The most words, patterns and conditions in a filter.
pub const MAX_TERMS: usize = 64;

/// How deeply parentheses and `!` may stand inside each other.
pub const MAX_DEPTH: usize = 32;

/// A filter as it was typed, and what it means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter(Arc<Parsed>);

#[derive(Debug, Default, PartialEq, Eq)]
struct Parsed {
    text: String,
    expression: Expression,
}

impl Filter {
    /// Reads a filter for a list with these fields. Nothing typed is a filter that lets everything through.
    ///
    /// # Errors
    /// What is not understood, and where it stands.
    pub fn parse(text: &str, fields: &'static [Field]) -> Result<Self, SyntaxError> {
        let expression = parse::parse(text, fields)?;
        Ok(Self(Arc::new(Parsed { text: text.trim().to_owned(), expression })))
    }

    /// The text, as it was typed.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// What it means.
    pub fn expression(&self) -> &Expression {
        &self.0.expression
    }

    /// Whether it lets everything through because it asks for nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self.expression(), Expression::All(all) if all.is_empty())
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.text())
    }
}

/// What is not understood in a filter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} (at character {})", place + 1)]
pub struct SyntaxError {
    /// Where it stands: so many characters are in front of it.
    pub place: usize,
    /// What it is.
    pub what: Said,
}

/// What a row has to fulfil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// Some text of the row contains this one.
    Contains(String),
    /// A text fits a pattern: the field's, or any of the row's.
    Matches(Option<Field>, Pattern),
    /// A field compares so with a value.
    Compares(Condition),
    /// The opposite.
    Not(Box<Self>),
    /// Each of them; none of them asks for nothing.
    All(Vec<Self>),
    /// At least one of them.
    Any(Vec<Self>),
}

impl Default for Expression {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Expression {
    /// Whether it looks at the row's texts, and not at its fields alone.
    pub fn reads_texts(&self) -> bool {
        match self {
            Self::Contains(_) | Self::Matches(None, _) => true,
            Self::Matches(Some(_), _) | Self::Compares(_) => false,
            Self::Not(inner) => inner.reads_texts(),
            Self::All(inner) | Self::Any(inner) => inner.iter().any(Self::reads_texts),
        }
    }

    /// Every field that it looks at; one may come twice.
    pub fn fields(&self) -> Vec<Field> {
        match self {
            Self::Contains(_) | Self::Matches(None, _) => Vec::new(),
            Self::Matches(Some(field), _) => vec![*field],
            Self::Compares(condition) => vec![condition.field],
            Self::Not(inner) => inner.fields(),
            Self::All(inner) | Self::Any(inner) => inner.iter().flat_map(Self::fields).collect(),
        }
    }
}

/// A field, an operator and a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The field.
    pub field: Field,
    /// The operator.
    pub operator: Operator,
    /// The value that it is compared with.
    pub operand: Operand,
}

/// How a field is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Equal.
    Equal,
    /// Not equal, or not known.
    NotEqual,
    /// Less.
    Less,
    /// Less or equal.
    LessOrEqual,
    /// Greater.
    Greater,
    /// Greater or equal.
    GreaterOrEqual,
}

impl Operator {
    /// Every operator; one that begins like another comes after it.
    pub const ALL: [Self; 6] = [
        Self::Equal,
        Self::NotEqual,
        Self::LessOrEqual,
        Self::Less,
        Self::GreaterOrEqual,
        Self::Greater,
    ];

    /// The sign.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// Whether it asks for more or less, and not for the same alone.
    pub const fn is_ordering(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

/// A value that a field is compared with; its kind is the field's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// `none`: the field is not known.
    Unknown,
    /// A text, upper and lower case and accents being the same.
    Text(String),
    /// The first digits of a key.
    Key(String),
    /// A whole number.
    Number(i64),
    /// An amount of money, or a share in percent.
    Amount(Decimal),
    /// A day.
    Date(NaiveDate),
    /// A length of time.
    Span(Span),
    /// Yes or no.
    Flag(bool),
    /// The database's label of one of the field's words.
    Label(&'static str),
}

/// A length of time in whole units. What it is compared with is counted in the same unit, as ages are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// How many.
    pub count: i64,
    /// Of what.
    pub unit: Unit,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// Seven days.
    Week,
    /// 365 days.
    Year,
}

impl Unit {
    /// Every unit.
    pub const ALL: [Self; 6] =
        [Self::Second, Self::Minute, Self::Hour, Self::Day, Self::Week, Self::Year];

    /// The letter behind a number.
    pub const fn letter(self) -> char {
        match self {
            Self::Second => 's',
            Self::Minute => 'm',
            Self::Hour => 'h',
            Self::Day => 'd',
            Self::Week => 'w',
            Self::Year => 'y',
        }
    }

    /// How many seconds it has.
    pub const fn seconds(self) -> i64 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3_600,
            Self::Day => 86_400,
            Self::Week => 7 * 86_400,
            Self::Year => 365 * 86_400,
        }
    }
}

#[cfg(test)]
mod tests;
