//! Where the value of a setting came from.

use std::fmt;
use std::path::PathBuf;

use crate::config::error::Problem;
use crate::config::keys::Spec;
use crate::model::text::clean;

/// The place that decided a value, the strongest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// An option on the command line, with its dashes.
    Option(&'static str),
    /// An environment variable.
    Variable(String),
    /// A profile of the configuration file.
    Profile {
        /// The profile's name.
        name: String,
        /// The file it stands in.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// The configuration file, outside of profiles.
    File {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// Nobody said anything.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Option(option) => formatter.write_str(option),
            Self::Variable(name) => formatter.write_str(name),
            Self::Profile { file, line, .. } | Self::File { file, line } => {
                write!(formatter, "{}:{line}", clean(&file.to_string_lossy()))
            }
            Self::Default => formatter.write_str("default"),
        }
    }
}

/// One line of a section whose names are not in the table of keys: `[keys]` and `[theme]`.
///
/// What the names and the words mean is known where they are used, and judged there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSetting {
    /// The section it stands in.
    pub section: &'static str,
    /// The name, as it is written.
    pub name: String,
    /// The words: one, or those of a list.
    pub words: Vec<String>,
    /// Where it stands.
    pub origin: Origin,
    /// Whether it counts in this run; one of another profile does not.
    pub is_in_force: bool,
}

impl OwnSetting {
    /// What is wrong with it, at its place.
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        let profile = match &self.origin {
            Origin::Profile { name, .. } => format!("profile.{name}."),
            _ => String::new(),
        };
        let path = format!("{profile}{}.{}", self.section, clean(&self.name));
        Problem::at(&self.origin, &path, message)
    }

    /// The value as TOML writes it.
    pub fn written(&self) -> String {
        let quoted = |word: &String| toml::Value::String(word.clone()).to_string();
        match self.words.as_slice() {
            [word] => quoted(word),
            words => format!("[{}]", words.iter().map(quoted).collect::<Vec<_>>().join(", ")),
        }
    }
}

/// One resolved setting, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its row in the table of keys.
    pub spec: &'static Spec,
    /// The value as it would be written in the file; secrets are masked.
    pub value: String,
    /// The place that decided it.
    pub origin: Origin,
}
