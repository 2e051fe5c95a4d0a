//! Judges values: one by one against the form of their key, and one against another.
//!
//! Pure functions. A message says what is wrong and what to write instead; it never repeats a connection
//! string.

use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;

use crate::cli::{
    ColorChoice, GlyphChoice, HumanDuration, LanguageChoice, ThemeChoice, TrafficChoice,
};
use crate::config::error::Problem;
use crate::config::keys::{self, Form, Spec};
use crate::config::{Config, ListenAddress, LogLevel, Setting};
use crate::model::text::clean;
use crate::model::{
    Color, DatabaseUrl, HostName, Night, Notify, QuietHours, WayOut, WebAddress, WebOrigin,
};

/// The most of a wrong value that a message repeats, in characters.
const ECHO: usize = 40;

/// A type that a setting can have.
pub(super) trait Value: Default {
    /// Reads the text of a setting; the error says what is wrong and what to write.
    fn parse(form: Form, text: &str) -> Result<Self, String>;

    /// The value as text, without secrets.
    fn show(&self) -> String;
}

impl Value for String {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        let fits = match form {
            Form::TimeZone => is_time_zone(text),
            _ => text.chars().count() <= 64 && !text.chars().any(char::is_control),
        };
        if fits { Ok(text.to_owned()) } else { Err(misfit(form, text)) }
    }

    fn show(&self) -> String {
        clean(self)
    }
}

impl Value for bool {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" => Ok(false),
            _ => Err(misfit(form, text)),
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Value for u32 {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        let number = text.trim().parse().map_err(|_| misfit(form, text))?;
        match form {
            Form::Count { least, most } if !(least..=most).contains(&number) => {
                Err(misfit(form, text))
            }
            _ => Ok(number),
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Value for f64 {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        let number: Self = text.trim().parse().map_err(|_| misfit(form, text))?;
        if (0.0..=100.0).contains(&number) { Ok(number) } else { Err(misfit(form, text)) }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Value for Duration {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        let HumanDuration(time) = text.parse().map_err(|_| misfit(form, text))?;
        let fits = match form {
            Form::Time { least, most } => {
                (Self::from_millis(least)..=Self::from_millis(most)).contains(&time)
            }
            Form::TimeOrNever { least, most } => {
                time.is_zero()
                    || (Self::from_millis(least)..=Self::from_millis(most)).contains(&time)
            }
            _ => true,
        };
        if fits { Ok(time) } else { Err(misfit(form, text)) }
    }

    fn show(&self) -> String {
        HumanDuration(*self).to_string()
    }
}

impl Value for Option<DatabaseUrl> {
    fn parse(_form: Form, text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(None);
        }
        let url = DatabaseUrl::new(text);
        if url.is_understood() {
            return Ok(Some(url));
        }
        Err("it is no connection string; write postgresql://user@host:5432/database, or \
             \"host=... dbname=... user=...\", and write the characters @ / ? % of a password as %40 %2F \
             %3F %25 (the value is not shown, a password may stand in it)"
            .to_owned())
    }

    fn show(&self) -> String {
        self.as_ref().map(DatabaseUrl::masked).unwrap_or_default()
    }
}

impl Value for Option<PathBuf> {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        match text {
            "" => Ok(None),
            _ if text.chars().any(char::is_control) => Err(misfit(form, text)),
            _ => Ok(Some(PathBuf::from(text))),
        }
    }

    fn show(&self) -> String {
        self.as_ref().map(|path| clean(&path.to_string_lossy())).unwrap_or_default()
    }
}

impl Value for Option<WebAddress> {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        match text {
            "" => Ok(None),
            _ => text.parse().map(Some).map_err(|()| misfit(form, text)),
        }
    }

    fn show(&self) -> String {
        self.as_ref().map(WebAddress::to_string).unwrap_or_default()
    }
}

impl Value for Option<QuietHours> {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        match text.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|()| misfit(form, text)),
        }
    }

    fn show(&self) -> String {
        self.as_ref().map(QuietHours::to_string).unwrap_or_default()
    }
}

impl Value for Option<Color> {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        match text.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|()| misfit(form, text)),
        }
    }

    fn show(&self) -> String {
        self.as_ref().map(Color::to_string).unwrap_or_default()
    }
}

impl Value for Night {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        text.trim().parse().map_err(|()| misfit(form, text))
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

impl Value for ListenAddress {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        text.trim().parse().map(Self).map_err(|_| misfit(form, text))
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

impl Value for Vec<WebOrigin> {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        let origins = text.split(',').map(str::trim).filter(|origin| !origin.is_empty());
        origins.map(|origin| origin.parse().map_err(|()| misfit(form, origin))).collect()
    }

