//! One value of a row, typed so far as writing it differs.

use chrono::{DateTime, Local, NaiveDate, NaiveDateTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::model::format::{self, UNKNOWN};
use crate::model::{PersonKey, ScoutId, Severity};

/// Where a cell stands in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    Left,
    /// At the right: numbers.
    Right,
}

/// To which side a share is rounded for people: always the bad one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// More is better: 99.96 is not yet 100.
    Down,
    /// Less is better: 0.04 is not yet nothing.
    Up,
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Not known, or not there.
    Unknown,
    /// Text of the database: a spreadsheet must not take it for a formula.
    Text(String),
    /// Several of them.
    Texts(Vec<String>),
    /// A word or number that this program wrote: safe in a spreadsheet.
    Word(String),
    /// A number that names something, without separators.
    Number(i64),
    /// Several of them.
    Numbers(Vec<i64>),
    /// A number of things.
    Count(i64),
    /// An amount in soles.
    Money(Decimal),
    /// A part of a whole, in percent.
    Share {
        /// The part.
        part: i64,
        /// The whole.
        whole: i64,
        /// For people.
        rounding: Rounding,
    },
    /// A length of time in seconds.
    Seconds(f64),
    /// Yes or no.
    Flag(bool),
    /// A day.
    Date(NaiveDate),
    /// A moment.
    Moment(DateTime<Utc>),
    /// A date and time of a source that does not say in which zone.
    WallClock(NaiveDateTime),
    /// A verdict.
    State(Severity),
}

impl Cell {
    /// A word of this program.
    pub fn word(word: impl Into<String>) -> Self {
        Self::Word(word.into())
    }

    /// A number of things, where it is known.
    pub fn count(count: impl Into<Option<i64>>) -> Self {
        count.into().map_or(Self::Unknown, Self::Count)
    }

    /// A number that names something, where it is known.
    pub fn number(number: Option<impl Into<i64>>) -> Self {
        number.map_or(Self::Unknown, |number| Self::Number(number.into()))
    }

    /// A share of a whole; unknown where there is nobody.
    pub const fn share(part: i64, whole: i64, rounding: Rounding) -> Self {
        Self::Share { part, whole, rounding }
    }

    /// A length of time in seconds, where it is known.
    pub fn seconds(seconds: Option<impl Into<f64>>) -> Self {
        seconds.map_or(Self::Unknown, |seconds| Self::Seconds(seconds.into()))
    }

    /// What a person reads in a table.
    pub(super) fn in_table(&self, utc: bool) -> String {
        match self {
            Self::Unknown => UNKNOWN.to_owned(),
            Self::Text(text) | Self::Word(text) => text.clone(),
            Self::Texts(texts) if texts.is_empty() => UNKNOWN.to_owned(),
            Self::Texts(texts) => texts.join(", "),
            Self::Numbers(numbers) if numbers.is_empty() => UNKNOWN.to_owned(),
            Self::Numbers(numbers) => join(numbers, ", "),
            Self::Number(number) => number.to_string(),
            Self::Count(count) => format::count(*count),
            Self::Money(amount) => money(*amount),
            Self::Share { part, whole, rounding } => {
                tenths(*part, *whole, *rounding).unwrap_or_else(|| UNKNOWN.to_owned())
            }
            Self::Seconds(seconds) => seconds_in_words(*seconds),
            Self::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Self::Date(date) => date.format("%Y-%m-%d").to_string(),
            Self::Moment(moment) if utc => moment.format("%Y-%m-%d %H:%M:%SZ").to_string(),
            Self::Moment(moment) => {
                moment.with_timezone(&Local).format("%Y-%m-%d %H:%M:%S%:::z").to_string()
            }
            Self::WallClock(time) => time.format("%Y-%m-%d %H:%M").to_string(),
            Self::State(severity) => severity.word().to_owned(),
        }
    }

    /// What a program reads in a spreadsheet: empty where unknown, no separators, nothing rounded but
    /// shares, which have two decimals as in the views.
    pub fn in_spreadsheet(&self) -> String {
        match self {
            Self::Text(_) | Self::Texts(_) => guarded(self.plain()),
            _ => self.plain(),
        }
    }

