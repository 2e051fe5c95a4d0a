//! The settings that libpq's environment variables make.

use super::keyword::{KNOWN, Keyword, refused_variables};
use super::origin::{Layer, Origin, SettingsError, refused};
use crate::model::Environment;

/// The settings of the environment; an empty variable counts as unset.
pub(super) fn read(environment: &Environment) -> Result<Layer, SettingsError> {
    for (variable, refused_value) in refused_variables() {
        if let Some(value) = environment.variable(variable)
            && refused_value.is_none_or(|refused| refused == value)
        {
            return Err(refused(variable, "environment"));
        }
    }
    let mut layer = Layer::default();
    // The older way to ask for TLS, which PGSSLMODE goes before.
    if environment.variable("PGREQUIRESSL") == Some("1") {
        layer.set(Keyword::SslMode, "require", Origin::Variable("PGREQUIRESSL"));
    }
    for (keyword, _, variable) in KNOWN.iter().filter(|(.., variable)| !variable.is_empty()) {
        if let Some(text) = environment.variable(variable) {
            layer.set(*keyword, text, Origin::Variable(variable));
        }
    }
    Ok(layer)
}
