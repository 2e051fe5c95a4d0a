//! Where the value of a setting came from.

use std::fmt;
use std::path::PathBuf;

use crate::config::keys::Spec;

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
                write!(formatter, "{}:{line}", crate::model::text::clean(&file.to_string_lossy()))
            }
            Self::Default => formatter.write_str("default"),
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
