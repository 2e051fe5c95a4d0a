//! Figures in words: the same everywhere they are shown.

use std::time::Duration;

use chrono::TimeDelta;
use rust_decimal::Decimal;

/// What stands for a value that is not known. Never zero.
pub const UNKNOWN: &str = "–";

/// A count with thousands separators.
pub fn count(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", thousands(&value.unsigned_abs().to_string()))
}

/// Digits in groups of three.
fn thousands(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count, or the sign for an unknown one.
pub fn count_or_unknown(value: Option<i64>) -> String {
    value.map_or_else(|| UNKNOWN.to_owned(), count)
}

/// An amount of soles without the currency's sign: exact, with thousands separators and two decimals, or
/// more where the amount has them.
pub fn amount(value: Decimal) -> String {
    let mut exact = value.normalize();
    if exact.scale() < 2 {
        exact.rescale(2);
    }
    let text = exact.abs().to_string();
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let sign = if exact.is_sign_negative() && !exact.is_zero() { "-" } else { "" };
    format!("{sign}{}.{cents}", thousands(whole))
}

/// An amount of soles: `S/ 12,345.00`.
pub fn money(value: Decimal) -> String {
    format!("S/ {}", amount(value))
}

/// A share of which more is better, with one decimal, rounded down: 99.96 is not yet 100.
pub fn percent_down(share: f64) -> String {
    format!("{:.1}", (share * 10.0).floor() / 10.0)
}

/// A share of which less is better, with one decimal, rounded up: 0.04 is not yet nothing.
pub fn percent_up(share: f64) -> String {
    format!("{:.1}", (share * 10.0).ceil() / 10.0)
}

/// A change of a count, always signed.
pub fn signed(change: i64) -> String {
    if change < 0 { count(change) } else { format!("+{}", count(change)) }
}

/// A length of time in its greatest unit: `9s`, `14m`, `5h`, `63d`.
pub fn age(age: TimeDelta) -> String {
    let seconds = age.num_seconds().max(0);
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        3600..172_800 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// A duration in its two greatest units: `4m12s`, `1h03m`, `2d04h`; under a minute with one decimal.
pub fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..10 => format!("{:.1}s", duration.as_secs_f64()),
        10..60 => format!("{seconds}s"),
        60..3600 => format!("{}m{:02}s", seconds / 60, seconds % 60),
        3600..86_400 => format!("{}h{:02}m", seconds / 3600, seconds % 3600 / 60),
        _ => format!("{}d{:02}h", seconds / 86_400, seconds % 86_400 / 3600),
    }
}

/// A short time in the unit that leaves two figures or three.
pub fn short_time(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1e3;
    match milliseconds {
        0.0..10.0 => format!("{milliseconds:.1} ms"),
        10.0..1e3 => format!("{milliseconds:.0} ms"),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_have_separators() {
        for (value, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (-1_234_567, "-1,234,567"),
            (i64::MIN, "-9,223,372,036,854,775,808"),
        ] {
            assert_eq!(count(value), text);
        }
        assert_eq!(count_or_unknown(None), "–");
    }

    #[test]
    fn money_is_exact() {
        for (value, text) in [
            ("0", "S/ 0.00"),
            ("-0.00", "S/ 0.00"),
            ("12345", "S/ 12,345.00"),
            ("12345.6", "S/ 12,345.60"),
            ("0.10", "S/ 0.10"),
            ("999.995", "S/ 999.995"),
            ("-1234567.89", "S/ -1,234,567.89"),
            ("79228162514264337593543950335", "S/ 79,228,162,514,264,337,593,543,950,335.00"),
        ] {
            assert_eq!(money(value.parse().unwrap()), text);
        }
    }

    #[test]
    fn shares_are_rounded_toward_the_bad_side() {
        assert_eq!(percent_down(99.96), "99.9");
        assert_eq!(percent_down(100.0), "100.0");
        assert_eq!(percent_up(0.04), "0.1");
    }

    #[test]
    fn changes_have_a_sign() {
        assert_eq!(
            (signed(41), signed(0), signed(-1200)),
            ("+41".into(), "+0".into(), "-1,200".into())
        );
    }

    #[test]
    fn ages_have_one_unit_and_durations_two() {
        assert_eq!(age(TimeDelta::seconds(-3)), "0s");
        assert_eq!(age(TimeDelta::minutes(14)), "14m");
        assert_eq!(age(TimeDelta::hours(47)), "47h");
        assert_eq!(age(TimeDelta::days(63)), "63d");
        assert_eq!(duration(Duration::from_millis(420)), "0.4s");
        assert_eq!(duration(Duration::from_secs(252)), "4m12s");
        assert_eq!(duration(Duration::from_secs(3780)), "1h03m");
        assert_eq!(duration(Duration::from_secs(187_200)), "2d04h");
    }

    #[test]
    fn a_short_time_keeps_the_figures_that_matter() {
        assert_eq!(
            [350, 9_940, 15_050, 2_000_000].map(|us| short_time(Duration::from_micros(us))),
            ["0.3 ms", "9.9 ms", "15 ms", "2.0 s"]
        );
    }
}
