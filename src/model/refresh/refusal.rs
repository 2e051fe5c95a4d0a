//! Why a run was not begun. Nothing was changed then.

use std::fmt;

use serde::Serialize;

use super::reason::{lacks_rights, takes_no_writes};
use super::{Misfit, RunningRun, WhyReadOnly};
use crate::model::{Failure, Language, say};

/// Why a run was not begun.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Another run is active.
    Busy(Box<RunningRun>),

    /// A superuser is bound by nothing that protects CT4's data.
    Superuser {
        /// The role.
        role: String,
    },

    /// A pooler moves the session between server sessions, which breaks the job's lock.
    Pooler {
        /// Where the job connected to.
        endpoint: String,
    },

    /// The server takes no writes.
    ReadOnlyServer {
        /// Where the job connected to.
        endpoint: String,
        /// Why.
        why: WhyReadOnly,
    },

    /// The role lacks rights.
    MissingRights {
        /// The role.
        role: String,
        /// Each right, as `update (scout_id) on observational.lead_events`.
        rights: Vec<String>,
    },

    /// The schema is not there.
    NotInstalled {
        /// What is missing, with its schema.
        missing: Vec<String>,
    },

    /// The schema is older than this program.
    TooOld {
        /// The newest version that is installed.
        installed: i32,
        /// The version that the job needs.
        needed: i32,
    },

    /// The enum of job types does not know the job.
    UnknownJobType {
        /// The enum, with its schema.
        enum_type: String,
        /// The label that it lacks.
        label: String,
    },

    /// What keeps runs apart or audits unchanged is missing or switched off.
    Unguarded {
        /// Each index or trigger, with its table.
        guards: Vec<String>,
        /// What the owner of the tables runs.
        remedy: String,
    },

    /// The configured mapping of cabinet leads does not fit this database.
    Mapping {
        /// What does not fit.
        what: Misfit,
    },

    /// The database said something, or nothing.
    Failure(Failure),
}

impl Refusal {
    /// Whether it stands until somebody changes something: a run that is active ends, and a database comes back.
    pub const fn lasts(&self) -> bool {
        !matches!(self, Self::Busy(_) | Self::Failure(_))
    }

    /// Why, in a sentence.
    pub fn sentence(&self, language: Language) -> String {
        match self {
            Self::Busy(running) => {
                let running = running.words(language);
                say!(language, "busy: {running} is active", "ocupado: {running} está en curso")
            }
            Self::Superuser { role } => say!(
                language,
                "the job does not run as the superuser {role}",
                "la tarea no se ejecuta con el superusuario {role}"
            ),
            Self::Pooler { endpoint } => say!(
                language,
                "{endpoint} is a pooler that moves a session between server sessions; the job's lock would not hold",
                "{endpoint} es un pooler que mueve una sesión entre sesiones del servidor; el bloqueo de la tarea no valdría"
            ),
            Self::ReadOnlyServer { endpoint, why } => takes_no_writes(endpoint, why, language),
            Self::MissingRights { role, rights } => lacks_rights(role, rights, language),
            Self::NotInstalled { missing } => {
                let missing = missing.join(", ");
                say!(
                    language,
                    "scoutwatch is not installed here: {missing} missing",
                    "scoutwatch no está instalado aquí: falta {missing}"
                )
            }
            Self::TooOld { installed, needed } => say!(
                language,
                "the schema is at version {installed}, the job needs {needed}",
                "el esquema está en la versión {installed}; la tarea necesita la {needed}"
            ),
            Self::UnknownJobType { enum_type, label } => say!(
                language,
                "the enum {enum_type} does not know {label}",
                "el enum {enum_type} no conoce {label}"
            ),
            Self::Unguarded { guards, .. } => {
                let guards = guards.join(", ");
                say!(
                    language,
                    "what protects the data is missing or switched off: {guards}",
                    "lo que protege los datos falta o está desactivado: {guards}"
                )
            }
            Self::Mapping { what } => {
                let what = what.words(language);
                say!(
                    language,
                    "the mapping of cabinet leads: {what}",
                    "la correspondencia de los leads de gabinete: {what}"
                )
            }
            Self::Failure(failure) => failure.words(language),
        }
    }

    /// What a person can do about it.
    pub fn hint(&self, language: Language) -> Option<String> {
        Some(match self {
            Self::Busy(_) => say!(
                language,
                "wait until it has ended, or ask it to stop",
                "esperar a que termine, o pedirle que se detenga"
            ),
            Self::Superuser { .. } => say!(
                language,
                "connect as a role that was given the rights with `scoutwatch schema grant --operator ROLE`, or set \
                 job.allow_superuser",
                "conectarse con un rol que recibió los permisos con `scoutwatch schema grant --operator ROL`, o activar \
                 job.allow_superuser"
            ),
            Self::Pooler { .. } => say!(
                language,
                "set job.database_url to the server itself",
                "poner en job.database_url el servidor mismo"
            ),
            Self::ReadOnlyServer { .. } => {
                say!(
                    language,
                    "set job.database_url to the primary, with a role that may write",
                    "poner en job.database_url el primario, con un rol que pueda escribir"
                )
            }
            Self::MissingRights { role, .. } => say!(
                language,
                "the owner gives them with `scoutwatch schema grant --operator {role}`",
                "el propietario los da con `scoutwatch schema grant --operator {role}`"
            ),
            Self::NotInstalled { .. } | Self::TooOld { .. } => {
                say!(
                    language,
                    "run `scoutwatch schema install`",
                    "ejecutar `scoutwatch schema install`"
                )
            }
            Self::Unguarded { remedy, .. } => say!(
                language,
                "the owner of the tables runs: {remedy}",
                "el propietario de las tablas ejecuta: {remedy}"
            ),
            Self::UnknownJobType { enum_type, label } => say!(
                language,
                "the owner of the enum runs: alter type {enum_type} add value '{label}'",
                "el propietario del enum ejecuta: alter type {enum_type} add value '{label}'"
            ),
            Self::Mapping { .. } => say!(
                language,
                "correct job.lead_scout_column and job.scouts_match_column, or leave both empty",
                "corregir job.lead_scout_column y job.scouts_match_column, o dejar ambas vacías"
            ),
            // It says its own.
            Self::Failure(_) => return None,
        })
    }
}

/// For logs, commands and programs.
impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence(Language::English))
    }
}

impl std::error::Error for Refusal {}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}
