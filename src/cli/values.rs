//! The values that options take: parsed once, at the edge, into types that cannot be wrong later.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};

use crate::model::{
    Category, ConflictKind, Field, Filter, Language, LiquidationStatus, PaymentStatus, ScoutId,
    SortColumn, Trigger,
};

/// A length of time as people write it: `12s`, `200ms`, `4h`, `1m 30s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HumanDuration(pub Duration);

impl FromStr for HumanDuration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        humantime::parse_duration(text.trim()).map(Self).map_err(|_| {
            "it is no length of time; write a number with a unit, such as 200ms, 12s, 5m or 4h"
                .to_owned()
        })
    }
}

impl fmt::Display for HumanDuration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        humantime::format_duration(self.0).fmt(formatter)
    }
}

/// How the rows of `show` are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Aligned columns for people
    #[default]
    Table,
    /// One JSON document, the shape of the web interface
    Json,
    /// Comma-separated values with a header line (RFC 4180)
    Csv,
}

/// How `check` writes its answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// One line with performance data, as monitoring plugins write it
    #[default]
    Text,
    /// One JSON document with every figure and its limits
    Json,
}

/// How a command writes what it found or did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum TextFormat {
    /// Lines for people
    #[default]
    Text,
    /// One JSON document
    Json,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// As many as the terminal says it has; none where NO_COLOR is set
    #[default]
    Auto,
    /// Never
    Never,
    /// The terminal's own sixteen
    #[value(name = "16")]
    Ansi,
    /// The 256 of xterm
    #[value(name = "256")]
    Indexed,
    /// 24 bits each
    #[value(name = "truecolor")]
    True,
}

/// Which colours mean what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ThemeChoice {
    /// The terminal's own colours, on any background
    #[default]
    Default,
    /// For a dark background
    Dark,
    /// For a light background
    Light,
    /// As far from the background as there is
    HighContrast,
    /// For eyes that take green for red
    Deuteranopia,
    /// For eyes that take blue for green
    Tritanopia,
    /// No colours: weight and reverse video
    Mono,
}

/// Which characters pictures are drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum GlyphChoice {
    /// Braille; blocks on the Linux console; ASCII where the locale is not UTF-8
    #[default]
    Auto,
    /// Dots in braille patterns
    Braille,
    /// Block elements
    Block,
    /// ASCII alone, texts too
    Ascii,
}

/// Which language people are spoken to in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LanguageChoice {
    /// That of the locale (LC_ALL, LC_MESSAGES, LANG)
    #[default]
    Auto,
    /// English
    #[value(name = "en")]
    English,
    /// Spanish
    #[value(name = "es")]
    Spanish,
}

/// How much is sent to the terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum TrafficChoice {
    /// Little where the terminal lags, else all
    #[default]
    Auto,
    /// All: charts, lines, colours, ages to five seconds
    Full,
    /// Little: figures and words, the colours that warn, ages to half a minute
    Low,
}

/// A letter of the backlog.
pub(super) fn category_parser() -> impl TypedValueParser<Value = Category> {
    PossibleValuesParser::new(Category::ALL.map(|category| {
        PossibleValue::new(category.letter()).help(category.title(Language::English))
    }))
    .try_map(|letter| letter.parse::<Category>())
}

/// What starts a run of the refresh job from the command line.
pub(super) fn trigger_parser() -> impl TypedValueParser<Value = Trigger> {
    PossibleValuesParser::new(
        [Trigger::Command, Trigger::Cron, Trigger::Schedule].map(Trigger::label),
    )
    .try_map(|word| word.parse::<Trigger>())
}

/// A kind of conflict, as the view spells it.
pub(super) fn conflict_kind_parser() -> impl TypedValueParser<Value = ConflictKind> {
    PossibleValuesParser::new([
        PossibleValue::new(ConflictKind::Open.label()).help("the ledger has decided nothing yet"),
        PossibleValue::new(ConflictKind::ContradictsLedger.label())
            .help("the ledger has decided, and other evidence disagrees"),
    ])
    .try_map(|word| {
        ConflictKind::from_label(&word.to_uppercase()).ok_or_else(|| format!("'{word}' is no kind"))
    })
}

/// What Yango paid for a claim, as the view spells it.
pub(super) fn payment_status_parser() -> impl TypedValueParser<Value = PaymentStatus> {
    PossibleValuesParser::new(PaymentStatus::ALL.map(PaymentStatus::label))
        .try_map(|word| word.parse::<PaymentStatus>())
}

/// Whether a row of the liquidation base may be paid, as the view spells it.
pub(super) fn liquidation_status_parser() -> impl TypedValueParser<Value = LiquidationStatus> {
    PossibleValuesParser::new(
        LiquidationStatus::ALL
            .map(|status| PossibleValue::new(status.label()).help(status.meaning())),
    )
    .try_map(|word| word.parse::<LiquidationStatus>())
}

/// A scout's number, greater than zero.
pub(super) fn scout_parser() -> impl TypedValueParser<Value = ScoutId> {
    clap::value_parser!(i32).range(1..).map(ScoutId)
}

/// A filter for a list with these fields.
pub(super) fn filter_parser(fields: &'static [Field]) -> impl TypedValueParser<Value = Filter> {
    StringValueParser::new().try_map(move |text| Filter::parse(&text, fields))
}

/// One of these columns, by name.
pub(super) fn sort_parser(columns: Vec<SortColumn>) -> impl TypedValueParser<Value = SortColumn> {
    PossibleValuesParser::new(columns.iter().map(|column| column.name())).try_map(
        move |name: String| {
            columns
                .iter()
                .copied()
                .find(|column| column.name() == name)
                .ok_or_else(|| format!("'{name}' is no column of this list"))
        },
    )
}

/// The name of a database role: 1 to 63 bytes, as PostgreSQL keeps them. It is quoted where it is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleName(String);

impl RoleName {
    /// The bare, unquoted name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RoleName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() || text.len() > 63 || text.chars().any(char::is_control) {
            return Err("the name of a role has 1 to 63 bytes and no control characters".to_owned());
        }
        if text.eq_ignore_ascii_case("public") {
            return Err("PUBLIC is every role; name the one role that needs the right".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_written_with_its_unit() {
        assert_eq!("12s".parse(), Ok(HumanDuration(Duration::from_secs(12))));
        assert_eq!(" 1m 30s".parse(), Ok(HumanDuration(Duration::from_secs(90))));
        assert!("12".parse::<HumanDuration>().is_err());
        assert!("-1s".parse::<HumanDuration>().is_err());
        assert!("".parse::<HumanDuration>().is_err());
        assert_eq!(HumanDuration(Duration::from_secs(14_400)).to_string(), "4h");
    }

    #[test]
    fn a_role_has_a_name_that_the_server_keeps_whole() {
        assert!("ct4_reader".parse::<RoleName>().is_ok());
        assert!("Ops Team".parse::<RoleName>().is_ok());
        assert!("".parse::<RoleName>().is_err());
        assert!("r".repeat(64).parse::<RoleName>().is_err());
        assert!("a\nb".parse::<RoleName>().is_err());
        assert!("Public".parse::<RoleName>().is_err());
    }
}
