//! Writes the settings for people.

use std::fmt::Write as _;

use crate::config::Config;
use crate::config::keys::Spec;

/// The rows of `config show`: every setting, its value as the file would write it, and its origin.
pub fn shown(config: &Config) -> String {
    let rows: Vec<(String, String, String)> = config
        .settings
        .iter()
        .map(|setting| {
            (setting.spec.path(), written(setting.spec, &setting.value), setting.origin.to_string())
        })
        .collect();
    let width = |column: fn(&(String, String, String)) -> &str| {
        rows.iter().map(|row| column(row).chars().count()).max().unwrap_or_default()
    };
    let (keys, values) = (width(|row| &row.0), width(|row| &row.1));
    let mut text = String::new();
    for (key, value, origin) in &rows {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{key:keys$}  {value:values$}  {origin}");
    }
    text
}

/// The value as TOML writes it.
fn written(spec: &Spec, value: &str) -> String {
    if spec.form.is_quoted() {
        toml::Value::String(value.to_owned()).to_string()
    } else {
        value.to_owned()
    }
}
