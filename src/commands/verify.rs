//! `scoutwatch verify`: the ten checks of the data and of the job's work.

use std::io::Write;

use crate::cli::{TextFormat, VerifyArguments};
use crate::commands::refresh::words;
use crate::commands::{CommandError, job_database};
use crate::config::Config;
use crate::exit::ExitStatus;
use crate::model::{Environment, Verdict};
use crate::refresh;

/// Runs `verify`: exits with 1 where a check does not hold.
///
/// # Errors
/// What the database says, where it cannot be asked.
pub async fn run(
    arguments: &VerifyArguments,
    config: &Config,
    environment: &Environment,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<ExitStatus, CommandError> {
    let language = config.display.language(environment);
    // The audit and the history are for the operator, not for who looks.
    let database = job_database(config, environment, language, stderr)?;
    let checks = refresh::verify(&database).await?;
    match arguments.format {
        TextFormat::Text => words::checks(&checks, stdout)?,
        TextFormat::Json => words::json(&checks, stdout)?,
    }
    stdout.flush()?;
    let holds = checks.iter().all(|check| check.verdict < Verdict::Error);
    Ok(if holds { ExitStatus::Done } else { ExitStatus::Failed })
}
