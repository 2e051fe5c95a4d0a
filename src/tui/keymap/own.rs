//! A person's own keys: `[keys]` of the configuration, over the table.
//!
//! A key that would do two things is refused with both places; so are names of nothing, and a table that
//! leaves nobody a way to the help or out.

use super::map::name;
use super::{Action, BINDINGS, Binding, Key, KeyMap};
use crate::config::{ConfigError, OwnSetting, Problem, keys, nearest};
use crate::model::text::clean;

/// What stays with its action whatever else is said: the way back and the way out.
const FIXED: [(Key, Action); 2] =
    [(Key::Named(crossterm::event::KeyCode::Esc), Action::Back), (Key::Ctrl('c'), Action::Quit)];

/// What needs a key.
const ESSENTIAL: [Action; 2] = [Action::Help, Action::Quit];

/// The keys that somebody gave an action.
struct Own<'a> {
    action: Action,
    keys: Vec<Key>,
    setting: &'a OwnSetting,
}

impl KeyMap {
    /// The table with the keys that the configuration gives.
    ///
    /// # Errors
    /// Everything that is wrong with them, each with its place.
    pub fn of(settings: &[OwnSetting]) -> Result<Self, ConfigError> {
        let mut problems = Vec::new();
        let mut own: Vec<Own<'_>> = Vec::new();
        for setting in settings.iter().filter(|setting| setting.section == keys::KEYS) {
            match read(setting) {
                Ok(read) if setting.is_in_force => put(read, &mut own, &mut problems),
                Ok(_) => {}
                Err(mut wrong) => problems.append(&mut wrong),
            }
        }
        let given = |action| own.iter().find(|own| own.action == action);
        let map = Self::new(|binding| match given(binding.action) {
            Some(own) => with_fixed(own),
            None => binding.keys.to_vec(),
        });
        for one in &own {
            problems.extend(conflicts(one, &map, given));
            if ESSENTIAL.contains(&one.action) && one.keys.is_empty() {
                let words = format!("{} needs a key; name one", name(one.action));
                problems.push(one.setting.problem(words));
            }
        }
        if problems.is_empty() { Ok(map) } else { Err(ConfigError { problems }) }
    }
}

/// The action and the keys of a line; else all that is wrong with it.
fn read(setting: &OwnSetting) -> Result<Own<'_>, Vec<Problem>> {
    let action = action(&setting.name).map_err(|words| vec![setting.problem(words)])?;
    let (mut keys, mut problems) = (Vec::new(), Vec::new());
    // Nothing, written as an empty text, takes the keys away.
    for word in setting.words.iter().filter(|word| !word.is_empty()) {
        match Key::parse(word) {
            Ok(key) if !keys.contains(&key) => keys.push(key),
            Ok(_) => {}
            Err(words) => problems.push(setting.problem(format!("\"{}\": {words}", echo(word)))),
        }
    }
    if problems.is_empty() { Ok(Own { action, keys, setting }) } else { Err(problems) }
}

/// The action of a name, in which spaces may be written as underscores.
fn action(written: &str) -> Result<Action, String> {
    let wanted = written.trim().replace('_', " ");
    let found = BINDINGS.iter().find(|binding| binding.name().eq_ignore_ascii_case(&wanted));
    found.map(|binding| binding.action).ok_or_else(|| {
        match nearest(&wanted, BINDINGS.iter().map(Binding::name)) {
            Some(near) => format!("nothing is called so; did you mean \"{near}\"?"),
            None => "nothing is called so; docs/keys.md lists the names".to_owned(),
        }
    })
}

/// Adds a line.
fn put<'a>(read: Own<'a>, own: &mut Vec<Own<'a>>, problems: &mut Vec<Problem>) {
    match own.iter().find(|other| other.action == read.action) {
        None => own.push(read),
        Some(other) => {
            let (action, place) = (name(read.action), &other.setting.origin);
            let words =
                format!("the keys of \"{action}\" stand in {place} too; keep one of the two");
            problems.push(read.setting.problem(words));
        }
    }
}

fn with_fixed(own: &Own<'_>) -> Vec<Key> {
    let fixed = FIXED.iter().filter(|(_, action)| *action == own.action).map(|(key, _)| *key);
    let mut keys = own.keys.clone();
    keys.extend(fixed.filter(|key| !own.keys.contains(key)));
    keys
}

/// What is wrong with keys that do something else, too. Of two lines the later one is told.
fn conflicts<'a>(
    own: &Own<'a>,
    map: &KeyMap,
    given: impl Fn(Action) -> Option<&'a Own<'a>>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for key in &own.keys {
        let others =
            map.iter().filter(|(other, keys)| other.action != own.action && keys.contains(key));
        for (other, _) in others {
            let (key, other_name) = (key.label(), other.name());
            let words = match given(other.action) {
                Some(other) if FIXED.iter().all(|(fixed, _)| fixed.label() != key) => {
                    if other.setting.origin > own.setting.origin {
                        continue;
                    }
                    let place = &other.setting.origin;
                    format!(
                        "{key} is the key of \"{other_name}\" too, in {place}; change one of the two"
                    )
                }
                _ => format!(
                    "{key} is the built-in key of \"{other_name}\"; choose another, or give that one another"
                ),
            };
            problems.push(own.setting.problem(words));
        }
    }
    problems
}

/// The start of a wrong text.
fn echo(text: &str) -> String {
    clean(&text.chars().take(20).collect::<String>())
}

#[cfg(test)]
#[path = "own_tests.rs"]
mod tests;
