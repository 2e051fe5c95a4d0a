//! The keys in force: the table, with a person's own keys in place of the built-in ones.

use crossterm::event::KeyEvent;

use super::{Action, BINDINGS, Binding, Key};

/// A key that was pressed, and what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Press {
    /// As the terminal tells it, for what takes text.
    pub event: KeyEvent,
    /// The key.
    pub key: Key,
    /// What it is bound to.
    pub action: Option<Action>,
}

/// Which key does what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyMap {
    /// The keys of each line of the table, in its order.
    keys: Vec<Vec<Key>>,
}

impl Default for KeyMap {
    fn default() -> Self {
        Self::new(|binding| binding.keys.to_vec())
    }
}

impl KeyMap {
    /// The keys that are named for each line of the table.
    pub(super) fn new(keys: impl Fn(&Binding) -> Vec<Key>) -> Self {
        Self { keys: BINDINGS.iter().map(keys).collect() }
    }

    /// Every line of the table with its keys, the one for hints first; a line may have none.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Binding, &[Key])> {
        BINDINGS.iter().zip(self.keys.iter().map(Vec::as_slice))
    }

    /// What a key does, if anything.
    pub fn lookup(&self, key: Key) -> Option<Action> {
        self.iter().find(|(_, keys)| keys.contains(&key)).map(|(binding, _)| binding.action)
    }

    /// A key event with what it does.
    pub fn press(&self, event: KeyEvent) -> Press {
        let key = Key::of(&event);
        Press { event, key, action: self.lookup(key) }
    }

    /// The line of an action, and the key that hints show; nothing where it has none.
    pub fn hint(&self, action: Action) -> Option<(&'static Binding, String)> {
        let (binding, keys) = self.iter().find(|(binding, _)| binding.action == action)?;
        keys.first().map(|key| (binding, key.label()))
    }

    /// What to press for an action; its name behind a colon where it has no key.
    pub fn label(&self, action: Action) -> String {
        match self.hint(action) {
            Some((_, label)) => label,
            None => format!(":{}", name(action)),
        }
    }
}

/// The name of an action.
pub(super) fn name(action: Action) -> &'static str {
    BINDINGS.iter().find(|binding| binding.action == action).map_or("", Binding::name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyCode, KeyModifiers};

    #[test]
    fn a_letter_with_ctrl_is_another_key() {
        let keys = KeyMap::default();
        let event = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(keys.press(event).action, Some(Action::Quit));
        let event = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::NONE);
        assert_eq!(keys.press(event).action, Some(Action::ConflictsOnly));
    }
}
