//! Why a decision was not recorded, and what a person can do about it.

use std::fmt;

use super::MAX_REASON;
use crate::model::refresh::reason::{lacks_rights, takes_no_writes};
use crate::model::{Failure, Language, ScoutId, WhyReadOnly, say};

/// Why a decision was not recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undecided {
    /// The configuration does not let anybody decide from here.
    NotAllowed,

    /// The views cannot tell whether the evidence is still what was shown.
    NoFingerprint,

    /// Nobody would know why.
    NoReason,

    /// More than anybody reads.
    LongReason {
        /// How many it has.
        characters: usize,
    },

    /// A superuser is bound by nothing that protects CT4's data.
    Superuser {
        /// The role.
        role: String,
    },

    /// The server takes no writes.
    ReadOnlyServer {
        /// Where it was to be recorded.
        server: String,
        /// Why.
        why: WhyReadOnly,
    },

    /// The role lacks rights.
    MissingRights {
        /// The role.
        role: String,
        /// Each right, as `insert on ops.lead_ledger_scout_backfill_audit`.
        rights: Vec<String>,
    },

    /// The evidence, or the ledger, is another than the one who decides has seen.
    Changed,

    /// No evidence names the scout.
    NotNamed {
        /// The scout.
        scout_id: ScoutId,
    },

    /// The registry does not have the person.
    Nobody,

    /// The server was lost before it said that the transaction is done.
    Unsure(Failure),

    /// The database said something, or nothing.
    Failure(Failure),
}

impl Undecided {
    /// Why, in a sentence.
    pub fn sentence(&self, language: Language) -> String {
        match self {
            Self::NotAllowed => say!(
                language,
                "the configuration lets nobody record a decision from here (job.allow_decisions)",
                "la configuración no permite registrar decisiones desde aquí (job.allow_decisions)"
            ),
            Self::NoFingerprint => say!(
                language,
                "the views here are too old to tell whether the evidence is still what is shown",
                "estas vistas son demasiado antiguas para saber si la evidencia sigue siendo la que se muestra"
            ),
            Self::NoReason => {
                say!(language, "a decision needs a reason", "una decisión necesita un motivo")
            }
            Self::LongReason { characters } => say!(
                language,
                "the reason has {characters} characters; {MAX_REASON} are allowed",
                "el motivo tiene {characters} caracteres; se permiten {MAX_REASON}"
            ),
            Self::Superuser { role } => say!(
                language,
                "no decision is recorded as the superuser {role}",
                "no se registran decisiones con el superusuario {role}"
            ),
            Self::ReadOnlyServer { server, why } => takes_no_writes(server, why, language),
            Self::MissingRights { role, rights } => lacks_rights(role, rights, language),
            Self::Changed => say!(
                language,
                "the evidence changed since it was shown",
                "la evidencia cambió desde que se mostró"
            ),
            Self::NotNamed { scout_id } => say!(
                language,
                "no evidence of this person names scout {scout_id}",
                "ninguna evidencia de esta persona nombra al scout {scout_id}"
            ),
            Self::Nobody => say!(
                language,
                "nobody has this person_key any more",
                "ya nadie tiene este person_key"
            ),
            Self::Unsure(failure) => {
                let failure = failure.words(language);
                say!(
                    language,
                    "whether it was recorded is not known, the answer was lost: {failure}",
                    "no se sabe si se registró, la respuesta se perdió: {failure}"
                )
            }
            Self::Failure(failure) => failure.words(language),
        }
    }

    /// Whether it stays so until somebody changes the configuration, the role's rights or the server.
    pub const fn lasts(&self) -> bool {
        matches!(
            self,
            Self::NotAllowed
                | Self::Superuser { .. }
                | Self::ReadOnlyServer { .. }
                | Self::MissingRights { .. }
        )
    }

    /// What a person can do about it.
    pub fn hint(&self, language: Language) -> Option<String> {
        Some(match self {
            Self::NotAllowed => say!(
                language,
                "run the SQL in psql, or set job.allow_decisions",
                "ejecutar el SQL en psql, o activar job.allow_decisions"
            ),
            Self::NoFingerprint => say!(
                language,
                "the owner of the schema runs `scoutwatch schema install`",
                "el propietario del esquema ejecuta `scoutwatch schema install`"
            ),
            Self::Superuser { .. } => say!(
                language,
                "connect as a role that was given the rights with `scoutwatch schema grant --operator ROLE`, or set \
                 job.allow_superuser",
                "conectarse con un rol que recibió los permisos con `scoutwatch schema grant --operator ROL`, o activar \
                 job.allow_superuser"
            ),
            Self::ReadOnlyServer { .. } => {
                say!(
                    language,
                    "set job.database_url to the primary, with a role that may write",
                    "poner en job.database_url el primario, con un rol que pueda escribir"
                )
            }
            Self::MissingRights { role, rights } => missing_rights(role, rights, language),
            Self::Changed => say!(
                language,
                "go back, look at it again, and decide anew",
                "volver, mirarla otra vez y decidir de nuevo"
            ),
            Self::Unsure(_) => say!(
                language,
                "look at the person's ledger row before it is tried again",
                "mirar la fila de la persona en el libro antes de intentarlo otra vez"
            ),
            // A failure says its own.
            Self::Failure(_)
            | Self::NoReason
            | Self::LongReason { .. }
            | Self::NotNamed { .. }
            | Self::Nobody => return None,
        })
    }

    /// Whether it is certain that nothing was written.
    pub const fn is_certain(&self) -> bool {
        !matches!(self, Self::Unsure(_))
    }
}

/// For logs and programs.
impl fmt::Display for Undecided {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence(Language::English))
    }
}

impl std::error::Error for Undecided {}

impl From<Failure> for Undecided {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// Who gives the rights: those of an operator, and the one that is not among them.
fn missing_rights(role: &str, rights: &[String], language: Language) -> String {
    let is_besides = |right: &String| {
        right.starts_with("insert") && right.ends_with(" on observational.lead_ledger")
    };
    let mut ways = Vec::new();
    if !rights.iter().all(is_besides) {
        ways.push(format!("`scoutwatch schema grant --operator {role}`"));
    }
    if rights.iter().any(is_besides) {
        ways.push(format!("`grant insert on observational.lead_ledger to {role}`"));
    }
    let ways = ways.join(language.choose(" and ", " y "));
    say!(
        language,
        "the owner of the tables runs {ways}",
        "el propietario de las tablas ejecuta {ways}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_that_no_operator_has_is_given_by_hand() {
        let hint = |rights: &[&str]| {
            let rights = rights.iter().map(|right| (*right).to_owned()).collect();
            Undecided::MissingRights { role: "ana".to_owned(), rights }
                .hint(Language::English)
                .unwrap_or_default()
        };
        let insert = "insert (person_key) on observational.lead_ledger";
        assert_eq!(
            hint(&[insert]),
            "the owner of the tables runs `grant insert on observational.lead_ledger to ana`"
        );
        assert_eq!(
            hint(&["insert on ops.lead_ledger_scout_backfill_audit"]),
            "the owner of the tables runs `scoutwatch schema grant --operator ana`"
        );
    }
}
