//! Patterns that mean the same here and on the server.
//!
//! A pattern is compiled here first, with a bound on its size, so that most mistakes are told at the key that makes them.
//! Its dialect is what `regex` and PostgreSQL both read in the same way; what one of them reads otherwise is refused by name.
//! `^` and `$` mean the beginning and the end of one text of a row.

use regex::{Regex, RegexBuilder};

use crate::model::{Said, Text, say};

/// The most bytes that a compiled pattern may take.
const MAX_COMPILED: usize = 1 << 20;

/// How deeply a pattern's groups may stand inside each other.
const MAX_NESTING: u32 = 50;

/// PostgreSQL's option for `^`, `$` and `.` that stop at the ends of a line: the texts of a row stand in lines there.
const BY_LINE: &str = "(?n)";

/// A pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    server: String,
    regex: Regex,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(text: &str) -> Result<Self, Said> {
        let regex = RegexBuilder::new(text)
            .case_insensitive(true)
            .multi_line(true)
            .size_limit(MAX_COMPILED)
            .nest_limit(MAX_NESTING)
            .build()
            .map_err(|error| words(&error))?;
        let server = format!("{BY_LINE}{}", translated(text)?);
        Ok(Self { text: text.to_owned(), server, regex })
    }

    /// The pattern as it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The pattern as PostgreSQL reads it.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Whether it fits anywhere in a text.
    pub fn fits(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

/// What is wrong, in one line.
fn words(error: &regex::Error) -> Said {
    match error {
        regex::Error::Syntax(report) => {
            let last = report.lines().last().unwrap_or_default();
            let what = last.trim_start_matches("error: ");
            // What is said behind the colon is the words of a library.
            Said::new(|language| {
                say!(
                    language,
                    "the pattern is not understood: {what}",
                    "el patrón no se entiende: {what}"
                )
            })
        }
        regex::Error::CompiledTooBig(_) => {
            Text::new("the pattern is too large", "el patrón es demasiado grande").into()
        }
        _ => Text::new("the pattern is not understood", "el patrón no se entiende").into(),
    }
}

/// Writes a pattern that `regex` understands as PostgreSQL has it, or says what both read in different ways.
fn translated(text: &str) -> Result<String, Said> {
    let mut written = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    let mut in_class = false;
    while let Some(character) = characters.next() {
        match (character, in_class) {
            ('\\', _) => {
                let escaped = characters.next().unwrap_or('\\');
                written.push_str(&escape(escaped, in_class)?);
            }
            ('[', true) if characters.peek() == Some(&':') => {
                // A named class, up to its own end.
                written.push('[');
                for inner in characters.by_ref() {
                    written.push(inner);
                    if inner == ']' {
                        break;
                    }
                }
            }
            ('[', true) => {
                return Err(Text::new(
                    "[ inside [ ] needs a \\ in front of it",
                    "[ dentro de [ ] necesita una \\ delante",
                )
                .into());
            }
            ('[', false) => {
                in_class = true;
                written.push('[');
                if let Some(not) = characters.next_if_eq(&'^') {
                    written.push(not);
                }
                // Here alone a ] stands for itself.
                if let Some(literal) = characters.next_if_eq(&']') {
                    written.push(literal);
                }
            }
            (']', true) => {
                in_class = false;
                written.push(']');
            }
            ('&' | '-' | '~', true) if characters.peek() == Some(&character) => {
                return Err(Said::new(|language| {
                    say!(
                        language,
                        "{character}{character} inside [ ] means nothing here",
                        "{character}{character} dentro de [ ] no significa nada aquí"
                    )
                }));
            }
            ('{', false) if characters.peek() == Some(&',') => {
                return Err(Text::new(
                    "{, does not mean the same on the server; write {0,",
                    "{, no significa lo mismo en el servidor; escribir {0,",
                )
                .into());
            }
            ('(', false) if characters.peek() == Some(&'?') => {
                written.push('(');
                written.extend(characters.next());
                if characters.peek() != Some(&':') {
                    return Err(Text::new(
                        "of all (?…) only (?:…) means the same on the server",
                        "de todos los (?…) solo (?:…) significa lo mismo en el servidor",
                    )
                    .into());
                }
            }
            _ => written.push(character),
        }
    }
    Ok(written)
}

/// An escaped character as PostgreSQL has it. What is not a letter, a digit or a space must not reach from one text of a
/// row into the next, which stands in the next line.
fn escape(character: char, in_class: bool) -> Result<String, Said> {
    let written = match (character, in_class) {
        ('b', false) => "\\y",
        ('B', false) => "\\Y",
        ('s', false) => "[[:blank:]]",
        ('s', true) => "[:blank:]",
        ('W', false) => "[^\\w\\n]",
        ('D', false) => "[^\\d\\n]",
        ('S', false) => "\\S",
        ('d', _) => "\\d",
        ('w', _) => "\\w",
        ('t', _) => "\\t",
        ('<' | '>', _) => return Err(differs(character)),
        (other, _) if other.is_alphanumeric() => return Err(differs(other)),
        (other, _) => return Ok(format!("\\{other}")),
    };
    Ok(written.to_owned())
}

fn differs(character: char) -> Said {
    Said::new(|language| {
        say!(
            language,
            "\\{character} does not mean the same on the server",
            "\\{character} no significa lo mismo en el servidor"
        )
    })
}
