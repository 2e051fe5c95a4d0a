//! Times as people read them: UTC with a Z, or local time with its offset.

use chrono::{DateTime, Datelike as _, Local, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};

use crate::model::{Language, Text, format};

/// How times are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// UTC, the same for everybody who looks at the same incident.
    #[default]
    Utc,
    /// The local time of the machine that the program runs on.
    Local,
}

impl Zone {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Utc => Self::Local,
            Self::Local => Self::Utc,
        }
    }

    /// Hours, minutes and seconds: `03:12:07Z`.
    pub fn time(self, at: DateTime<Utc>) -> String {
        match self {
            Self::Utc => at.format("%H:%M:%SZ").to_string(),
            Self::Local => at.with_timezone(&Local).format("%H:%M:%S%:::z").to_string(),
        }
    }

    /// Hours and minutes: `03:12Z`.
    pub fn minute(self, at: DateTime<Utc>) -> String {
        match self {
            Self::Utc => at.format("%H:%MZ").to_string(),
            Self::Local => at.with_timezone(&Local).format("%H:%M%:::z").to_string(),
        }
    }

    /// Day, hours and minutes: `24 Nov 03:12Z`.
    pub fn moment(self, at: DateTime<Utc>, language: Language) -> String {
        format!("{} {}", day_and_month(self.day(at), language), self.minute(at))
    }

    /// A moment of any year, to the minute: `2026-11-24 03:12Z`.
    pub fn dated(self, at: DateTime<Utc>) -> String {
        format!("{} {}", self.day(at), self.minute(at))
    }

    /// Day and time to the second: `2026-11-24 03:12:07Z`.
    pub fn full(self, at: DateTime<Utc>) -> String {
        format!("{} {}", self.day(at), self.time(at))
    }

    /// When something began, as short as it can be told at a moment: the time today, else the day and the time. Of what
    /// began before a moment of another day the day is enough: it is the next one, before which it began for certain.
    pub fn beginning(
        self,
        at: DateTime<Utc>,
        began_earlier: bool,
        now: DateTime<Utc>,
        language: Language,
    ) -> String {
        match (self.day(at) == self.day(now), began_earlier) {
            (true, false) => self.time(at),
            (true, true) => self.minute(at),
            (false, false) => self.moment(at, language),
            (false, true) => day_and_month(self.day(at).succ_opt().unwrap_or_default(), language),
        }
    }

    /// The time of day.
    pub fn time_of_day(self, at: DateTime<Utc>) -> NaiveTime {
        match self {
            Self::Utc => at.time(),
            Self::Local => at.with_timezone(&Local).time(),
        }
    }

    /// The day that a moment belongs to.
    pub fn day(self, at: DateTime<Utc>) -> NaiveDate {
        match self {
            Self::Utc => at.date_naive(),
            Self::Local => at.with_timezone(&Local).date_naive(),
        }
    }
}

/// The name of a day of the week.
pub fn weekday(day: NaiveDate, language: Language) -> &'static str {
    let name = match day.weekday() {
        Weekday::Mon => Text::new("Monday", "lunes"),
        Weekday::Tue => Text::new("Tuesday", "martes"),
        Weekday::Wed => Text::new("Wednesday", "miércoles"),
        Weekday::Thu => Text::new("Thursday", "jueves"),
        Weekday::Fri => Text::new("Friday", "viernes"),
        Weekday::Sat => Text::new("Saturday", "sábado"),
        Weekday::Sun => Text::new("Sunday", "domingo"),
    };
    name.of(language)
}

/// The short names of the months.
const MONTHS: [Text; 12] = [
    Text::new("Jan", "ene"),
    Text::new("Feb", "feb"),
    Text::new("Mar", "mar"),
    Text::new("Apr", "abr"),
    Text::new("May", "may"),
    Text::new("Jun", "jun"),
    Text::new("Jul", "jul"),
    Text::new("Aug", "ago"),
    Text::new("Sep", "sep"),
    Text::new("Oct", "oct"),
    Text::new("Nov", "nov"),
    Text::new("Dec", "dic"),
];

/// A day of the year in figures and letters: `24 Nov`.
pub fn day_and_month(day: NaiveDate, language: Language) -> String {
    let month = MONTHS.get(day.month0() as usize).map_or("", |month| month.of(language));
    format!("{:02} {month}", day.day())
}

/// A day: `2026-11-24`.
pub fn date(date: Option<NaiveDate>) -> String {
    date.map_or_else(|| format::UNKNOWN.to_owned(), |date| date.format("%Y-%m-%d").to_string())
}

/// The age of something shown beside running figures, in steps of five seconds below a minute, so that a
/// quiet screen stays quiet.
pub fn coarse_age(age: TimeDelta) -> String {
    age_in_steps(age, 5)
}

/// The same in steps of so many seconds below a minute.
pub fn age_in_steps(age: TimeDelta, step: i64) -> String {
    match age.num_seconds() {
        seconds if seconds < step => format!("<{step}s"),
        seconds if seconds < 60 => format!("{}s", seconds / step * step),
        _ => format::age(age),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utc_is_marked() {
        let at = DateTime::UNIX_EPOCH + TimeDelta::seconds(11_527);
        assert_eq!(Zone::Utc.time(at), "03:12:07Z");
        assert_eq!(Zone::Utc.moment(at, Language::English), "01 Jan 03:12Z");
        assert_eq!(Zone::Utc.moment(at, Language::Spanish), "01 ene 03:12Z");
        assert_eq!(Zone::Utc.dated(at), "1970-01-01 03:12Z");
        assert_eq!(Zone::Utc.full(at), "1970-01-01 03:12:07Z");
    }

    #[test]
    fn a_beginning_of_another_day_names_the_day() {
        let at = DateTime::UNIX_EPOCH + TimeDelta::seconds(11_527);
        let words = |earlier, days| {
            let now = at + TimeDelta::days(days);
            Zone::Utc.beginning(at, earlier, now, Language::English)
        };
        assert_eq!([words(false, 0), words(true, 0)], ["03:12:07Z", "03:12Z"]);
        assert_eq!([words(false, 1), words(true, 1)], ["01 Jan 03:12Z", "02 Jan"]);
    }

    #[test]
    fn a_young_age_moves_in_steps() {
        let words = |seconds| coarse_age(TimeDelta::seconds(seconds));
        assert_eq!(
            [words(-2), words(4), words(9), words(59), words(61)],
            ["<5s", "<5s", "5s", "55s", "1m"]
        );
        let words = |seconds| age_in_steps(TimeDelta::seconds(seconds), 30);
        assert_eq!([words(29), words(59), words(60)], ["<30s", "30s", "1m"]);
    }
}
