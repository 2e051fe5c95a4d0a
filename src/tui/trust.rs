//! How it is said that figures are no figures of now.

use chrono::{DateTime, TimeDelta, Utc};

use super::standby;
use crate::model::{Cause, Distrust, Language};

/// Why, as far as it is known.
pub(super) fn reason(distrust: &Distrust<'_>, language: Language) -> Option<String> {
    match distrust.cause {
        Cause::Connecting => None,
        Cause::Lost(failure) => Some(failure.said(language)),
        Cause::Unread(failure) => failure.map(|failure| failure.said(language)),
        Cause::Behind(replay) => Some(standby::reason(replay, language)),
    }
}

/// What is said in place of the figures: `NO DATA 00:07:31`.
pub(super) fn words(distrust: &Distrust<'_>, language: Language, now: DateTime<Utc>) -> String {
    let word = distrust.word().of(language);
    match distrust.since {
        Some(since) => format!("{word} {}", stopwatch(now - since)),
        None => word.to_owned(),
    }
}

/// A length of time as a stopwatch shows it: `00:07:31`.
fn stopwatch(time: TimeDelta) -> String {
    let seconds = time.num_seconds().max(0);
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopwatch_goes_on_beyond_a_day() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(9);
        let words =
            |since| words(&Distrust { cause: Cause::Unread(None), since }, Language::English, now);
        assert_eq!(words(None), "NO DATA");
        assert_eq!(words(Some(now - TimeDelta::seconds(451))), "NO DATA 00:07:31");
        assert_eq!(words(Some(now - TimeDelta::seconds(360_061))), "NO DATA 100:01:01");
        assert_eq!(words(Some(now + TimeDelta::seconds(3))), "NO DATA 00:00:00");
    }
}
