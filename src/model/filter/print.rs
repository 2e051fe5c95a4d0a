//! A filter in its shortest spelling, which is read back as the same filter.

use std::fmt::{self, Display as _};

use super::{Condition, Expression, FieldKind, Operand};

impl fmt::Display for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Contains(word) => formatter.write_str(&quoted(word)),
            Self::Matches(field, pattern) => {
                let field = field.map_or("", |field| field.word());
                write!(formatter, "{field}~\"{}\"", doubled(pattern.text()))
            }
            Self::Compares(condition) => condition.fmt(formatter),
            Self::Not(inner) => {
                formatter.write_str("!")?;
                grouped(inner, matches!(**inner, Self::All(_) | Self::Any(_)), formatter)
            }
            Self::All(all) => {
                for (index, inner) in all.iter().enumerate() {
                    formatter.write_str(if index > 0 { " " } else { "" })?;
                    grouped(inner, matches!(inner, Self::All(_) | Self::Any(_)), formatter)?;
                }
                Ok(())
            }
            Self::Any(any) => {
                for (index, inner) in any.iter().enumerate() {
                    formatter.write_str(if index > 0 { " or " } else { "" })?;
                    grouped(inner, matches!(inner, Self::Any(_)), formatter)?;
                }
                Ok(())
            }
        }
    }
}

fn grouped(
    inner: &Expression,
    in_parentheses: bool,
    formatter: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    if in_parentheses { write!(formatter, "({inner})") } else { inner.fmt(formatter) }
}

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}{}", self.field.word(), self.operator.sign())?;
        match &self.operand {
            Operand::Unknown => formatter.write_str("none"),
            // In quotes even `none` is a text.
            Operand::Text(text) => write!(formatter, "\"{}\"", doubled(text)),
            Operand::Key(digits) => formatter.write_str(digits),
            Operand::Number(number) => number.fmt(formatter),
            Operand::Amount(amount) => amount.fmt(formatter),
            Operand::Date(date) => date.fmt(formatter),
            Operand::Span(span) => write!(formatter, "{}{}", span.count, span.unit.letter()),
            Operand::Flag(flag) => formatter.write_str(if *flag { "yes" } else { "no" }),
            Operand::Label(label) => {
                let FieldKind::Choice(choices) = self.field.kind else { return Ok(()) };
                let choice = choices.iter().find(|choice| choice.label == *label);
                formatter.write_str(choice.map_or(label, |choice| choice.word))
            }
        }
    }
}

/// A word, in quotes where it would mean something else without them.
fn quoted(word: &str) -> String {
    let is_plain = !word.is_empty()
        && !word.eq_ignore_ascii_case("or")
        && word.chars().all(|letter| letter.is_alphanumeric() || "-_.,:/+%@#".contains(letter));
    if is_plain { word.to_owned() } else { format!("\"{}\"", doubled(word)) }
}

/// A text as it stands between quotes.
fn doubled(text: &str) -> String {
    text.replace('"', "\"\"")
}