    /// The same for a search or a command: text stands as it is.
    pub fn plain(&self) -> String {
        match self {
            Self::Unknown => String::new(),
            Self::Text(text) => text.clone(),
            Self::Texts(texts) => texts.join(LIST_SEPARATOR),
            Self::Numbers(numbers) => join(numbers, LIST_SEPARATOR),
            Self::Word(word) => word.clone(),
            Self::Number(number) | Self::Count(number) => number.to_string(),
            Self::Money(amount) => amount.to_string(),
            Self::Share { part, whole, .. } => hundredths(*part, *whole).unwrap_or_default(),
            Self::Seconds(seconds) => seconds.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Date(date) => date.format("%Y-%m-%d").to_string(),
            Self::Moment(moment) => rfc3339(*moment),
            Self::WallClock(time) => time.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
            Self::State(severity) => severity.word().to_owned(),
        }
    }
}

/// Between the values of a list in one field of a spreadsheet.
const LIST_SEPARATOR: &str = ";";

/// A moment as RFC 3339 has it, in UTC.
fn rfc3339(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

fn join(numbers: &[i64], separator: &str) -> String {
    numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(separator)
}

/// Text that a spreadsheet would take for a formula, with an apostrophe in front: spreadsheets evaluate what
/// begins with one of these signs, and some of them skip blanks before it.
fn guarded(text: String) -> String {
    let begins_formula = text.starts_with(['\t', '\r', '\n'])
        || text
            .trim_start()
            .starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    if begins_formula { format!("'{text}") } else { text }
}

/// An amount with thousands separators and at least two decimals: `1,250.00`.
fn money(amount: Decimal) -> String {
    let text = amount.abs().to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::with_capacity(text.len() + text.len() / 3 + 3);
    if amount.is_sign_negative() && !amount.is_zero() {
        grouped.push('-');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped.push('.');
    grouped.push_str(decimals);
    for _ in decimals.len()..2 {
        grouped.push('0');
    }
    grouped
}

/// `part` of `whole` in percent with one decimal, rounded to the bad side.
fn tenths(part: i64, whole: i64, rounding: Rounding) -> Option<String> {
    let tenths = scaled(part, whole, 1_000, |numerator, whole| match rounding {
        Rounding::Down => numerator.div_euclid(whole),
        Rounding::Up => -(-numerator).div_euclid(whole),
    })?;
    Some(format!("{}.{} %", tenths / 10, tenths % 10))
}

/// `part` of `whole` in percent with two decimals, rounded to the nearest as the views do.
pub(super) fn hundredths(part: i64, whole: i64) -> Option<String> {
    let hundredths = scaled(part, whole, 10_000, |numerator, whole| {
        (2 * numerator + whole).div_euclid(2 * whole)
    })?;
    Some(format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

/// `part * scale / whole`, as `divide` rounds it; nothing where there is no whole or the part is no part.
fn scaled(part: i64, whole: i64, scale: i128, divide: impl Fn(i128, i128) -> i128) -> Option<i128> {
    (whole > 0 && part >= 0).then(|| divide(i128::from(part) * scale, i128::from(whole)))
}

fn seconds_in_words(seconds: f64) -> String {
    std::time::Duration::try_from_secs_f64(seconds)
        .map_or_else(|_| UNKNOWN.to_owned(), format::duration)
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unknown, Into::into)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&[String]> for Cell {
    fn from(texts: &[String]) -> Self {
        Self::Texts(texts.to_vec())
    }
}

impl From<PersonKey> for Cell {
    fn from(key: PersonKey) -> Self {
        key.0.into()
    }
}

impl From<Uuid> for Cell {
    fn from(key: Uuid) -> Self {
        Self::Word(key.to_string())
    }
}

impl From<ScoutId> for Cell {
    fn from(scout: ScoutId) -> Self {
        Self::Number(scout.0.into())
    }
}

impl From<Decimal> for Cell {
    fn from(amount: Decimal) -> Self {
        Self::Money(amount)
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<NaiveDate> for Cell {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<DateTime<Utc>> for Cell {
    fn from(moment: DateTime<Utc>) -> Self {
        Self::Moment(moment)
    }
}

impl From<NaiveDateTime> for Cell {
    fn from(time: NaiveDateTime) -> Self {
        Self::WallClock(time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn money_has_separators_and_its_decimals() {
        for (amount, text) in [
            ("0", "0.00"),
            ("-0", "0.00"),
            ("100", "100.00"),
            ("1250.5", "1,250.50"),
            ("-1234567.1234", "-1,234,567.1234"),
            ("999999999999.9999", "999,999,999,999.9999"),
        ] {
            let cell = Cell::Money(amount.parse().unwrap());
            assert_eq!(cell.in_table(true), text);
        }
        assert_eq!(Cell::Money("1250.50".parse().unwrap()).in_spreadsheet(), "1250.50");
    }

    #[test]
    fn shares_are_rounded_to_the_bad_side_for_people_and_as_the_views_do_for_programs() {
        let satisfactory = Cell::share(357, 2033, Rounding::Down);
        assert_eq!(
            (satisfactory.in_table(true), satisfactory.in_spreadsheet()),
            ("17.5 %".into(), "17.56".into())
        );
        let missing = Cell::share(1676, 2033, Rounding::Up);
        assert_eq!(
            (missing.in_table(true), missing.in_spreadsheet()),
            ("82.5 %".into(), "82.44".into())
        );
        assert_eq!(Cell::share(9999, 10_000, Rounding::Down).in_table(true), "99.9 %");
        assert_eq!(Cell::share(1, 1_000_000, Rounding::Up).in_table(true), "0.1 %");
        assert_eq!(Cell::share(0, 0, Rounding::Up).in_table(true), "–");
        assert_eq!(Cell::share(0, 0, Rounding::Up).in_spreadsheet(), "");
        assert_eq!(Cell::share(i64::MAX, i64::MAX, Rounding::Up).in_table(true), "100.0 %");
    }

    #[test]
    fn times_say_their_zone_where_they_have_one() {
        let moment = DateTime::from_timestamp_micros(1_765_000_000_120_000).unwrap();
        assert_eq!(Cell::Moment(moment).in_table(true), "2025-12-06 05:46:40Z");
        assert_eq!(Cell::Moment(moment).in_spreadsheet(), "2025-12-06T05:46:40.120Z");
        let time = Cell::WallClock(moment.naive_utc());
        assert_eq!(time.in_table(true), "2025-12-06 05:46");
        assert_eq!(time.in_spreadsheet(), "2025-12-06T05:46:40.120");
    }

    #[test]
    fn a_formula_of_the_database_stays_text_and_a_number_of_ours_stays_a_number() {
        for text in ["=1+1", "+51 900", "-2", "@sum(a1)", "\t=1", "\r=1", " =1", "＝1"] {
            assert_eq!(Cell::from(text).in_spreadsheet(), format!("'{text}"));
        }
        assert_eq!(Cell::from("a=1").in_spreadsheet(), "a=1");
        assert_eq!(Cell::Number(-2).in_spreadsheet(), "-2");
        assert_eq!(Cell::Money("-2.50".parse().unwrap()).in_spreadsheet(), "-2.50");
        assert_eq!(Cell::Texts(vec!["-a".into(), "b".into()]).in_spreadsheet(), "'-a;b");
    }

    #[test]
    fn what_is_not_known_is_a_dash_for_people_and_nothing_for_programs() {
        let none: Option<i64> = None;
        for cell in
            [Cell::Unknown, Cell::count(none), Cell::Texts(Vec::new()), Cell::Numbers(Vec::new())]
        {
            assert_eq!((cell.in_table(true).as_str(), cell.in_spreadsheet().as_str()), ("–", ""));
        }
        assert_eq!(Cell::Seconds(f64::NAN).in_table(true), "–");
        assert_eq!(Cell::Seconds(-1.0).in_table(true), "–");
    }

    proptest! {
        #[test]
        fn no_text_begins_a_formula(text in any::<String>()) {
            let field = Cell::from(text.as_str()).in_spreadsheet();
            prop_assert!(!field.trim_start().starts_with(['=', '+', '-', '@']));
        }

        #[test]
        fn a_rounded_share_is_never_better_than_the_true_one(part in 0_i64..1_000_000, more in 1_i64..1_000_000) {
            let whole = part + more;
            let number = |text: String| text.trim_end_matches(" %").parse::<f64>().unwrap();
            let exact = part as f64 * 100.0 / whole as f64;
            let down = number(tenths(part, whole, Rounding::Down).unwrap());
            let up = number(tenths(part, whole, Rounding::Up).unwrap());
            prop_assert!(down <= exact + 1e-9 && exact - down < 0.1 + 1e-9);
            prop_assert!(up >= exact - 1e-9 && up - exact < 0.1 + 1e-9);
        }
    }
}
