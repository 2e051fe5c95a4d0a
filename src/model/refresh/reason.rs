//! Reasons within a refusal or a report. Programs read them in English.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::model::{Language, say};

/// Why a server takes no writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyReadOnly {
    /// It is a standby.
    Standby,
    /// The role's transactions are read-only.
    Transactions {
        /// The role.
        role: String,
    },
}

/// What of the configured mapping does not fit the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// A table is not there.
    NoTable {
        /// The table.
        table: String,
    },
    /// A column is not there.
    NoColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
}

/// Why a step was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// No column of cabinet leads is known to name a scout.
    NoMapping,
}

impl WhyReadOnly {
    /// The reason.
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::Standby => say!(language, "it is a standby", "es una réplica en espera"),
            Self::Transactions { role } => say!(
                language,
                "transactions of {role} are read-only there",
                "las transacciones de {role} son de solo lectura ahí"
            ),
        }
    }
}

/// That a server takes no writes, for the job and for decisions.
pub(in crate::model) fn takes_no_writes(
    server: &str,
    why: &WhyReadOnly,
    language: Language,
) -> String {
    let why = why.words(language);
    say!(language, "{server} takes no writes: {why}", "{server} no acepta escrituras: {why}")
}

/// That a role lacks rights, for the job and for decisions.
pub(in crate::model) fn lacks_rights(role: &str, rights: &[String], language: Language) -> String {
    let rights = rights.join(", ");
    say!(
        language,
        "{role} lacks these rights: {rights}",
        "a {role} le faltan estos permisos: {rights}"
    )
}

impl Misfit {
    /// The reason.
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::NoTable { table } => say!(
                language,
                "this database has no table {table}",
                "esta base de datos no tiene la tabla {table}"
            ),
            Self::NoColumn { table, column } => say!(
                language,
                "{table} has no column {column}",
                "{table} no tiene la columna {column}"
            ),
        }
    }
}

impl Skip {
    /// The reason.
    pub fn words(self, language: Language) -> &'static str {
        match self {
            Self::NoMapping => {
                language.choose("no mapping configured", "sin correspondencia configurada")
            }
        }
    }
}

/// Shows and writes a reason in English.
macro_rules! in_english {
    ($($reason:ty),+) => {
        $(impl fmt::Display for $reason {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.words(Language::English).as_ref())
            }
        }

        impl Serialize for $reason {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        })+
    };
}

in_english!(WhyReadOnly, Misfit, Skip);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RunStep;

    #[test]
    fn what_a_row_keeps_in_english_is_read_in_spanish() {
        let (table, column) = ("ops.leads".to_owned(), "scout".to_owned());
        let misfits =
            [Misfit::NoTable { table: table.clone() }, Misfit::NoColumn { table, column }];
        let said =
            misfits.iter().map(|misfit| [misfit.to_string(), misfit.words(Language::Spanish)]);
        let skip = Skip::NoMapping;
        let skipped = [skip.to_string(), skip.words(Language::Spanish).to_owned()];
        for [kept, spanish] in said.chain([skipped]) {
            let step = RunStep {
                name: "lead_events".to_owned(),
                changed: None,
                rejected: None,
                duration_ms: None,
                note: Some(kept),
            };
            assert_eq!(step.note(Language::Spanish), Some(spanish));
        }
    }
}
