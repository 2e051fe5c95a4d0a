//! `scoutwatch show`: prints one set of figures, read in one snapshot of the database.
//!
//! Figures go to standard output. What is to be said about them goes to standard error: where a page stands
//! in its list, what an older database does not have, which columns a terminal has no room for.

mod read;
mod words;

use std::io::Write;

use crate::cli::{OutputFormat, ShowArguments};
use crate::commands::{CommandError, database};
use crate::config::Config;
use crate::db::pool::{Deadline, ReadLimits};
use crate::exit::ExitStatus;
use crate::model::Environment;
use crate::output::{Document, Format, Hidden, Medium, render};
use read::Found;

/// How many times as long as a poll a list may take that a person asked for.
const PATIENCE: u32 = 6;

/// Runs `show`.
///
/// # Errors
/// What could not be read or written; what was read before is not written then.
pub async fn run(
    arguments: &ShowArguments,
    config: &Config,
    environment: &Environment,
    medium: &Medium,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<ExitStatus, CommandError> {
    let language = config.display.language(environment);
    let database = database(config, environment, language, stderr)?;
    let session = database.session(Deadline::after(config.database.deadline * PATIENCE)).await?;
    let mut transaction = session.begin_read(limits(config, PATIENCE)).await?;
    let found = read::read(&mut transaction, &arguments.subject, &config.health).await?;
    let absence = words::absence(&mut transaction, &arguments.subject).await?;
    // What was read is valid, whatever happens now; and a slow reader of the output holds no snapshot.
    let _ = transaction.finish().await;

    let format = match arguments.format {
        OutputFormat::Table => Format::Table,
        OutputFormat::Json => Format::Json,
        OutputFormat::Csv => Format::Csv,
    };
    let hidden = write(&found, format, medium, stdout)?;
    let notes = [absence, words::position(&found, format), words::hidden(&hidden)];
    for note in notes.into_iter().flatten() {
        // Nobody reads standard error: then nobody is told.
        let _ = writeln!(stderr, "{note}");
    }
    Ok(ExitStatus::Done)
}

/// What the server itself allows: what the configuration says for a poll, or so many times as much.
pub(super) fn limits(config: &Config, patience: u32) -> ReadLimits {
    ReadLimits {
        statement: config.database.statement_timeout * patience,
        // A lock is in the way of a person as it is of a poll.
        lock: config.database.lock_timeout,
        idle: config.database.deadline * patience,
    }
}

fn write(
    found: &Found,
    format: Format,
    medium: &Medium,
    out: &mut dyn Write,
) -> Result<Hidden, CommandError> {
    /// Any document, in the same words.
    fn written<D: Document>(
        document: &D,
        format: Format,
        medium: &Medium,
        out: &mut dyn Write,
    ) -> Result<Hidden, CommandError> {
        Ok(render(document, format, medium, out)?)
    }
    match found {
        Found::Metrics(headline) => written(headline.as_ref(), format, medium, out),
        Found::Daily(daily) => written(daily, format, medium, out),
        Found::Backlog(listing) => written(listing, format, medium, out),
        Found::Conflicts(listing) => written(listing, format, medium, out),
        Found::Person(detail) => written(detail.as_ref(), format, medium, out),
        Found::Jobs(listing) => written(listing, format, medium, out),
        Found::Collection(listing) => written(listing, format, medium, out),
        Found::Liquidation(listing) => written(listing, format, medium, out),
        Found::Alerts(listing) => written(listing, format, medium, out),
        Found::Sources(sources) => written(sources, format, medium, out),
    }
}
