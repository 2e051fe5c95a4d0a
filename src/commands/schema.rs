//! `scoutwatch schema`: installs the views and tables, says what is there, and gives rights.

use std::io::Write;

use crate::cli::{SchemaAction, SchemaArguments};
use crate::commands::{CommandError, database, refuse_read_only};
use crate::config::Config;
use crate::db::schema::{self, InstallOptions};
use crate::exit::ExitStatus;
use crate::model::Environment;

/// Runs `schema`. What was done goes to `stdout`, words about it to `stderr`.
///
/// # Errors
/// What stood against it; nothing was changed then.
pub async fn run(
    arguments: &SchemaArguments,
    config: &Config,
    environment: &Environment,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<ExitStatus, CommandError> {
    match &arguments.action {
        SchemaAction::Install => install(config, environment, stdout, stderr).await,
        SchemaAction::Status | SchemaAction::Print | SchemaAction::Grant(_) => {
            writeln!(stderr, "error: this is not part of this build")?;
            Ok(ExitStatus::Usage)
        }
    }
}

async fn install(
    config: &Config,
    environment: &Environment,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<ExitStatus, CommandError> {
    refuse_read_only(config, "schema install")?;
    let database = database(config, environment, stderr)?;
    let options = InstallOptions {
        business_time_zone: config.schema.business_time_zone.clone(),
        ..InstallOptions::default()
    };
    let report = schema::install(&database, &options).await?;
    for change in &report.changes {
        let (outcome, kind) = (change.outcome.word(), change.kind.word());
        writeln!(stdout, "{outcome:9} {kind:8} {}", change.name)?;
    }
    Ok(ExitStatus::Done)
}
