//! A filter as a condition of SQL: vetted fragments of `sql/queries/filter`, joined by `and`, `or` and `not`. What was typed
//! is in the parameters alone; a column and a sign come from closed sets.

use rust_decimal::Decimal;
use tokio_postgres::types::Type;

use super::absent::{Absent, absent};
use crate::db::pool::{Parameter, ReadTransaction};
use crate::db::sql::{Sql, embed, sql};
use crate::model::filter::{Condition, Expression, FieldName, Filter, Operand, Operator};
use crate::model::{Failure, FailureKind};

const CONTAINS: Sql<'static> = sql!("queries/filter/contains.sql");
const MATCHES: Sql<'static> = sql!("queries/filter/matches.sql");
const TEXT_IS: Sql<'static> = sql!("queries/filter/text_is.sql");
const TEXT_MATCHES: Sql<'static> = sql!("queries/filter/text_matches.sql");
const TEXTS_ARE: Sql<'static> = sql!("queries/filter/texts_are.sql");
const TEXTS_MATCH: Sql<'static> = sql!("queries/filter/texts_match.sql");
const TEXTS_KNOWN: Sql<'static> = sql!("queries/filter/texts_known.sql");
const KNOWN: Sql<'static> = sql!("queries/filter/known.sql");
const LABEL: Sql<'static> = sql!("queries/filter/label.sql");
const KEY: Sql<'static> = sql!("queries/filter/key.sql");
const FLAG: Sql<'static> = sql!("queries/filter/flag.sql");
const NUMBER: Sql<'static> = sql!("queries/filter/number.sql");
const NUMBERS: Sql<'static> = sql!("queries/filter/numbers.sql");
const AMOUNT: Sql<'static> = sql!("queries/filter/amount.sql");
const DATE: Sql<'static> = sql!("queries/filter/date.sql");
const MOMENT: Sql<'static> = sql!("queries/filter/moment.sql");
const AGE: Sql<'static> = sql!("queries/filter/age.sql");
const AGE_OF_MOMENT: Sql<'static> = sql!("queries/filter/age_of_moment.sql");
const SECONDS: Sql<'static> = sql!("queries/filter/seconds.sql");
const DAYS: Sql<'static> = sql!("queries/filter/days.sql");

/// Where a field of a list stands in its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// The column of the list's statement.
    name: &'static str,
    storage: Storage,
    /// The column of our view, where CT4's older one lacks it.
    lacking: Option<&'static str>,
}

/// How the values of a column are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Storage {
    /// `text`.
    Text,
    /// `text[]`.
    Texts,
    /// `text` with one of a few words.
    Label,
    /// `uuid`.
    Key,
    /// `integer` or `bigint`.
    Number,
    /// `integer[]`.
    Numbers,
    /// `numeric`.
    Amount,
    /// `date`, or `timestamp` without a zone.
    Date,
    /// `timestamptz`.
    Moment,
    /// A number of seconds.
    Seconds,
    /// A number of days.
    Days,
    /// `boolean`.
    Flag,
}

/// A column that every database has.
pub(super) const fn column(name: &'static str, storage: Storage) -> Column {
    Column { name, storage, lacking: None }
}

/// A column that CT4's older view lacks under this name.
pub(super) const fn ours(name: &'static str, storage: Storage) -> Column {
    Column { name, storage, lacking: Some(name) }
}

/// Which column a field of a list is; nothing where the list's view has none.
pub(super) type Columns = fn(FieldName) -> Option<Column>;

/// A filter that is ready to be put into `keyed.sql`.
#[derive(Debug)]
pub(super) struct Matching {
    /// The condition.
    pub(super) text: String,
    /// Whether it looks at the row's texts.
    pub(super) reads_texts: bool,
    values: Vec<Constant>,
}

/// A value of a filter.
#[derive(Clone, Debug, PartialEq)]
enum Constant {
    Text(String),
    Number(i64),
    Amount(Decimal),
    Date(chrono::NaiveDate),
    Flag(bool),
}

impl Constant {
    fn parameter(&self) -> Parameter<'_> {
        match self {
            Self::Text(text) => (text, Type::TEXT),
            Self::Number(number) => (number, Type::INT8),
            Self::Amount(amount) => (amount, Type::NUMERIC),
            Self::Date(date) => (date, Type::DATE),
            Self::Flag(flag) => (flag, Type::BOOL),
        }
    }

    fn literal(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Amount(amount) => amount.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }
}

