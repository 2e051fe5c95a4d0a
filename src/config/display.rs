//! What the terminal can show, from the settings and from what the environment says of it.
//!
//! Nothing of this is asked of the terminal itself: over a slow line the answer would come too late for the first frame.

use clap::ValueEnum as _;

use crate::cli::{ColorChoice, GlyphChoice, LanguageChoice, ThemeChoice, TrafficChoice};
use crate::config::keys::LANGUAGE;
use crate::model::{Environment, Language, Night};

/// `[display]`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Display {
    /// How many colours are used.
    pub color: ColorChoice,
    /// Which colours mean what.
    pub theme: ThemeChoice,
    /// Which characters pictures are drawn with.
    pub glyphs: GlyphChoice,
    /// Which language people are spoken to in.
    pub language: LanguageChoice,
    /// How much is sent to the terminal.
    pub traffic: TrafficChoice,
    /// Times are shown in UTC, else in this machine's zone.
    pub utc: bool,
    /// When the screen is dark.
    pub night: Night,
    /// The wallboard is opened in place of the dashboard.
    pub wallboard: bool,
}

/// How many colours a terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColorDepth {
    /// None, or none wanted.
    None,
    /// Its own sixteen.
    Ansi,
    /// The 256 of xterm.
    Indexed,
    /// 24 bits each.
    True,
}

/// Which characters a terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Glyphs {
    /// All that are used, braille patterns among them.
    #[default]
    Braille,
    /// Block elements, no braille.
    Block,
    /// ASCII alone.
    Ascii,
}

impl Display {
    /// Whether a stream gets colours: where they are asked for, or where it is a terminal that has some and
    /// `NO_COLOR` is not set.
    pub fn wants_color(&self, environment: &Environment, is_terminal: bool) -> bool {
        is_terminal && self.depth(environment) != ColorDepth::None
    }

    /// How many colours the terminal of this environment gets.
    pub fn depth(&self, environment: &Environment) -> ColorDepth {
        match self.color {
            ColorChoice::Never => ColorDepth::None,
            ColorChoice::Ansi => ColorDepth::Ansi,
            ColorChoice::Indexed => ColorDepth::Indexed,
            ColorChoice::True => ColorDepth::True,
            ColorChoice::Auto => said_by(environment),
        }
    }

    /// The language of this run.
    pub fn language(&self, environment: &Environment) -> Language {
        language_of(self.language, environment)
    }

    /// Which characters the terminal of this environment gets. A locale that is not named says nothing: most
    /// terminals of today show UTF-8 whatever a login shell forgot.
    pub fn glyphs(&self, environment: &Environment) -> Glyphs {
        match self.glyphs {
            GlyphChoice::Braille => Glyphs::Braille,
            GlyphChoice::Block => Glyphs::Block,
            GlyphChoice::Ascii => Glyphs::Ascii,
            GlyphChoice::Auto => {
                let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
                    .iter()
                    .find_map(|name| environment.variable(name));
                match locale.map(|locale| locale.to_ascii_lowercase().replace('-', "")) {
                    Some(locale) if !locale.contains("utf8") => Glyphs::Ascii,
                    _ if environment.variable("TERM") == Some("linux") => Glyphs::Block,
                    _ => Glyphs::Braille,
                }
            }
        }
    }
}

/// The language of a run whose configuration is not known: that of the command line, else of the variable, else of the
/// locale.
pub fn language_without_file(named: Option<LanguageChoice>, environment: &Environment) -> Language {
    let variable = || {
        let word = environment.variables.get(&LANGUAGE.spec.variable())?;
        LanguageChoice::from_str(word.trim(), true).ok()
    };
    language_of(named.or_else(variable).unwrap_or_default(), environment)
}

fn language_of(choice: LanguageChoice, environment: &Environment) -> Language {
    match choice {
        LanguageChoice::Auto => Language::of_locale(environment),
        LanguageChoice::English => Language::English,
        LanguageChoice::Spanish => Language::Spanish,
    }
}

/// How many colours the environment says that its terminal has.
fn said_by(environment: &Environment) -> ColorDepth {
    let term = environment.variable("TERM").unwrap_or_default();
    let is_true = matches!(environment.variable("COLORTERM"), Some("truecolor" | "24bit"));
    if environment.variable("NO_COLOR").is_some() || is_colourless(term) {
        ColorDepth::None
    } else if is_true || term.ends_with("-direct") {
        ColorDepth::True
    } else if term.contains("256color") {
        ColorDepth::Indexed
    } else {
        ColorDepth::Ansi
    }
}

