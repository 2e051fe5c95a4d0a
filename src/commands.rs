//! Everything but the dashboard: one file a subcommand. Data goes to the `Write` that is passed in.
//!
//! What several commands and the dashboard need is here: how a database is opened by the configuration, and
//! how a failure becomes words and an exit status.

pub mod check;
pub mod config;
#[cfg(unix)]
pub mod demo;
pub mod doctor;
pub mod pages;
pub mod refresh;
pub mod schema;
pub mod show;
pub mod verify;

use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, Write};

use crate::config::{Config, keys};
use crate::db::pool::{Database, PoolOptions, ReadLimits};
use crate::db::schema::SchemaError;
use crate::db::settings::{ConnectionSettings, GivenConnection, SettingsError};
use crate::exit::ExitStatus;
use crate::model::{Environment, Failure, Language, Refusal, phrases, text};
use crate::refresh::{JobSettings, LeadMapping};
use crate::{poller, voice};

/// Days of history that are kept at hand.
const HISTORY_DAYS: i64 = 400;

/// Why a command ended without its result.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The connection settings make no sense.
    #[error("{0}")]
    Settings(#[from] SettingsError),
    /// The database said something, or nothing.
    #[error("{0}")]
    Database(Failure),
    /// The schema could not be installed, or a right not be given.
    #[error("{0}")]
    Schema(SchemaError),
    /// The command writes, and the configuration forbids that.
    #[error("`{command}` writes, and read_only is set ({origin})")]
    ReadOnly {
        /// The command, such as `schema install`.
        command: &'static str,
        /// Where the setting stands.
        origin: String,
    },
    /// Nobody has the key that was asked for.
    #[error("nobody has this person_key")]
    UnknownPerson,
    /// The private server of the demo.
    #[cfg(unix)]
    #[error("{0}")]
    Demo(#[from] demo::DemoError),
    /// The refresh job was not begun.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// The output could not be written.
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
}

impl From<Failure> for CommandError {
    fn from(failure: Failure) -> Self {
        Self::Database(failure)
    }
}

impl From<SchemaError> for CommandError {
    fn from(error: SchemaError) -> Self {
        match error {
            SchemaError::Failure(failure) => Self::Database(failure),
            error => Self::Schema(error),
        }
    }
}

impl CommandError {
    /// What the process says to its caller.
    pub fn status(&self) -> ExitStatus {
        match self {
            Self::Settings(_) => ExitStatus::Usage,
            Self::Database(failure) => failure.into(),
            Self::Schema(SchemaError::UnknownTimeZone { .. } | SchemaError::UnknownRole { .. }) => {
                ExitStatus::Usage
            }
            Self::Schema(error) => error.kind().into(),
            Self::ReadOnly { .. } => ExitStatus::Refused,
            Self::Refused(refusal) => refusal.into(),
            Self::UnknownPerson => ExitStatus::Failed,
            #[cfg(unix)]
            Self::Demo(error) => error.status(),
            Self::Output(error) => error.into(),
        }
    }

    /// What went wrong, in a language.
    pub fn words(&self, language: Language) -> String {
        match self {
            Self::Settings(error) => phrases::of_settings(&error.to_string(), language),
            Self::Database(failure) => failure.words(language),
            Self::Schema(error) => error.words(language),
            #[cfg(unix)]
            Self::Demo(error) => error.words(language),
            Self::Refused(refusal) => refusal.sentence(language),
            Self::ReadOnly { .. } | Self::UnknownPerson | Self::Output(_) => {
                phrases::of_start(&self.to_string(), language)
            }
        }
    }

    /// What a person can do about it, in a language.
    pub fn hint(&self, language: Language) -> Option<String> {
        let hint = match self {
            Self::Schema(error) => error.hint(),
            // A failure says its hint itself.
            Self::Refused(Refusal::Failure(_)) => None,
            Self::Refused(refusal) => return refusal.hint(language),
            #[cfg(unix)]
            Self::Demo(error) => error.hint(),
            Self::UnknownPerson => Some("`scoutwatch show backlog` lists keys".to_owned()),
            Self::Settings(_) | Self::Database(_) | Self::ReadOnly { .. } | Self::Output(_) => None,
        };
        hint.map(|hint| phrases::of_start(&hint, language))
    }

    /// Says what went wrong and what to try, and returns the exit status. A reader that has gone is no error
    /// and is told nothing.
    pub fn report(&self, language: Language, stderr: &mut dyn Write) -> ExitStatus {
        let status = self.status();
        if status != ExitStatus::Done {
            voice::error(stderr, language, &self.words(language));
            if let Some(hint) = self.hint(language) {
                voice::advice(stderr, language, &hint);
            }
        }
        status
    }
}

/// The outcome of a command as an exit status; a failure is told on `stderr`.
pub fn finish(
    outcome: Result<ExitStatus, CommandError>,
    language: Language,
    stderr: &mut dyn Write,
) -> ExitStatus {
    outcome.unwrap_or_else(|error| error.report(language, stderr))
}

/// Where to connect, as the configuration and libpq's own variables and files say.
///
/// # Errors
/// [`CommandError::Settings`] says what is wrong and where it stands.
pub fn connection_settings(
    config: &Config,
    environment: &Environment,
) -> Result<ConnectionSettings, CommandError> {
    let origin = origin(config, &keys::DATABASE_URL.spec);
    let given = config
        .database
        .url
        .as_ref()
        .map(|url| GivenConnection { text: url.expose(), origin: &origin });
    Ok(ConnectionSettings::resolve(given, environment)?)
}

/// The handle on the database that the configuration names; connects nowhere yet. What a person should hear
/// before, such as a password file that is ignored, is said on `stderr` in that language.
///
/// # Errors
/// As [`connection_settings`].
pub fn database(
    config: &Config,
    environment: &Environment,
    language: Language,
    stderr: &mut dyn Write,
) -> Result<Database, CommandError> {
    let settings = connection_settings(config, environment)?;
    warn(settings.warnings(), language, stderr);
    Ok(Database::open(settings, &pool_options(config))?)
}

/// Says what settings are to be warned of.
pub fn warn(warnings: &[String], language: Language, stderr: &mut dyn Write) {
    for warning in warnings {
        voice::warning(stderr, language, &phrases::of_settings(warning, language));
    }
}

/// The size and the limits of the pool, as the configuration says.
pub fn pool_options(config: &Config) -> PoolOptions {
    PoolOptions {
        size: config.database.pool_size,
        connect_timeout: config.database.connect_timeout,
        ..PoolOptions::default()
    }
}

/// How the poller reads, for whatever stays and watches.
pub fn poller_settings(config: &Config) -> poller::Settings {
    let limits = ReadLimits {
        statement: config.database.statement_timeout,
        lock: config.database.lock_timeout,
        ..ReadLimits::default()
    };
    poller::Settings {
        interval: config.poll.interval,
        deadline: config.database.deadline,
        limits,
        days: HISTORY_DAYS,
        thresholds: config.health,
        jitter_seed: RandomState::new().hash_one(std::process::id()),
        ..poller::Settings::default()
    }
}

/// What the refresh job has to know: of the configuration, of this machine and of this process.
pub fn job_settings(config: &Config) -> JobSettings {
    let job = &config.job;
    let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let lead_mapping = (!job.lead_scout_column.is_empty()).then(|| LeadMapping {
        lead_column: job.lead_scout_column.clone(),
        scouts_column: job.scouts_match_column.clone(),
    });
    JobSettings {
        host: text::clean(&host),
        process: std::process::id(),
        lead_mapping,
        create_missing_ledger_rows: job.create_missing_ledger_rows,
        batch_rows: job.batch_rows,
        allow_superuser: job.allow_superuser,
        allow_decisions: job.allow_decisions,
        statement_limit: job.statement_timeout,
        ..JobSettings::default()
    }
}

/// The handle on the database as the refresh job reaches it: `job.database_url`, else as everything else does.
///
/// # Errors
/// As [`connection_settings`].
pub fn job_database(
    config: &Config,
    environment: &Environment,
    language: Language,
    stderr: &mut dyn Write,
) -> Result<Database, CommandError> {
    let Some(url) = &config.job.database_url else {
        return database(config, environment, language, stderr);
    };
    let origin = origin(config, &keys::JOB_DATABASE_URL.spec);
    let given = GivenConnection { text: url.expose(), origin: &origin };
    let settings = ConnectionSettings::resolve(Some(given), environment)?;
    warn(settings.warnings(), language, stderr);
    Ok(Database::open(settings, &pool_options(config))?)
}

/// Refuses a command that writes where the configuration says that nothing may.
///
/// # Errors
/// [`CommandError::ReadOnly`].
pub fn refuse_read_only(config: &Config, command: &'static str) -> Result<(), CommandError> {
    if !config.read_only {
        return Ok(());
    }
    Err(CommandError::ReadOnly { command, origin: origin(config, &keys::READ_ONLY.spec) })
}

/// Where a setting was said.
fn origin(config: &Config, spec: &keys::Spec) -> String {
    config
        .settings
        .iter()
        .find(|setting| setting.spec == spec)
        .map_or_else(|| spec.path(), |setting| setting.origin.to_string())
}
