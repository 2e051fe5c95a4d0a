//! What a command line means beyond its values: who asks even where it is wrong, and what was asked for in vain.

use std::ffi::OsString;

use super::{Cli, Command, LanguageChoice, command};

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

impl Cli {
    /// An option of the dashboard that the command has no use for. It is taken in front of every command, and whoever
    /// gives it expects something of it.
    pub fn idle_option(&self) -> Option<&'static str> {
        let has_use = matches!(
            self.command,
            None | Some(Command::Demo(_) | Command::Replay(_) | Command::Config(_))
        );
        let global = &self.global;
        let given = [
            ("--wallboard", global.wallboard),
            ("--plain", global.plain),
            ("--record", global.record.is_some()),
            ("--since", global.since.is_some()),
        ];
        given.into_iter().find_map(|(option, is_given)| (is_given && !has_use).then_some(option))
    }
}
