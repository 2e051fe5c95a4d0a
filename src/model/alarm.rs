//! When a change of state is worth a sound, and in which form.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveTime, Utc};

/// What an alarm does, and when it keeps still. By default it does nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AlarmRules {
    /// Whether the terminal's bell rings.
    pub bell: bool,
    /// How the terminal is asked to show a notification.
    pub notify: Notify,
    /// Whether a state that gets better is worth it too.
    pub recover: bool,
    /// When nothing is.
    pub quiet_hours: Option<QuietHours>,
}

/// The sequence by which a terminal is asked for a notification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notify {
    /// It is not asked.
    #[default]
    Off,
    /// OSC 9.
    Osc9,
    /// OSC 777.
    Osc777,
}

impl Notify {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Off, Self::Osc9, Self::Osc777];

    /// The word in the configuration file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Osc9 => "osc9",
            Self::Osc777 => "osc777",
        }
    }
}

/// The form of a time of day.
const FORM: &str = "%H:%M";

/// A part of every day; that of the alarm is in UTC. One that ends before it begins goes over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    from: NaiveTime,
    until: NaiveTime,
}

impl QuietHours {
    /// Whether a moment lies within.
    pub fn contain(self, at: DateTime<Utc>) -> bool {
        self.contain_time(at.time())
    }

    /// Whether a time of day lies within.
    pub fn contain_time(self, time: NaiveTime) -> bool {
        if self.from <= self.until {
            (self.from..self.until).contains(&time)
        } else {
            time >= self.from || time < self.until
        }
    }
}

impl FromStr for QuietHours {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (from, until) = text.split_once('-').ok_or(())?;
        let time = |text: &str| NaiveTime::parse_from_str(text.trim(), FORM).map_err(|_| ());
        let (from, until) = (time(from)?, time(until)?);
        if from == until { Err(()) } else { Ok(Self { from, until }) }
    }
}

impl fmt::Display for QuietHours {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.from.format(FORM), self.until.format(FORM))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn at(hours: i64, minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(hours * 60 + minutes)
    }

    #[test]
    fn quiet_hours_may_go_over_midnight() {
        let night: QuietHours = "22:00-06:00".parse().unwrap();
        let inside = [(22, 0), (23, 59), (0, 0), (5, 59)];
        assert!(inside.into_iter().all(|(hours, minutes)| night.contain(at(hours, minutes))));
        assert!(!night.contain(at(6, 0)) && !night.contain(at(21, 59)));
        let noon: QuietHours = "12:00-13:30".parse().unwrap();
        assert!(noon.contain(at(12, 0)) && !noon.contain(at(13, 30)) && !noon.contain(at(0, 0)));
        assert_eq!(night.to_string(), "22:00-06:00");
        for wrong in ["", "22:00", "22-06", "24:00-06:00", "06:00-06:00", "a-b", "22:00-06:00Z"] {
            assert_eq!(wrong.parse::<QuietHours>(), Err(()), "{wrong}");
        }
    }
}
