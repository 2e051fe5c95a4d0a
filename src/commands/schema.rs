//! `scoutwatch schema`: installs the views and tables, says what is there, prints the SQL, gives rights.
//!
//! What was found or done goes to standard output, one thing a line; words about it go to standard error.

use std::io::{self, Write};
use std::time::Duration;

use crate::cli::{GrantArguments, SchemaAction, SchemaArguments};
use crate::commands::{CommandError, connection_settings, database, refuse_read_only};
use crate::config::Config;
use crate::db::pool::{Database, Deadline, ReadLimits};
use crate::db::schema::{
    self, InstallOptions, InstallReport, ItemKind, ItemState, Outcome, REFRESH_LABEL, Right,
    SchemaError, SchemaStatus, Script, StatusItem,
};
use crate::exit::ExitStatus;
use crate::model::{Environment, Language, format, say};
use crate::voice;

/// How long reading the catalog may take.
const READ_LIMIT: Duration = Duration::from_secs(15);

/// Runs `schema`.
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
    let language = config.display.language(environment);
    match &arguments.action {
        SchemaAction::Install => {
            refuse_read_only(config, "schema install")?;
            let database = database(config, environment, language, stderr)?;
            let report = schema::install(&database, &install_options(config)).await?;
            write_report(&report, stdout, stderr)?;
            Ok(ExitStatus::Done)
        }
        SchemaAction::Status => {
            let database = database(config, environment, language, stderr)?;
            let status = schema::status(&database, Deadline::after(READ_LIMIT), limits()).await?;
            write_status(&status, stdout, stderr)?;
            Ok(if status.is_complete() { ExitStatus::Done } else { ExitStatus::Failed })
        }
        SchemaAction::Print => {
            let script = script(config, environment, language, stderr).await?;
            stdout.write_all(script.text.as_bytes())?;
            if let Some(objection) = script.objection {
                let why = objection.words(language);
                let words = say!(
                    language,
                    "on this database it would fail: {why}",
                    "en esta base de datos fallaría: {why}"
                );
                voice::warning(stderr, language, &words);
                return Ok(CommandError::from(objection).status());
            }
            Ok(ExitStatus::Done)
        }
        SchemaAction::Grant(arguments) => {
            refuse_read_only(config, "schema grant")?;
            grant(arguments, config, environment, stdout, stderr).await
        }
    }
}

/// The options of an installation, as the configuration says.
fn install_options(config: &Config) -> InstallOptions {
    InstallOptions {
        business_time_zone: config.schema.business_time_zone.clone(),
        ..InstallOptions::default()
    }
}

/// The server's own limits while the catalog is read.
fn limits() -> ReadLimits {
    ReadLimits { statement: READ_LIMIT, lock: Duration::from_secs(3), ..ReadLimits::default() }
}

/// The script for the database that is configured; for one that was not looked at, where none is or where it
/// cannot be reached.
async fn script(
    config: &Config,
    environment: &Environment,
    language: Language,
    stderr: &mut dyn Write,
) -> Result<Script, CommandError> {
    let options = install_options(config);
    let database =
        Database::open(connection_settings(config, environment)?, &super::pool_options(config))?;
    let read = schema::script_for(&database, &options, Deadline::after(READ_LIMIT), limits()).await;
    match read {
        Err(SchemaError::Failure(failure)) if failure.kind.is_connection() => {
            voice::warning(stderr, language, &failure.words(language));
            let words = language.choose(
                "this is the script for a database that has all of CT4's tables and views",
                "este es el script para una base de datos con todas las tablas y vistas de CT4",
            );
            voice::warning(stderr, language, words);
            Ok(schema::script_for_new(&options)?)
        }
        other => Ok(other?),
    }
}

