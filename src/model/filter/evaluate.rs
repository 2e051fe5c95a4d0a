//! Whether a row that is held in memory fulfils a filter.

use std::borrow::Cow;
use std::cmp::Ordering;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use super::{Condition, Expression, FieldName, Filter, Operand, Operator, Pattern};

/// A row that can be filtered.
pub trait Record {
    /// The texts that words and patterns are looked for in.
    fn texts(&self) -> Vec<Cow<'_, str>>;

    /// Those of them that are names: there a letter without an accent means the one with it too.
    fn names(&self) -> Vec<Cow<'_, str>>;

    /// A field.
    fn value(&self, field: FieldName) -> Value<'_>;
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Not known, or the row has no such field.
    Unknown,
    /// Texts; none is not known.
    Texts(Vec<Cow<'a, str>>),
    /// A key: hexadecimal digits alone.
    Key(String),
    /// Whole numbers; none is not known.
    Numbers(Vec<i64>),
    /// Money, or a share in percent.
    Amount(Decimal),
    /// A day.
    Date(NaiveDate),
    /// A length of time in seconds.
    Seconds(f64),
    /// Yes or no.
    Flag(bool),
    /// A word of the database.
    Label(Cow<'a, str>),
}

impl<'a> Value<'a> {
    /// A text that may not be known.
    pub fn text(text: Option<&'a str>) -> Self {
        text.map_or(Self::Unknown, |text| Self::Texts(vec![text.into()]))
    }

    /// A number that may not be known.
    pub fn number(number: Option<impl Into<i64>>) -> Self {
        number.map_or(Self::Unknown, |number| Self::Numbers(vec![number.into()]))
    }

    /// The time from a moment to now.
    pub fn since(moment: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        moment.map_or(Self::Unknown, |moment| {
            Self::Seconds((now - moment).num_microseconds().unwrap_or(i64::MAX) as f64 / 1e6)
        })
    }

    /// The time from the beginning of a day, in UTC, to now.
    pub fn since_day(day: Option<NaiveDate>, now: DateTime<Utc>) -> Self {
        Self::since(day.map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc()), now)
    }

    fn is_known(&self) -> bool {
        match self {
            Self::Unknown => false,
            Self::Texts(texts) => !texts.is_empty(),
            Self::Numbers(numbers) => !numbers.is_empty(),
            _ => true,
        }
    }
}

impl Filter {
    /// Whether a row fulfils it.
    pub fn accepts(&self, row: &dyn Record) -> bool {
        holds(self.expression(), row)
    }
}

fn holds(expression: &Expression, row: &dyn Record) -> bool {
    match expression {
        Expression::Contains(word) => {
            let small = word.to_lowercase();
            let folded = fold(word);
            row.texts().iter().any(|text| text.to_lowercase().contains(&small))
                || row.names().iter().any(|name| fold(name).contains(&folded))
        }
        Expression::Matches(None, pattern) => fits(pattern, &row.texts()),
        Expression::Matches(Some(field), pattern) => match row.value(field.name) {
            Value::Texts(texts) => fits(pattern, &texts),
            _ => false,
        },
        Expression::Compares(condition) => compares(condition, row),
        Expression::Not(inner) => !holds(inner, row),
        Expression::All(all) => all.iter().all(|inner| holds(inner, row)),
        Expression::Any(any) => any.iter().any(|inner| holds(inner, row)),
    }
}

fn fits(pattern: &Pattern, texts: &[Cow<'_, str>]) -> bool {
    texts.iter().any(|text| pattern.fits(text))
}

fn compares(condition: &Condition, row: &dyn Record) -> bool {
    let Condition { field, operator, operand } = condition;
    let value = row.value(field.name);
    match operator {
        Operator::NotEqual => !orders(&value, operand, Operator::Equal),
        operator => orders(&value, operand, *operator),
    }
}

/// Whether a value stands so to an operand; several values, whether one of them does.
fn orders(value: &Value<'_>, operand: &Operand, operator: Operator) -> bool {
    let fits = |order: Ordering| match operator {
        Operator::Equal => order.is_eq(),
        Operator::NotEqual => order.is_ne(),
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterOrEqual => order.is_ge(),
    };
    match (value, operand) {
        (value, Operand::Unknown) => !value.is_known(),
        (Value::Texts(texts), Operand::Text(wanted)) => {
            texts.iter().any(|text| fold(text) == fold(wanted))
        }
        (Value::Key(key), Operand::Key(digits)) => key.starts_with(digits.as_str()),
        (Value::Numbers(numbers), Operand::Number(wanted)) => {
            numbers.iter().any(|number| fits(number.cmp(wanted)))
        }
        (Value::Amount(amount), Operand::Amount(wanted)) => fits(amount.cmp(wanted)),
        (Value::Date(date), Operand::Date(wanted)) => fits(date.cmp(wanted)),
        (Value::Seconds(seconds), Operand::Span(span)) => {
            let units = (seconds / span.unit.seconds() as f64).floor();
            units.partial_cmp(&(span.count as f64)).is_some_and(fits)
        }
        (Value::Flag(flag), Operand::Flag(wanted)) => flag == wanted,
        (Value::Label(label), Operand::Label(wanted)) => label.eq_ignore_ascii_case(wanted),
        _ => false,
    }
}

/// The text in small letters without the accents that Spanish and its neighbours have; the same letters as in
/// `sql/queries/keyed.sql`.
pub fn fold(text: &str) -> String {
    text.to_lowercase().chars().map(unaccented).collect()
}

const fn unaccented(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}
