//! A moment in the past, as people write it.

use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

/// A moment in the past, as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// So long ago: `8h`.
    Ago(Duration),
    /// The last time that the clock showed this: `22:00`, or in UTC `22:00Z`.
    TimeOfDay {
        /// The time of day.
        time: NaiveTime,
        /// Whether it is in UTC, and not in the time zone of this machine.
        is_utc: bool,
    },
    /// A date with a time in the time zone of this machine: `2026-11-24T22:00`.
    Local(NaiveDateTime),
    /// A moment with its zone: `2026-11-24T22:00Z`.
    At(DateTime<Utc>),
}

/// What `--since` takes, in words.
const FORMS: &str = "a time of day (22:00, or 22:00Z for UTC), a length of time (8h), or a date with a time \
    (2026-11-24T22:00, with Z or an offset for another zone)";

impl FromStr for Since {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let wrong = || format!("use {FORMS}");
        let (bare, is_utc) = match text.strip_suffix(['Z', 'z']) {
            Some(bare) => (bare, true),
            None => (text, false),
        };
        let time = |text| {
            let formats = ["%H:%M", "%H:%M:%S"];
            formats.iter().find_map(|format| NaiveTime::parse_from_str(text, format).ok())
        };
        if let Some(time) = time(bare) {
            return Ok(Self::TimeOfDay { time, is_utc });
        }
        if let Ok(ago) = humantime::parse_duration(text) {
            // A century: more is a mistake.
            let is_short = ago <= Duration::from_secs(100 * 366 * 24 * 3600);
            return is_short.then_some(Self::Ago(ago)).ok_or_else(wrong);
        }
        if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
            return Ok(Self::At(moment.to_utc()));
        }
        let joined = bare.replacen(' ', "T", 1);
        let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
        let zoned = ["%Y-%m-%dT%H:%M%:z", "%Y-%m-%dT%H:%M:%S%:z"];
        if let Some(moment) =
            zoned.iter().find_map(|format| DateTime::parse_from_str(&joined, format).ok())
        {
            return Ok(Self::At(moment.to_utc()));
        }
        let moment =
            formats.iter().find_map(|format| NaiveDateTime::parse_from_str(&joined, format).ok());
        let moment = moment.or_else(|| {
            let day = NaiveDate::parse_from_str(&joined, "%Y-%m-%d").ok()?;
            Some(day.and_time(NaiveTime::MIN))
        });
        match moment {
            Some(moment) if is_utc => Ok(Self::At(moment.and_utc())),
            Some(moment) => Ok(Self::Local(moment)),
            None => Err(wrong()),
        }
    }
}

impl Since {
    /// The moment that is meant, in a time zone; `None` where it would be in the future.
    pub fn moment<Z: TimeZone>(self, now: DateTime<Utc>, zone: &Z) -> Option<DateTime<Utc>> {
        let moment = match self {
            Self::Ago(ago) => now.checked_sub_signed(chrono::TimeDelta::from_std(ago).ok()?)?,
            Self::TimeOfDay { time, is_utc: true } => last(time, now, &Utc)?,
            Self::TimeOfDay { time, is_utc: false } => last(time, now, zone)?,
            Self::Local(moment) => resolve(moment, zone)?,
            Self::At(moment) => moment,
        };
        (moment <= now).then_some(moment)
    }
}

/// The last time that the clock of a zone showed this.
fn last<Z: TimeZone>(time: NaiveTime, now: DateTime<Utc>, zone: &Z) -> Option<DateTime<Utc>> {
    let today = now.with_timezone(zone).date_naive();
    let days = [Some(today), today.checked_sub_days(Days::new(1))];
    let moments = days.into_iter().flatten().filter_map(|day| resolve(day.and_time(time), zone));
    moments.filter(|moment| *moment <= now).max()
}

/// A local time as a moment. One that comes twice is the first of the two: more is told then, not less. One that
/// a change of the clock left out is an hour later.
fn resolve<Z: TimeZone>(local: NaiveDateTime, zone: &Z) -> Option<DateTime<Utc>> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => Some(moment.to_utc()),
        LocalResult::None => {
            let later = local.checked_add_signed(chrono::TimeDelta::hours(1))?;
            zone.from_local_datetime(&later).earliest().map(|moment| moment.to_utc())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::FixedOffset;

    fn moment(text: &str, now: &str) -> String {
        let now = DateTime::parse_from_rfc3339(now).unwrap().to_utc();
        let lima = FixedOffset::west_opt(5 * 3600).unwrap();
        let since: Since = text.parse().unwrap();
        since.moment(now, &lima).map_or_else(|| "future".to_owned(), |at| at.to_rfc3339())
    }

    #[test]
    fn a_time_of_day_is_the_last_one_in_the_zone_that_is_meant() {
        let now = "2026-11-24T03:12:07Z";
        assert_eq!(moment("22:00", now), "2026-11-24T03:00:00+00:00");
        assert_eq!(moment("22:30", now), "2026-11-23T03:30:00+00:00");
        assert_eq!(moment("22:00Z", now), "2026-11-23T22:00:00+00:00");
        assert_eq!(moment("03:00z", now), "2026-11-24T03:00:00+00:00");
    }

    #[test]
    fn lengths_and_dates_are_understood() {
        let now = "2026-11-24T03:12:07Z";
        assert_eq!(moment("8h", now), "2026-11-23T19:12:07+00:00");
        assert_eq!(moment("1h 30m", now), "2026-11-24T01:42:07+00:00");
        assert_eq!(moment("2026-11-23", now), "2026-11-23T05:00:00+00:00");
        assert_eq!(moment("2026-11-23T22:00", now), "2026-11-24T03:00:00+00:00");
        assert_eq!(moment("2026-11-23 22:00Z", now), "2026-11-23T22:00:00+00:00");
        assert_eq!(moment("2026-11-23T22:00:00+01:00", now), "2026-11-23T21:00:00+00:00");
        assert_eq!(moment("2026-11-23T22:00+01:00", now), "2026-11-23T21:00:00+00:00");
        assert_eq!(moment("2026-11-24T22:00", now), "future");
    }

    #[test]
    fn anything_else_is_refused_with_what_is_understood() {
        for text in ["", "yesterday", "25:00", "8", "2026-13-01", "-3h", "900000000y"] {
            let error = text.parse::<Since>().unwrap_err();
            assert!(error.contains("22:00Z"), "{text}: {error}");
        }
    }
}