async fn grant(
    arguments: &GrantArguments,
    config: &Config,
    environment: &Environment,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<ExitStatus, CommandError> {
    let language = config.display.language(environment);
    // The command line lets exactly one of the two through.
    let (right, role) = match (&arguments.viewer, &arguments.operator) {
        (_, Some(role)) => (Right::Operator, role.as_str()),
        (Some(role), None) => (Right::Viewer, role.as_str()),
        (None, None) => return Ok(ExitStatus::Usage),
    };
    let database = database(config, environment, language, stderr)?;
    let report = schema::grant(&database, right, role, &install_options(config)).await?;
    for granted in &report.given {
        writeln!(stdout, "{granted}")?;
    }
    let (given, word) = (report.given.len(), right.word());
    if given == 0 {
        writeln!(stderr, "{role} had every right of {} {word} already", article(word))?;
    } else {
        writeln!(stderr, "{role} is {} {word} now: {given} rights given", article(word))?;
    }
    Ok(ExitStatus::Done)
}

fn article(word: &str) -> &'static str {
    if word.starts_with('o') { "an" } else { "a" }
}

fn write_report(
    report: &InstallReport,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> io::Result<()> {
    for change in report.changes.iter().filter(|change| change.outcome != Outcome::Unchanged) {
        let (outcome, kind) = (change.outcome.word(), change.kind.word());
        writeln!(stdout, "{outcome:9} {kind:8} {}", change.name)?;
    }
    let count = |outcome| report.changes.iter().filter(|change| change.outcome == outcome).count();
    writeln!(
        stderr,
        "{}: {} created, {} replaced, {} unchanged, as {}",
        report.database,
        count(Outcome::Created),
        count(Outcome::Replaced),
        count(Outcome::Unchanged),
        report.role
    )?;
    if report.reconstructed_days > 0 {
        let days = i64::try_from(report.reconstructed_days).unwrap_or(i64::MAX);
        writeln!(stderr, "history: {} days reconstructed from timestamps", format::count(days))?;
    }
    if let Some(earlier) = &report.earlier_time_zone {
        writeln!(
            stderr,
            "warning: a business day is one of {} now; it was one of {earlier}",
            report.business_time_zone
        )?;
    }
    for source in &report.appeared {
        writeln!(stderr, "{source} is read from now on")?;
    }
    for source in &report.absent {
        writeln!(stderr, "{source} is absent: the views take it for empty")?;
    }
    if let Some(enum_type) = &report.enum_without_refresh {
        writeln!(stderr, "the enum {enum_type} has the value {REFRESH_LABEL} now")?;
    }
    Ok(())
}

fn write_status(
    status: &SchemaStatus,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> io::Result<()> {
    let width = status.items.iter().map(|item| item.name.len()).max().unwrap_or_default();
    for item in &status.items {
        let line = format!(
            "{:12} {:8} {:width$} {}",
            item.state.word(),
            item.kind.word(),
            item.name,
            item.detail.as_deref().unwrap_or_default()
        );
        writeln!(stdout, "{}", line.trim_end())?;
    }
    let place = format!("{} as {}", status.database, status.role);
    if status.is_complete() {
        writeln!(stderr, "{place}: everything is in order")?;
    } else if !status.can_be_installed() {
        writeln!(stderr, "{place}: `scoutwatch schema install` would refuse, see above")?;
    } else if status
        .items
        .iter()
        .all(|item| item.state.is_good() || item.state == ItemState::Denied)
    {
        writeln!(
            stderr,
            "{place}: installed, but {} may not read it all; `scoutwatch schema grant --viewer {}` lets it",
            status.role, status.role
        )?;
    } else {
        writeln!(stderr, "{place}: `scoutwatch schema install` brings it up to date")?;
    }
    let is_unknown = |item: &StatusItem| item.state == ItemState::Unknown;
    if status.items.iter().any(|item| item.kind == ItemKind::Version && is_unknown(item)) {
        writeln!(stderr, "note: {} may not see which versions were applied", status.role)?;
    }
    if let Some(zone) = &status.business_time_zone {
        writeln!(stderr, "a business day is one of {zone}")?;
    }
    if let Some(enum_type) = &status.enum_without_refresh {
        writeln!(
            stderr,
            "note: the enum {enum_type} has no value {REFRESH_LABEL}; `scoutwatch schema install` adds it, as its owner"
        )?;
    }
    Ok(())
}
