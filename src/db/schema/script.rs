//! The installation as a script for psql, for those who let no program do it.

use std::fmt::Write as _;

use super::checks;
use super::error::SchemaError;
use super::files::{ADD_JOB_TYPE, BEGIN, COMMIT, LOCK, SOURCES};
use super::install::{InstallOptions, begin, unknown_zone};
use super::inventory::Inventory;
use super::plan::{self, Step, is_plain_zone};
use crate::db::pool::{Database, Deadline, ReadLimits};

/// What [`super::install()`] would run on this database, in order, as a script for psql.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The script.
    pub text: String,
    /// Why it would fail, where that can be seen already.
    pub objection: Option<SchemaError>,
}

/// The script for a database as it is now. Reads the catalog and changes nothing.
///
/// # Errors
/// What the database said, or a time zone that cannot stand in a script.
pub async fn script_for(
    database: &Database,
    options: &InstallOptions,
    deadline: Deadline,
    limits: ReadLimits,
) -> Result<Script, SchemaError> {
    refuse_zone(options)?;
    let mut read = database.session(deadline).await?.begin_read(limits).await?;
    let inventory = Inventory::read(&mut read).await?;
    read.finish().await?;
    let steps = plan::steps(
        |source| inventory.has(source),
        |version| inventory.has_version(version),
        &options.business_time_zone,
    );
    let absent: Vec<_> = SOURCES
        .iter()
        .map(|source| source.relation)
        .filter(|source| !inventory.has(source))
        .collect();
    let mut about =
        format!("-- For the database {}, as it was when this was written", inventory.database);
    if absent.is_empty() {
        about.push_str(".\n");
    } else {
        let _ = writeln!(about, ", without {}.", absent.join(", "));
    }
    Ok(Script { text: write(&about, options, &steps), objection: checks::refuse(&inventory).err() })
}

/// The script for a database that has all optional sources and nothing of ours yet.
///
/// # Errors
/// A time zone that cannot stand in a script.
pub fn script_for_new(options: &InstallOptions) -> Result<Script, SchemaError> {
    refuse_zone(options)?;
    let steps = plan::steps(|_| true, |_| false, &options.business_time_zone);
    let about = "-- For a database that was not looked at: it must have all of CT4's tables and views, and nothing\n\
                 -- of scoutwatch yet. For another one, write this with a connection to it.\n";
    Ok(Script { text: write(about, options, &steps), objection: None })
}

fn refuse_zone(options: &InstallOptions) -> Result<(), SchemaError> {
    if is_plain_zone(&options.business_time_zone) { Ok(()) } else { Err(unknown_zone(options)) }
}

fn write(about: &str, options: &InstallOptions, steps: &[Step]) -> String {
    let mut script = format!(
        "-- The schema of scoutwatch {}: everything or nothing, in one transaction, but for a label of an enum before it.\n{about}\
         -- Run it with psql, as the owner of CT4's views or as a superuser.\n\\set ON_ERROR_STOP on\n",
        env!("CARGO_PKG_VERSION")
    );
    let begin = Step { file: BEGIN.file, text: begin(options).into() };
    let lock = Step { file: LOCK.file, text: LOCK.text.into() };
    let commit = Step { file: COMMIT.file, text: COMMIT.text.into() };
    // The label first: it cannot be used in the transaction that adds it.
    let label = Step { file: ADD_JOB_TYPE.file, text: ADD_JOB_TYPE.text.into() };
    for step in [&label, &begin, &lock].into_iter().chain(steps).chain([&commit]) {
        let _ = write!(script, "\n-- sql/{}\n\n{}", step.file, step.text);
    }
    script
}
