//! One key: of a terminal's event, as people read it, and back from what they write.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use unicode_width::UnicodeWidthChar as _;

/// A key as the table names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character, as typed.
    Char(char),
    /// A character with Ctrl.
    Ctrl(char),
    /// A key without a character.
    Named(KeyCode),
}

/// What a key is called beside its label.
const NAMES: &[(&str, KeyCode)] = &[
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("Insert", KeyCode::Insert),
    ("Delete", KeyCode::Delete),
    ("Tab", KeyCode::Tab),
    ("BackTab", KeyCode::BackTab),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Backspace", KeyCode::Backspace),
];

/// Letters that a terminal sends with Ctrl as another key.
const TWINS: &[(char, &str)] =
    &[('i', "Tab"), ('m', "Enter"), ('j', "Enter"), ('h', "Backspace"), ('[', "Esc")];

/// The function keys that terminals have.
const FUNCTION_KEYS: std::ops::RangeInclusive<u8> = 1..=12;

const HOW: &str =
    "write one character, Space, or a name that the help shows, such as Home, F5 or Ctrl-X";

impl Key {
    /// The key of a terminal event.
    pub fn of(event: &KeyEvent) -> Self {
        match event.code {
            KeyCode::Char(character) if event.modifiers.contains(KeyModifiers::CONTROL) => {
                Self::Ctrl(character.to_ascii_lowercase())
            }
            KeyCode::Char(character) => Self::Char(character),
            code => Self::Named(code),
        }
    }

    /// The key as people read it.
    pub fn label(self) -> String {
        match self {
            Self::Char(' ') => "Space".to_owned(),
            Self::Char(character) => character.to_string(),
            Self::Ctrl(character) => format!("Ctrl-{}", character.to_ascii_uppercase()),
            Self::Named(code) => match code {
                KeyCode::Up => "↑".to_owned(),
                KeyCode::Down => "↓".to_owned(),
                KeyCode::PageUp => "PgUp".to_owned(),
                KeyCode::PageDown => "PgDn".to_owned(),
                KeyCode::BackTab => "Shift-Tab".to_owned(),
                other => other.to_string(),
            },
        }
    }

    /// The key that a label or a name stands for; else why there is none.
    ///
    /// # Errors
    /// What is wrong with the text, and what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut characters = text.chars();
        if let (Some(only), None) = (characters.next(), characters.next()) {
            return Self::of_character(only);
        }
        if text.eq_ignore_ascii_case("space") {
            return Ok(Self::Char(' '));
        }
        if let Some(character) = with_ctrl(text) {
            return Self::of_ctrl(character);
        }
        let function_key = |number| (format!("F{number}"), KeyCode::F(number));
        NAMES
            .iter()
            .map(|(name, code)| ((*name).to_owned(), *code))
            .chain(FUNCTION_KEYS.map(function_key))
            .find(|(name, code)| {
                name.eq_ignore_ascii_case(text)
                    || Self::Named(*code).label().eq_ignore_ascii_case(text)
            })
            .map(|(_, code)| Self::Named(code))
            .ok_or_else(|| format!("it is no key; {HOW}"))
    }

    fn of_character(character: char) -> Result<Self, String> {
        let arrow = |code: &KeyCode| Self::Named(*code).label() == character.to_string();
        if let Some((_, code)) = NAMES.iter().find(|(_, code)| arrow(code)) {
            return Ok(Self::Named(*code));
        }
        // A wide or a joining character would push the help and the hints out of line.
        if character.is_control() || character.width() != Some(1) {
            return Err(format!("it is no key; {HOW}"));
        }
        Ok(Self::Char(character))
    }

    fn of_ctrl(character: char) -> Result<Self, String> {
        let character = character.to_ascii_lowercase();
        if let Some((_, twin)) = TWINS.iter().find(|(letter, _)| *letter == character) {
            return Err(format!("a terminal sends it as {twin}; choose another key"));
        }
        if !character.is_ascii_lowercase() {
            return Err(format!("Ctrl goes with a letter alone; {HOW}"));
        }
        Ok(Self::Ctrl(character))
    }
}

/// The character behind `Ctrl-` or `Ctrl+`, where the text is that.
fn with_ctrl(text: &str) -> Option<char> {
    let (word, rest) = text.split_at_checked("Ctrl-".len())?;
    if !["Ctrl-", "Ctrl+"].iter().any(|prefix| prefix.eq_ignore_ascii_case(word)) {
        return None;
    }
    let mut rest = rest.chars();
    let character = rest.next()?;
    rest.next().is_none().then_some(character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::BINDINGS;

    #[test]
    fn every_label_of_the_help_is_read_back_as_its_key() {
        for key in BINDINGS.iter().flat_map(|binding| binding.keys) {
            assert_eq!(Key::parse(&key.label()), Ok(*key), "{}", key.label());
        }
    }

    #[test]
    fn names_are_read_in_any_case() {
        for (text, key) in [
            ("f5", Key::Named(KeyCode::F(5))),
            ("pageup", Key::Named(KeyCode::PageUp)),
            ("DEL", Key::Named(KeyCode::Delete)),
            ("left", Key::Named(KeyCode::Left)),
            ("ctrl+x", Key::Ctrl('x')),
            ("SPACE", Key::Char(' ')),
            ("ñ", Key::Char('ñ')),
        ] {
            assert_eq!(Key::parse(text), Ok(key), "{text}");
        }
    }

    #[test]
    fn what_no_terminal_sends_is_refused_with_the_reason() {
        for (text, reason) in [
            ("Ctrl-I", "sends it as Tab"),
            ("Ctrl-5", "a letter alone"),
            ("F13", "it is no key"),
            ("Hyper-X", "it is no key"),
            ("gg", "it is no key"),
            ("\u{301}", "it is no key"),
            ("漢", "it is no key"),
            ("\u{7}", "it is no key"),
        ] {
            let words = Key::parse(text).unwrap_err();
            assert!(words.contains(reason), "{text}: {words}");
        }
    }
}
