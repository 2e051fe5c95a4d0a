//! How it is said that figures are no figures of now.

use chrono::{DateTime, TimeDelta, Utc};

use super::standby;
use super::text::width;
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

/// What is said in place of the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Instead {
    word: &'static str,
    lasting: Option<String>,
}

impl Instead {
    /// The words at a moment.
    pub(super) fn of(distrust: &Distrust<'_>, language: Language, now: DateTime<Utc>) -> Self {
        let lasting = distrust.since.map(|since| stopwatch(now - since));
        Self { word: distrust.word().of(language), lasting }
    }

    /// `NO DATA 00:07:31`, and `NO DATA` where there is no room for how long.
    pub(super) fn within(&self, cells: usize) -> String {
        let whole = self.lasting.as_ref().map(|lasting| format!("{} {lasting}", self.word));
        whole.filter(|whole| width(whole) <= cells).unwrap_or_else(|| self.word.to_owned())
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
        let words = |since| {
            let distrust = Distrust { cause: Cause::Unread(None), since };
            Instead::of(&distrust, Language::English, now).within(17)
        };
        assert_eq!(words(None), "NO DATA");
        assert_eq!(words(Some(now - TimeDelta::seconds(451))), "NO DATA 00:07:31");
        assert_eq!(words(Some(now - TimeDelta::seconds(360_061))), "NO DATA 100:01:01");
        assert_eq!(words(Some(now + TimeDelta::seconds(3))), "NO DATA 00:00:00");
        assert_eq!(words(Some(now - TimeDelta::hours(1000))), "NO DATA", "no part of a time");
    }
}
