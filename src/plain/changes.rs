//! What has changed since the moment that was asked for, as lines.

use chrono::{DateTime, Utc};

use super::teller::{line, time};
use crate::model::digest::{Digest, words};
use crate::model::{Language, Severity, say};

/// The lines, worst first, and behind them what cannot be known.
pub fn changes(digest: &Digest, now: DateTime<Utc>, language: Language) -> Vec<String> {
    let mut all = vec![words::head(digest, now, language, &time)];
    if digest.changes.is_empty() {
        let nothing = ["nothing that is known has changed", "nada de lo que se conoce cambió"];
        let [english, spanish] = nothing;
        all.push(language.choose(english, spanish).to_owned());
    }
    all.extend(digest.changes.iter().map(|change| {
        let sentence = words::sentence(change, language, &time);
        match change.severity() {
            Severity::Ok => sentence,
            severity => format!("{severity} {sentence}"),
        }
    }));
    all.extend(digest.gaps.iter().map(|gap| words::not_known(*gap, language, &time)));
    all.iter()
        .map(|words| line(now, &say!(language, "changed: {words}", "cambios: {words}")))
        .collect()
}
