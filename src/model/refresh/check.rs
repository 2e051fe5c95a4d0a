//! The checks of the data (contract, section 7).

use std::fmt;

use serde::Serialize;

use crate::model::{Language, phrases};

/// What a check says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verdict {
    /// It holds.
    Ok,
    /// There was nothing to check.
    Skip,
    /// It holds, and somebody should look.
    Warn,
    /// It does not hold.
    Error,
}

impl Verdict {
    /// The word.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Skip => "SKIP",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }

    /// Reads the word; an unknown one is an error, never good news.
    pub fn from_label(label: &str) -> Self {
        match label {
            "OK" => Self::Ok,
            "SKIP" => Self::Skip,
            "WARN" => Self::Warn,
            _ => Self::Error,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.label())
    }
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckResult {
    /// Its number in the contract, from 1 to 10.
    pub number: i32,
    /// Its name: `one_row_a_person`.
    pub name: String,
    /// The verdict.
    pub verdict: Verdict,
    /// One sentence with the figures.
    pub detail: String,
}

impl CheckResult {
    /// What was found, in a sentence.
    pub fn words(&self, language: Language) -> String {
        phrases::check(&self.detail, language)
    }
}
