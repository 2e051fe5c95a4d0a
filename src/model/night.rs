//! When the screen shall light up no room.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveTime;

use super::QuietHours;

/// When it is night.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Night {
    /// Never.
    #[default]
    Off,
    /// Always.
    On,
    /// For a part of every day.
    Hours(QuietHours),
}

impl Night {
    /// Whether it is night at a time of day.
    pub fn is_at(self, time: NaiveTime) -> bool {
        match self {
            Self::Off => false,
            Self::On => true,
            Self::Hours(hours) => hours.contain_time(time),
        }
    }
}

impl FromStr for Night {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "off" => Ok(Self::Off),
            "on" => Ok(Self::On),
            hours => hours.parse().map(Self::Hours),
        }
    }
}

impl fmt::Display for Night {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => formatter.write_str("off"),
            Self::On => formatter.write_str("on"),
            Self::Hours(hours) => hours.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_is_never_always_or_a_part_of_the_day() {
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        for (text, by_day, by_night) in
            [("off", false, false), ("on", true, true), ("22:00-06:00", false, true)]
        {
            let night: Night = text.parse().unwrap();
            assert_eq!((night.is_at(at(12)), night.is_at(at(23))), (by_day, by_night), "{text}");
            assert_eq!(night.to_string(), text);
        }
        for wrong in ["", "On", "22:00", "true"] {
            assert_eq!(wrong.parse::<Night>(), Err(()), "{wrong}");
        }
    }
}
