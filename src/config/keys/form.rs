//! Which values a setting takes.

use std::time::Duration;

/// Which values a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Any text.
    Text,
    /// A connection string; never echoed.
    Url,
    /// A file or folder; `~/` is the home folder.
    Path,
    /// `true` or `false`.
    Switch,
    /// A length of time between the two, both in milliseconds and both allowed.
    Time {
        /// The shortest.
        least: u64,
        /// The longest.
        most: u64,
    },
    /// 0 to 100, decimals allowed.
    Percent,
    /// A whole number between the two, both allowed.
    Count {
        /// The smallest.
        least: u32,
        /// The largest.
        most: u32,
    },
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// The name of a time zone.
    TimeZone,
    /// Nothing, written as `0s`, or a length of time between the two, both in milliseconds and both allowed.
    TimeOrNever {
        /// The shortest.
        least: u64,
        /// The longest.
        most: u64,
    },
    /// One letter or digit.
    Letter,
    /// The address of a page.
    WebAddress,
    /// A part of the day.
    Hours,
    /// Never, always, or a part of the day.
    Night,
    /// An address of this machine, and a port.
    Listen,
    /// Origins of web pages, with commas between them.
    Origins,
    /// A colour.
    Color,
    /// Names of machines, with commas between them.
    Hosts,
}

impl Form {
    /// Whether TOML writes it in quotes.
    pub const fn is_quoted(self) -> bool {
        !matches!(self, Self::Switch | Self::Percent | Self::Count { .. })
    }

    /// Which values it takes, in words.
    pub fn words(self) -> String {
        match self {
            Self::Text => "a text of at most 64 characters".to_owned(),
            Self::Url => "a connection string, postgresql://... or host=... dbname=...".to_owned(),
            Self::Path => "a path".to_owned(),
            Self::Switch => "true or false".to_owned(),
            Self::Time { least, most } => {
                let (least, most) = (milliseconds(least), milliseconds(most));
                format!("a length of time with its unit, from {least} to {most}")
            }
            Self::Percent => "a number from 0 to 100".to_owned(),
            Self::Count { least, most } => format!("a whole number from {least} to {most}"),
            Self::OneOf(words) => format!("one of {}", words.join(", ")),
            Self::TimeZone => "the name of a time zone, Area/City".to_owned(),
            Self::TimeOrNever { least, most } => {
                let (least, most) = (milliseconds(least), milliseconds(most));
                format!("a length of time with its unit, from {least} to {most}, or 0s for never")
            }
            Self::Hours => "two times of day, such as 22:00-06:00".to_owned(),
            Self::Night => "off, on, or two times of day, such as 22:00-06:00".to_owned(),
            Self::Listen => "an address and a port, 127.0.0.1:8787 or [::1]:8787".to_owned(),
            Self::Origins => "origins, https://host or http://host:port, with commas between them".to_owned(),
            Self::Color => {
                "a colour: red, bright-red and the like, a number from 0 to 255, or #rrggbb".to_owned()
            }
            Self::Hosts => "names or addresses without a port, with commas between them".to_owned(),
            Self::Letter => "one letter or digit".to_owned(),
            Self::WebAddress => {
                "an address, https://... or http://..., of at most 200 characters, without a password"
                    .to_owned()
            }
        }
    }
}

fn milliseconds(count: u64) -> humantime::FormattedDuration {
    humantime::format_duration(Duration::from_millis(count))
}
