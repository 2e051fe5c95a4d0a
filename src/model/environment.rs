//! The process environment as an argument: variables, home folder and user name.
//!
//! Read once in `lib.rs`; everything else takes it as a value, so that a test says what it is.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// What a program learns from the machine it was started on.
#[derive(Clone, Default)]
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

/// Names variables without their values: some are passwords.
impl fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Environment")
            .field("variables", &self.variables.keys())
            .field("home", &self.home)
            .field("user", &self.user)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_in_what_a_debug_message_shows() {
        let variables = BTreeMap::from([("PGPASSWORD".to_owned(), "canary".to_owned())]);
        let shown = format!("{:?}", Environment { variables, ..Environment::default() });
        assert!(shown.contains("PGPASSWORD") && !shown.contains("canary"), "{shown}");
    }
}
