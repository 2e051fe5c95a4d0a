//! Lines on standard error that begin with what they are: an error, a warning, or what to try. One home for their words.
//!
//! Whoever says something gives it in the language of the run. What monitoring systems and logs read is said in English.

use std::io::Write;

use crate::model::{Language, Text};

const ERROR: Text = Text::same("error");
const WARNING: Text = Text::new("warning", "aviso");
const ADVICE: Text = Text::new("  try", "  probar");

/// Says why there is no result.
pub fn error(stderr: &mut dyn Write, language: Language, words: &str) {
    say(stderr, ERROR, language, words);
}

/// Says what is not as it should be, and stops nothing.
pub fn warning(stderr: &mut dyn Write, language: Language, words: &str) {
    say(stderr, WARNING, language, words);
}

/// Says, below an error, what a person can do about it.
pub fn advice(stderr: &mut dyn Write, language: Language, words: &str) {
    say(stderr, ADVICE, language, words);
}

/// Without a reader nobody is told, and an exit status says it alone.
fn say(stderr: &mut dyn Write, beginning: Text, language: Language, words: &str) {
    let _ = writeln!(stderr, "{}: {words}", beginning.of(language));
}
