//! What is known of a command line even where it is wrong, so that whoever made the mistake is answered in the right way.

use std::ffi::OsString;

use super::{LanguageChoice, command};

/// Who asks, and in which language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    /// It means `check`: a monitoring system has to hear of a mistake in its own way.
    pub is_check: bool,
    /// It means `serve`, whose standard error is a log.
    pub is_serve: bool,
    /// The language that it names.
    pub language: Option<LanguageChoice>,
}

/// Looks over a command line; the name of the program comes first.
pub fn glance(arguments: &[OsString]) -> Glance {
    let Ok(matches) = command().ignore_errors(true).try_get_matches_from(arguments) else {
        return Glance::default();
    };
    Glance {
        is_check: matches.subcommand_name() == Some("check"),
        is_serve: matches.subcommand_name() == Some("serve"),
        language: matches.try_get_one("lang").ok().flatten().copied(),
    }
}
