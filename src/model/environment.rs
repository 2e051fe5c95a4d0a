//! The process environment as an argument: variables, home folder and user name.
//!
//! Read once in `lib.rs`; everything else takes it as a value, so that a test says what it is.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// What a program learns from the machine it was started on.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// Environment variables; names and values that are not UTF-8 are left out.
    pub variables: BTreeMap<String, String>,
    /// The home folder, where one is known.
    pub home: Option<PathBuf>,
    /// The name of the operating-system user, libpq's default role.
    pub user: Option<String>,
}

impl Environment {
    /// The value of a variable; an empty one counts as unset, as libpq and `NO_COLOR` have it.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}
