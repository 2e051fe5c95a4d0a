//! What a person sets of the dashboard in sections of one's own: keys.

use super::keymap::KeyMap;
use crate::config::{ConfigError, OwnSetting};

/// A person's own keys, over what is built in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Own {
    /// Which key does what.
    pub keys: KeyMap,
}

impl Own {
    /// Judges what the configuration says.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn of(settings: &[OwnSetting]) -> Result<Self, ConfigError> {
        Ok(Self { keys: KeyMap::of(settings)? })
    }
}