impl Matching {
    /// The condition of a filter whose first value is the parameter `first`.
    ///
    /// # Errors
    /// That the list's view has no column for one of the fields.
    pub(super) fn of(
        filter: Option<&Filter>,
        columns: Columns,
        first: usize,
    ) -> Result<Self, Failure> {
        let Some(expression) = filter.map(Filter::expression) else {
            return Ok(Self { text: "true".to_owned(), reads_texts: false, values: Vec::new() });
        };
        let mut writer = Writer { columns, first, values: Vec::new() };
        let text = writer.expression(expression)?;
        Ok(Self { text, reads_texts: expression.reads_texts(), values: writer.values })
    }

    /// Its values as text, in order.
    pub(super) fn literals(&self) -> impl Iterator<Item = String> {
        self.values.iter().map(Constant::literal)
    }

    /// Its values, in order.
    pub(super) fn parameters(&self) -> impl Iterator<Item = Parameter<'_>> {
        self.values.iter().map(Constant::parameter)
    }
}

/// Refuses a filter on columns that an older view lacks: a list that nothing is found in would say that nothing is there.
pub(super) async fn refuse_absent(
    transaction: &mut ReadTransaction,
    view: &str,
    columns: Columns,
    filter: Option<&Filter>,
) -> Result<(), Failure> {
    let fields = filter.map(|filter| filter.expression().fields()).unwrap_or_default();
    for field in fields {
        let lacking = columns(field.name).and_then(|column| column.lacking);
        let Some(lacking) = lacking else { continue };
        if let Absent::Columns(_) = absent(transaction, view, &[lacking]).await? {
            return Err(cannot_be_asked(field.word(), view));
        }
    }
    Ok(())
}

fn cannot_be_asked(field: &str, view: &str) -> Failure {
    let message = format!("\"{field}\" cannot be asked here: {view} is an older one without it");
    Failure::new(FailureKind::Shape, message)
        .with_hint("run `scoutwatch schema install`, or leave the field out of the filter")
}

struct Writer {
    columns: Columns,
    first: usize,
    values: Vec<Constant>,
}

impl Writer {
    fn expression(&mut self, expression: &Expression) -> Result<String, Failure> {
        Ok(match expression {
            Expression::Contains(word) => {
                let value = self.value(Constant::Text(word.clone()));
                certain(&filled(CONTAINS, &[("value", &value)]))
            }
            Expression::Matches(None, pattern) => {
                let value = self.value(Constant::Text(pattern.server().to_owned()));
                certain(&filled(MATCHES, &[("value", &value)]))
            }
            Expression::Matches(Some(field), pattern) => {
                let column = self.column(field.name)?;
                let fragment =
                    if column.storage == Storage::Texts { TEXTS_MATCH } else { TEXT_MATCHES };
                let value = self.value(Constant::Text(pattern.server().to_owned()));
                certain(&filled(fragment, &[("column", column.name), ("value", &value)]))
            }
            Expression::Compares(condition) => self.condition(condition)?,
            Expression::Not(inner) => format!("(not {})", self.expression(inner)?),
            Expression::All(all) => self.joined(all, " and ", "true")?,
            Expression::Any(any) => self.joined(any, " or ", "false")?,
        })
    }

    fn joined(
        &mut self,
        parts: &[Expression],
        word: &str,
        nothing: &str,
    ) -> Result<String, Failure> {
        let parts: Vec<_> =
            parts.iter().map(|part| self.expression(part)).collect::<Result<_, _>>()?;
        Ok(if parts.is_empty() { nothing.to_owned() } else { format!("({})", parts.join(word)) })
    }

    /// What is not equal is what is not the same, and what is not known.
    fn condition(&mut self, condition: &Condition) -> Result<String, Failure> {
        let column = self.column(condition.field.name)?;
        let (is_opposite, operator) = match condition.operator {
            Operator::NotEqual => (true, Operator::Equal),
            operator => (false, operator),
        };
        let (text, is_opposite) = match self.comparison(column, operator, &condition.operand) {
            Some(text) => (text, is_opposite),
            None => (certain(&known(column)), !is_opposite),
        };
        Ok(if is_opposite { format!("(not {text})") } else { text })
    }

