//! What a person sets of the dashboard in sections of one's own: keys, colours.

use super::keymap::KeyMap;
use super::theme::Colours;
use crate::config::{ConfigError, OwnSetting};

/// A person's own keys and colours, over what is built in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Own {
    /// Which key does what.
    pub keys: KeyMap,
    /// Which role is shown how.
    pub colours: Colours,
}

impl Own {
    /// Judges what the configuration says.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place.
    pub fn of(settings: &[OwnSetting]) -> Result<Self, ConfigError> {
        match (KeyMap::of(settings), Colours::of(settings)) {
            (Ok(keys), Ok(colours)) => Ok(Self { keys, colours }),
            (keys, colours) => {
                let wrong = [keys.err(), colours.err()].into_iter().flatten();
                Err(ConfigError { problems: wrong.flat_map(|error| error.problems).collect() })
            }
        }
    }
}
