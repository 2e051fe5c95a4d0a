//! Reading single values: numbers, switches and words. An error says what is allowed, never what was there.

use super::keyword::Keyword;
use super::origin::{Layer, SettingsError};

/// A whole number above zero; zero and less mean "not set", as in libpq.
pub(super) fn whole(
    layer: &Layer,
    keyword: Keyword,
    unit: &str,
) -> Result<Option<u64>, SettingsError> {
    let Some(text) = layer.text(keyword) else { return Ok(None) };
    match text.trim().parse::<i32>() {
        Ok(number) => Ok(u64::try_from(number).ok().filter(|number| *number > 0)),
        Err(_) => Err(layer.error(keyword, &format!("a whole number of {unit}"))),
    }
}

/// A setting that is on or off: `1` or `0`.
pub(super) fn flag(layer: &Layer, keyword: Keyword) -> Result<Option<bool>, SettingsError> {
    let Some(text) = layer.text(keyword) else { return Ok(None) };
    match text.trim().parse::<i32>() {
        Ok(number) => Ok(Some(number != 0)),
        Err(_) => Err(layer.error(keyword, "0 or 1")),
    }
}

/// A setting that takes one of some words; the error lists them.
pub(super) fn word<T: Copy>(
    layer: &Layer,
    keyword: Keyword,
    words: &[(&str, T)],
) -> Result<Option<T>, SettingsError> {
    let Some(text) = layer.text(keyword) else { return Ok(None) };
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
        return Ok(Some(*value));
    }
    let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    Err(layer.error(keyword, &format!("one of {}", allowed.join(", "))))
}
