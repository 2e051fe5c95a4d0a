//! Settings as read from one source, before they are understood; and what is wrong with them.

use std::collections::BTreeMap;
use std::fmt;

use super::keyword::{Keyword, Meaning, meaning, nearest};
use super::secret::Secret;
use crate::model::{Failure, FailureKind, text};

/// Where a setting was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// In the connection string, which the caller calls so.
    Given(String),
    /// In a line of a service file.
    Service { file: String, line: usize },
    /// In an environment variable.
    Variable(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(name) => formatter.write_str(name),
            Self::Service { file, line } => write!(formatter, "{file}, line {line}"),
            Self::Variable(name) => formatter.write_str(name),
        }
    }
}

/// What is wrong with the connection settings. Never holds a value, because any could be a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{origin}: {message}")]
pub struct SettingsError {
    /// Where the mistake stands: the name of the connection string, a file and line, or a variable.
    pub origin: String,
    /// What is wrong, and what is allowed.
    pub message: String,
}

impl SettingsError {
    pub(super) fn new(origin: impl fmt::Display, message: impl Into<String>) -> Self {
        Self { origin: text::clean(&origin.to_string()), message: message.into() }
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        Self::new(FailureKind::Other, error.to_string())
    }
}

/// One setting with its origin; the text may be a password, so it is kept as one.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) text: Secret,
    pub(super) origin: Origin,
}

/// The settings of one source, or of several that were laid over one another.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    values: BTreeMap<Keyword, Value>,
}

impl Layer {
    /// Notes a setting; of one that stands twice in the same source the last counts, as in libpq.
    pub(super) fn set(&mut self, keyword: Keyword, text: impl Into<String>, origin: Origin) {
        self.values.insert(keyword, Value { text: Secret::new(text), origin });
    }

    /// Takes from `lower` what is not set here.
    pub(super) fn lay_over(mut self, lower: Self) -> Self {
        for (keyword, value) in lower.values {
            self.values.entry(keyword).or_insert(value);
        }
        self
    }

    /// The setting with its origin, an empty one included.
    pub(super) fn value(&self, keyword: Keyword) -> Option<&Value> {
        self.values.get(&keyword)
    }

    /// The text of a setting; an empty one counts as unset, as it does in libpq.
    pub(super) fn text(&self, keyword: Keyword) -> Option<&str> {
        self.value(keyword).map(|value| value.text.expose()).filter(|text| !text.is_empty())
    }

    /// Where a setting stands, for messages.
    pub(super) fn origin(&self, keyword: Keyword) -> String {
        self.value(keyword).map_or_else(|| "default".to_owned(), |value| value.origin.to_string())
    }

    /// What is wrong with a setting's value.
    pub(super) fn error(&self, keyword: Keyword, allowed: &str) -> SettingsError {
        SettingsError::new(self.origin(keyword), format!("{} must be {allowed}", keyword.name()))
    }

    /// Notes a setting by its written name.
    ///
    /// `nameable` says whether an unknown name can be repeated in the message: behind a password that was
    /// not quoted, what looks like a name may be the rest of the password.
    pub(super) fn set_named(
        &mut self,
        name: &str,
        text: impl Into<String>,
        origin: Origin,
        nameable: bool,
    ) -> Result<(), SettingsError> {
        let text = text.into();
        match meaning(name, &text) {
            Meaning::Known(keyword) => {
                self.set(keyword, text, origin);
                Ok(())
            }
            Meaning::WithoutEffect => Ok(()),
            Meaning::Refused(name) => Err(refused(name, origin)),
            Meaning::Unknown => {
                let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                let message = if !(nameable && plain && name.len() <= 40) {
                    "an unknown keyword (a special character of a password has to be quoted or \
                     percent-encoded)"
                        .to_owned()
                } else if let Some(near) = nearest(name) {
                    format!("unknown keyword {name}; did you mean {near}?")
                } else {
                    format!("unknown keyword {name}; libpq's keywords are known")
                };
                Err(SettingsError::new(origin, message))
            }
        }
    }
}

/// The error for a setting that promises what we cannot keep.
pub(super) fn refused(name: &str, origin: impl fmt::Display) -> SettingsError {
    SettingsError::new(origin, format!("{name} is not supported; remove it if you can do without"))
}
