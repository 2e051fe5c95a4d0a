//! Sentences that are made in English and kept, in polls, recordings and answers, and are read in another language:
//! what a rule or a check found, and why something failed. What is kept stays as it is, whoever reads it later; the closed set
//! of such sentences stands here with its Spanish.
//!
//! In a phrase `{}` stands for what is kept as it is, such as a figure or a server's own words, and `{*}` for a part
//! that is such a sentence itself. What no phrase fits is shown as it was said.

mod checks;
mod connection;
mod failures;
mod findings;
mod recordings;
mod settings;
mod start;
mod system;

use super::{Language, Text};

/// How often a part may stand in a part: more than any sentence has.
const DEPTH: usize = 8;

/// A hole whose filling is a sentence itself.
const INNER: &str = "{*}";

/// A hole whose filling is kept.
const KEPT: &str = "{}";

/// What a rule found, in a language.
pub(super) fn finding(said: &str, language: Language) -> String {
    translated(said, &[findings::PHRASES], language, DEPTH)
}

/// What a check of the data found, in a language.
pub(super) fn check(said: &str, language: Language) -> String {
    translated(said, &[checks::PHRASES], language, DEPTH)
}

/// Why something failed, or what could be done, in a language.
pub(super) fn failure(said: &str, language: Language) -> String {
    let catalogue = &[failures::PHRASES, connection::PHRASES, start::PHRASES, system::PHRASES];
    translated(said, catalogue, language, DEPTH)
}

/// What was passed over in a recording, in a language.
pub fn of_recording(said: &str, language: Language) -> String {
    translated(said, &[recordings::PHRASES], language, DEPTH)
}

/// What is wrong with the settings, a line each, in a language.
pub fn of_settings(said: &str, language: Language) -> String {
    line_by_line(said, &[settings::PHRASES, connection::PHRASES, system::PHRASES], language)
}

/// Why a command or the dashboard did not come to its result, in a language; what a program that was run has written
/// stays as it is.
pub fn of_start(said: &str, language: Language) -> String {
    line_by_line(said, &[start::PHRASES, recordings::PHRASES, system::PHRASES], language)
}

/// Each line in a language. Places and names may stand before its words, and blanks before both.
fn line_by_line(said: &str, catalogue: &[&[Text]], language: Language) -> String {
    if language == Language::English {
        return said.to_owned();
    }
    let line = |line: &str| {
        let indented = line.len() - line.trim_start().len();
        let beginnings = line.match_indices(": ").map(|(at, colon)| at + colon.len());
        let mut words = [indented].into_iter().chain(beginnings).filter_map(|at| {
            let (place, words) = line.split_at_checked(at)?;
            let translated = translated(words, catalogue, language, DEPTH);
            (translated != words).then(|| format!("{place}{translated}"))
        });
        words.next().unwrap_or_else(|| line.to_owned())
    };
    said.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn translated(said: &str, catalogue: &[&[Text]], language: Language, depth: usize) -> String {
    let fitting = || {
        let mut fitting = catalogue.iter().copied().flatten().filter_map(|phrase| {
            let fillings = fillings(said, phrase.of(Language::English))?;
            Some((phrase.of(language), fillings))
        });
        fitting.next()
    };
    if language == Language::English || depth == 0 {
        return said.to_owned();
    }
    let Some((phrase, fillings)) = fitting() else { return said.to_owned() };
    let mut words = String::new();
    let mut rest = phrase;
    for filling in fillings {
        let Some((before, hole, behind)) = next_hole(rest) else { break };
        words.push_str(before);
        if hole == INNER {
            words.push_str(&translated(filling, catalogue, language, depth - 1));
        } else {
            words.push_str(filling);
        }
        rest = behind;
    }
    words + rest
}

/// What fills the holes of a phrase, where it fits the whole text; the shortest filling of each.
fn fillings<'a>(text: &'a str, phrase: &str) -> Option<Vec<&'a str>> {
    let Some((before, _, mut phrase)) = next_hole(phrase) else {
        return (text == phrase).then(Vec::new);
    };
    let mut rest = text.strip_prefix(before)?;
    let mut fillings = Vec::new();
    while let Some((literal, _, behind)) = next_hole(phrase) {
        let (filling, after) = rest.split_once(literal)?;
        fillings.push(filling);
        (rest, phrase) = (after, behind);
    }
    fillings.push(rest.strip_suffix(phrase)?);
    Some(fillings)
}

/// What stands before the next hole of a phrase, the hole, and what stands behind it.
fn next_hole(phrase: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = phrase.split_once('{')?;
    let (inside, behind) = rest.split_once('}')?;
    Some((before, if inside.is_empty() { KEPT } else { INNER }, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_stays_and_what_is_a_sentence_is_said_anew() {
        let spanish = |said| failure(said, Language::Spanish);
        assert_eq!(
            spanish("connecting to db1:5432: nobody listens there"),
            "al conectar con db1:5432: nadie escucha allí"
        );
        assert_eq!(
            spanish("reading jobs.sql: permission denied for view x"),
            "al leer jobs.sql: permission denied for view x"
        );
        assert_eq!(spanish("what nobody knows"), "what nobody knows");
        assert_eq!(
            spanish("connecting to a: the connection was cut; connecting to b: TLS: what"),
            "al conectar con a: la conexión se cortó; al conectar con b: TLS: what"
        );
        assert_eq!(failure("the connection was cut", Language::English), "the connection was cut");
    }

    #[test]
    fn a_phrase_fits_the_whole_text_or_not_at_all() {
        assert_eq!(fillings("3 open", "{} open"), Some(vec!["3"]));
        assert_eq!(fillings("3 open, 5 or more", "{} open"), None);
        assert_eq!(fillings("3 open, 5 or more", "{} open, {} or more"), Some(vec!["3", "5"]));
        assert_eq!(fillings("running", "running"), Some(Vec::new()));
    }
}
