//! Reads the sections whose names are not in the table: words, or lists of words, each under a name.

use toml::de::DeValue;

use super::{Named, OwnEntry, Reader, path_of, section_words, unknown_key};
use crate::config::keys;
use crate::model::text::clean;

/// The section of that name, where it is one of these.
pub(super) fn section(name: &str) -> Option<&'static str> {
    keys::OWN_SECTIONS.iter().map(|(section, _)| *section).find(|section| *section == name)
}

impl Reader<'_> {
    /// Reads such a section; what its names and words mean is judged elsewhere.
    pub(super) fn read_own(
        &mut self,
        (key, value): Named<'_, '_>,
        section: &'static str,
        profile: Option<&str>,
    ) {
        let Some(table) = value.get_ref().as_table() else {
            let is_setting = keys::ALL.iter().any(|spec| spec.name == section);
            let words = if is_setting {
                // display.theme, written above the sections.
                unknown_key("", section, profile)
            } else {
                section_words(section, profile)
            };
            return self.reject(key, &path_of("", section, profile), words);
        };
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            match words_of(value.get_ref()) {
                Some(words) => self.content.own.push(OwnEntry {
                    section,
                    profile: profile.map(str::to_owned),
                    name: name.to_owned(),
                    words,
                    line: self.lines.number(key.span().start),
                }),
                None => self.reject(
                    key,
                    &path_of(section, name, profile),
                    format!(
                        "it is of the type {}; write a text in quotes, or a list of such",
                        clean(value.get_ref().type_str())
                    ),
                ),
            }
        }
    }
}

/// One text, or a list of texts.
fn words_of(value: &DeValue<'_>) -> Option<Vec<String>> {
    match value {
        DeValue::String(text) => Some(vec![text.to_string()]),
        DeValue::Array(list) => list
            .iter()
            .map(|word| word.get_ref().as_str().map(str::to_owned))
            .collect::<Option<Vec<_>>>(),
        _ => None,
    }
}