    fn show(&self) -> String {
        self.iter().map(WebOrigin::as_str).collect::<Vec<_>>().join(", ")
    }
}

impl Value for Vec<HostName> {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        let hosts = text.split(',').map(str::trim).filter(|host| !host.is_empty());
        hosts.map(|host| host.parse().map_err(|()| misfit(form, host))).collect()
    }

    fn show(&self) -> String {
        self.iter().map(HostName::as_str).collect::<Vec<_>>().join(", ")
    }
}

impl Value for Notify {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|notify| notify.as_str().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| misfit(form, text))
    }

    fn show(&self) -> String {
        self.as_str().to_owned()
    }
}

impl Value for WayOut {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|way| way.as_str().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| misfit(form, text))
    }

    fn show(&self) -> String {
        self.as_str().to_owned()
    }
}

impl Value for char {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        let mut characters = text.chars();
        match (characters.next(), characters.next()) {
            (Some(letter), None) if letter.is_ascii_alphanumeric() => Ok(letter),
            _ => Err(misfit(form, text)),
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }
}

/// A word of the command line is the same word in the file.
macro_rules! as_on_the_command_line {
    ($($choice:ty),+) => {
        $(impl Value for $choice {
            fn parse(form: Form, text: &str) -> Result<Self, String> {
                Self::from_str(text.trim(), true).map_err(|_| misfit(form, text))
            }

            fn show(&self) -> String {
                let word = self.to_possible_value();
                word.map(|word| word.get_name().to_owned()).unwrap_or_default()
            }
        })+
    };
}

as_on_the_command_line!(ColorChoice, ThemeChoice, GlyphChoice, LanguageChoice, TrafficChoice);

impl Value for LogLevel {
    fn parse(form: Form, text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| misfit(form, text))
    }

    fn show(&self) -> String {
        self.as_str().to_owned()
    }
}

/// Whether the text can be the name of a time zone; the server knows whether there is one.
fn is_time_zone(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_+-/".contains(c))
}

/// What to say of a value that its form does not take.
fn misfit(form: Form, text: &str) -> String {
    format!("{} does not fit; write {}", echo(text), form.words())
}

/// The start of a wrong text, in quotes; not of one that may hold a password, put in the wrong place.
pub(super) fn echo(text: &str) -> String {
    if DatabaseUrl::new(text).holds_secret() {
        return "the value (which may hold a password, and is not shown)".to_owned();
    }
    let short: String = text.chars().take(ECHO).collect();
    let ellipsis = if short.len() < text.len() { "…" } else { "" };
    format!("\"{}{ellipsis}\"", clean(&short))
}

/// Two settings that do not go together, with the place of the one that is less likely meant.
pub(super) fn relations(config: &Config) -> Vec<Problem> {
    let Config { database, health, job, .. } = config;
    let mut problems = Vec::new();
    let mut require = |holds: bool, left: &Spec, right: &Spec, why: &str| {
        if !holds {
            problems.push(contradiction(config, left, right, why));
        }
    };
    require(
        job.lead_scout_column.is_empty() == job.scouts_match_column.is_empty(),
        &keys::LEAD_SCOUT_COLUMN.spec,
        &keys::SCOUTS_MATCH_COLUMN.spec,
        "is one half of a mapping that needs both",
    );
    require(
        database.statement_timeout < database.deadline,
        &keys::STATEMENT_TIMEOUT.spec,
        &keys::DEADLINE.spec,
        "must be shorter, so that the server gives up before we do",
    );
    require(
        database.lock_timeout <= database.statement_timeout,
        &keys::LOCK_TIMEOUT.spec,
        &keys::STATEMENT_TIMEOUT.spec,
        "must not be longer, or it never comes into effect",
    );
    require(
        health.satisfactory_warn_percent <= health.satisfactory_ok_percent,
        &keys::SATISFACTORY_WARN_PERCENT.spec,
        &keys::SATISFACTORY_OK_PERCENT.spec,
        "must not be higher, or nothing is ever WARN",
    );
    require(
        health.conflicts_warn <= health.conflicts_crit,
        &keys::CONFLICTS_WARN.spec,
        &keys::CONFLICTS_CRIT.spec,
        "must not be higher, or nothing is ever WARN",
    );
    problems
}

fn contradiction(config: &Config, left: &Spec, right: &Spec, why: &str) -> Problem {
    let find = |spec: &Spec| config.settings.iter().find(|setting| setting.spec == spec);
    let (Some(left), Some(right)) = (find(left), find(right)) else {
        return Problem::new(left.path(), why);
    };
    // The one that somebody set, or set last; `Origin` is ordered by strength.
    let set = if left.origin <= right.origin { left } else { right };
    let say = |setting: &Setting| {
        format!("{} = {} (from {})", setting.spec.path(), setting.value, setting.origin)
    };
    Problem::at(
        &set.origin,
        &set.spec.path(),
        format!("{} does not go with {}: the first {why}", say(left), say(right)),
    )
}
