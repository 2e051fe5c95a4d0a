//! A filter that is kept under a name.

use serde::{Deserialize, Serialize};

use super::filter::MAX_CHARACTERS;
use super::text::clean;

/// The longest name, in characters.
pub const MAX_NAME: usize = 40;

/// A filter that is kept under a name, with the screen that it is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptFilter {
    /// The name.
    pub name: String,
    /// The name of the screen.
    pub screen: String,
    /// The filter, as it is typed.
    pub text: String,
}

impl KeptFilter {
    /// Whether it can be shown and kept: short enough, and nothing in it that no terminal should see.
    pub fn is_fit(&self) -> bool {
        let fits = |text: &str, most: usize| {
            !text.trim().is_empty() && text.chars().nth(most).is_none() && clean(text) == text
        };
        fits(&self.name, MAX_NAME)
            && fits(&self.screen, MAX_NAME)
            && fits(&self.text, MAX_CHARACTERS)
    }
}