    /// The comparison of a column with a value; nothing where the value is that it is not known.
    fn comparison(
        &mut self,
        column: Column,
        operator: Operator,
        operand: &Operand,
    ) -> Option<String> {
        let several = matches!(column.storage, Storage::Texts | Storage::Numbers);
        let (fragment, value) = match operand {
            Operand::Unknown => return None,
            Operand::Text(text) => {
                (if several { TEXTS_ARE } else { TEXT_IS }, Constant::Text(text.clone()))
            }
            Operand::Key(digits) => (KEY, Constant::Text(digits.clone())),
            Operand::Label(label) => (LABEL, Constant::Text((*label).to_owned())),
            Operand::Number(number) => {
                (if several { NUMBERS } else { NUMBER }, Constant::Number(*number))
            }
            Operand::Amount(amount) => (AMOUNT, Constant::Amount(*amount)),
            Operand::Date(date) => {
                let is_moment = column.storage == Storage::Moment;
                (if is_moment { MOMENT } else { DATE }, Constant::Date(*date))
            }
            Operand::Flag(flag) => (FLAG, Constant::Flag(*flag)),
            Operand::Span(span) => {
                let fragment = match column.storage {
                    Storage::Moment => AGE_OF_MOMENT,
                    Storage::Seconds => SECONDS,
                    Storage::Days => DAYS,
                    _ => AGE,
                };
                let unit = self.value(Constant::Number(span.unit.seconds()));
                let value = self.value(Constant::Number(span.count));
                let places = [
                    ("column", column.name),
                    ("operator", operator.sign()),
                    ("unit", &unit),
                    ("value", &value),
                ];
                return Some(certain(&filled(fragment, &places)));
            }
        };
        let value = self.value(value);
        let places = [("column", column.name), ("operator", operator.sign()), ("value", &value)];
        Some(certain(&filled(fragment, &places)))
    }

    fn column(&self, field: FieldName) -> Result<Column, Failure> {
        (self.columns)(field).ok_or_else(|| {
            let message = format!("\"{}\" cannot be asked here: it is not there", field.word());
            Failure::new(FailureKind::Shape, message)
                .with_hint("run `scoutwatch schema install`, or leave the field out of the filter")
        })
    }

    /// Keeps a value and names its parameter.
    fn value(&mut self, value: Constant) -> String {
        self.values.push(value);
        format!("${}", self.first + self.values.len() - 1)
    }
}

/// Whether a column has a value.
fn known(column: Column) -> String {
    let is_list = matches!(column.storage, Storage::Texts | Storage::Numbers);
    filled(if is_list { TEXTS_KNOWN } else { KNOWN }, &[("column", column.name)])
}

/// What is not known does not hold.
fn certain(condition: &str) -> String {
    format!("coalesce({condition}, false)")
}

/// A fragment without its comments, with its placeholders filled.
fn filled(fragment: Sql<'_>, places: &[(&str, &str)]) -> String {
    let lines = fragment.text.lines().filter(|line| !line.trim_start().starts_with("--"));
    let text = lines.collect::<Vec<_>>().join("\n");
    places.iter().fold(text, |text, (place, value)| embed(&text, place, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::List;
    use crate::model::filter::FieldKind;

    fn columns_of(list: List) -> Columns {
        match list {
            List::Backlog(_) => super::super::backlog::column_of,
            List::Conflicts(_) => super::super::conflicts::column_of,
            List::Collection(_) => super::super::claims::column_of,
            List::Liquidation(_) => super::super::liquidation::column_of,
            List::Alerts => super::super::alerts::column_of,
            List::Runs => super::super::runs::column_of,
        }
    }

    #[test]
    fn every_field_of_every_list_has_a_column_of_its_kind() {
        for list in List::EVERY {
            for field in list.fields() {
                let column = columns_of(list)(field.name);
                let storage = column.unwrap_or_else(|| panic!("{list:?} {field:?}")).storage;
                let fits = match field.kind {
                    FieldKind::Text => matches!(storage, Storage::Text | Storage::Texts),
                    FieldKind::Key => storage == Storage::Key,
                    FieldKind::Number => matches!(storage, Storage::Number | Storage::Numbers),
                    FieldKind::Amount => storage == Storage::Amount,
                    FieldKind::Date => matches!(storage, Storage::Date | Storage::Moment),
                    FieldKind::Span => matches!(
                        storage,
                        Storage::Date | Storage::Moment | Storage::Seconds | Storage::Days
                    ),
                    FieldKind::Flag => storage == Storage::Flag,
                    FieldKind::Choice(_) => storage == Storage::Label,
                };
                assert!(fits, "{list:?} {field:?} {storage:?}");
            }
        }
    }

    #[test]
    fn what_was_typed_is_in_the_parameters_alone() {
        let list = List::Backlog(None);
        let typed = "\"x'); --\" or name=\"y' {value}\" or ~z' scout!=4711 !(first=none age>30d)";
        let filter = Filter::parse(typed, list.fields()).unwrap();
        let matching = Matching::of(Some(&filter), columns_of(list), 11).unwrap();
        for part in ["x'", "--", "y'", "z'", "4711", "{", "$10", "$17"] {
            assert!(!matching.text.contains(part), "{part}: {}", matching.text);
        }
        assert!(matching.text.contains("(not coalesce(listed.scout_id = $14::bigint, false))"));
        let text = |text: &str| Constant::Text(text.to_owned());
        assert_eq!(
            matching.values,
            [
                text("x'); --"),
                text("y' {value}"),
                text("(?n)z'"),
                Constant::Number(4711),
                Constant::Number(86_400),
                Constant::Number(30),
            ]
        );
    }
}