/// Whether terminals of this name have no colours, as terminfo has it.
fn is_colourless(term: &str) -> bool {
    let is_of_dec = term
        .strip_prefix("vt")
        .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    // The VT525 was the first one in colour.
    term == "dumb"
        || (is_of_dec && !term.starts_with("vt525"))
        || ["-mono", "-m"].iter().any(|ending| term.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUTO: Display = Display {
        color: ColorChoice::Auto,
        theme: ThemeChoice::Default,
        glyphs: GlyphChoice::Auto,
        language: LanguageChoice::Auto,
        traffic: TrafficChoice::Auto,
        utc: true,
        night: Night::Off,
        wallboard: false,
    };

    fn environment(variables: &[(&str, &str)]) -> Environment {
        let variables =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Environment { variables: variables.collect(), ..Environment::default() }
    }

    #[test]
    fn colours_are_as_many_as_the_terminal_says_it_has() {
        for (variables, depth) in [
            (&[("TERM", "xterm")][..], ColorDepth::Ansi),
            (&[("TERM", "tmux-256color")], ColorDepth::Indexed),
            (&[("TERM", "tmux-256color"), ("COLORTERM", "truecolor")], ColorDepth::True),
            (&[("TERM", "xterm-direct")], ColorDepth::True),
            (&[("TERM", "dumb"), ("COLORTERM", "truecolor")], ColorDepth::None),
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "1")], ColorDepth::None),
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "")], ColorDepth::Indexed),
            (&[("TERM", "vt220"), ("COLORTERM", "truecolor")], ColorDepth::None),
            (&[("TERM", "vt100")], ColorDepth::None),
            (&[("TERM", "xterm-mono")], ColorDepth::None),
            (&[("TERM", "vt525")], ColorDepth::Ansi),
            (&[("TERM", "vte-direct")], ColorDepth::True),
            (&[], ColorDepth::Ansi),
        ] {
            assert_eq!(AUTO.depth(&environment(variables)), depth, "{variables:?}");
        }
        let asked = Display { color: ColorChoice::Indexed, ..AUTO };
        assert_eq!(asked.depth(&environment(&[("NO_COLOR", "1")])), ColorDepth::Indexed);
    }

    #[test]
    fn the_language_is_known_where_the_file_is_not() {
        let variable = ("SCOUTWATCH_DISPLAY_LANGUAGE", "es");
        for (named, variables, language) in [
            (None, &[][..], Language::English),
            (None, &[("LANG", "es_PE.UTF-8")], Language::Spanish),
            (None, &[variable, ("LANG", "en_US.UTF-8")], Language::Spanish),
            (None, &[("SCOUTWATCH_DISPLAY_LANGUAGE", "fr"), ("LANG", "es")], Language::Spanish),
            (Some(LanguageChoice::English), &[variable], Language::English),
            (Some(LanguageChoice::Auto), &[variable], Language::English),
        ] {
            let found = language_without_file(named, &environment(variables));
            assert_eq!(found, language, "{named:?} {variables:?}");
        }
    }

    #[test]
    fn a_locale_without_utf_8_gets_ascii_and_the_linux_console_no_braille() {
        for (variables, glyphs) in [
            (&[("LANG", "C")][..], Glyphs::Ascii),
            (&[("LANG", "es_PE.ISO-8859-1")], Glyphs::Ascii),
            (&[("LANG", "es_PE.UTF-8")], Glyphs::Braille),
            (&[("LANG", "en_US.utf8"), ("LC_ALL", "POSIX")], Glyphs::Ascii),
            (&[("LANG", "C.UTF-8"), ("TERM", "linux")], Glyphs::Block),
            (&[], Glyphs::Braille),
        ] {
            assert_eq!(AUTO.glyphs(&environment(variables)), glyphs, "{variables:?}");
        }
        let asked = Display { glyphs: GlyphChoice::Braille, ..AUTO };
        assert_eq!(asked.glyphs(&environment(&[("LANG", "C")])), Glyphs::Braille);
    }
}
