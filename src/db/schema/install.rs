//! Installing: one transaction that does everything or nothing.

use std::time::Duration;

use tokio::time::Instant;
use tokio_postgres::types::Type;

use super::checks;
use super::error::SchemaError;
use super::files::{
    ADD_JOB_TYPE, BEGIN, COMMIT, MIGRATIONS, ROLLBACK, SOURCES, TRY_LOCK, ZONE_PLACEHOLDER,
    our_relations,
};
use super::inventory::Inventory;
use super::plan::{self, is_plain_zone};
use super::report::{self, Fingerprints, InstallReport, ObjectKind};
use crate::db::decode::RowExt as _;
use crate::db::pool::{Database, Deadline, Session};
use crate::db::sql::{Sql, fill, sql};
use crate::model::{Failure, text};

const FINGERPRINTS: Sql<'static> = sql!("inventory/fingerprints.sql");
const TIME_ZONE: Sql<'static> = sql!("inventory/time_zone.sql");

/// The pause between two tries to take the lock of the installation.
const PAUSE: Duration = Duration::from_millis(100);

/// How much longer than the server we wait, so that the server is the first to give up.
pub(super) const GRACE: Duration = Duration::from_secs(5);

/// How an installation behaves; the default suits everybody but the time zone.
#[derive(Clone, Debug)]
pub struct InstallOptions {
    /// The time zone in which a business day begins and ends.
    pub business_time_zone: String,
    /// How long making the connection may take.
    pub connect_limit: Duration,
    /// The longest wait for a lock on an object, behind which others would queue.
    pub lock_limit: Duration,
    /// The longest time for one file; reconstructing the history reads every person once.
    pub statement_limit: Duration,
    /// How long to wait for another installation to end.
    pub busy_limit: Duration,
}

impl Default for InstallOptions {
    fn default() -> Self {
        Self {
            business_time_zone: ZONE_PLACEHOLDER.to_owned(),
            connect_limit: Duration::from_secs(10),
            lock_limit: Duration::from_secs(3),
            statement_limit: Duration::from_secs(600),
            busy_limit: Duration::from_secs(10),
        }
    }
}

/// Installs views, functions and tables, or brings them up to date. Safe to repeat.
///
/// Views of our names keep their owner, their grants and what depends on them. Where this fails, nothing was
/// changed.
///
/// # Errors
/// What stands against it, found before anything is changed; or what the database said in between.
pub async fn install(
    database: &Database,
    options: &InstallOptions,
) -> Result<InstallReport, SchemaError> {
    if !is_plain_zone(&options.business_time_zone) {
        return Err(unknown_zone(options));
    }
    let mut session = database.dedicated_session(Deadline::after(options.connect_limit)).await?;
    let enum_without_refresh = add_job_type(&mut session, options).await?;
    begin_alone(&mut session, options).await?;
    let outcome = install_in(&mut session, options).await;
    session.set_deadline(Deadline::after(GRACE));
    if outcome.is_err() {
        // Closing the session, which follows, does the same.
        let _ = session.batch(ROLLBACK).await;
    }
    let report = outcome.map_err(SchemaError::while_changing)?;
    Ok(InstallReport { enum_without_refresh, ..report })
}

/// Adds the refresh job to the enum of job types where it is missing: in a transaction of its own, because a
/// label cannot be used in the one that adds it. Returns the enum that lacked it.
async fn add_job_type(
    session: &mut Session,
    options: &InstallOptions,
) -> Result<Option<String>, SchemaError> {
    session.set_deadline(Deadline::after(options.lock_limit + GRACE));
    let inventory = Inventory::read(session).await?;
    let Some(enum_type) = inventory.enum_without_refresh() else { return Ok(None) };
    checks::refuse(&inventory)?;
    session.batch(ADD_JOB_TYPE).await?;
    Ok(Some(enum_type))
}

/// Opens the transaction and takes the lock of the installation.
async fn begin_alone(session: &mut Session, options: &InstallOptions) -> Result<(), SchemaError> {
    let begin = begin(options);
    let start = Instant::now();
    loop {
        session.set_deadline(Deadline::after(options.lock_limit + GRACE));
        session.batch(Sql { file: BEGIN.file, text: &begin }).await?;
        let rows = session.query(TRY_LOCK, &[]).await?;
        if rows.first().map(|row| row.read("is_taken")).transpose()? == Some(true) {
            return Ok(());
        }
        session.batch(ROLLBACK).await?;
        if start.elapsed() >= options.busy_limit {
            return Err(SchemaError::Busy { waited: options.busy_limit });
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The statement that opens the transaction.
pub(super) fn begin(options: &InstallOptions) -> String {
    let milliseconds =
        |limit: Duration| i64::from(i32::try_from(limit.as_millis()).unwrap_or(i32::MAX).max(1));
    fill(
        BEGIN,
        &[
            ("lock_timeout_ms", milliseconds(options.lock_limit)),
            ("statement_timeout_ms", milliseconds(options.statement_limit)),
        ],
    )
}

/// Everything between the lock and the commit, which is the last thing done.
async fn install_in(
    session: &mut Session,
    options: &InstallOptions,
) -> Result<InstallReport, SchemaError> {
    let limit = options.statement_limit + GRACE;
    session.set_deadline(Deadline::after(limit));
    check_zone(session, options).await?;
    let inventory = Inventory::read(session).await?;
    checks::refuse(&inventory)?;
    let before = fingerprints(session).await?;

    let zone = &options.business_time_zone;
    let steps =
        plan::steps(|source| inventory.has(source), |version| inventory.has_version(version), zone);
    let mut reconstructed_days = 0;
    for step in &steps {
        session.set_deadline(Deadline::after(limit));
        let reconstructs = MIGRATIONS
            .iter()
            .any(|migration| migration.followed_by.is_some_and(|sql| sql.file == step.file));
        if reconstructs {
            reconstructed_days += session.execute(step.sql(), &[]).await?;
        } else {
            session.batch(step.sql()).await?;
        }
    }

    session.set_deadline(Deadline::after(limit));
    let after = fingerprints(session).await?;
    session.batch(COMMIT).await?;
    let earlier_time_zone = inventory.business_time_zone.clone().filter(|earlier| earlier != zone);
    Ok(InstallReport {
        changes: report::compare(&before, after),
        versions: MIGRATIONS
            .iter()
            .map(|migration| migration.version)
            .filter(|version| !inventory.has_version(*version))
            .collect(),
        absent: SOURCES
            .iter()
            .map(|source| source.relation)
            .filter(|source| !inventory.has(source))
            .collect(),
        appeared: SOURCES
            .iter()
            .filter(|source| inventory.adapters.get(source.adapter) == Some(&false))
            .map(|source| source.relation)
            .filter(|source| inventory.has(source))
            .collect(),
        reconstructed_days,
        business_time_zone: zone.clone(),
        earlier_time_zone,
        enum_without_refresh: None,
        database: inventory.database,
        role: inventory.role,
    })
}

/// Refuses a time zone that the server does not know. Its list is slow to read, and our default is in it.
async fn check_zone(session: &mut Session, options: &InstallOptions) -> Result<(), SchemaError> {
    let zone = &options.business_time_zone;
    if zone == ZONE_PLACEHOLDER {
        return Ok(());
    }
    let rows = session.query(TIME_ZONE, &[(zone, Type::TEXT)]).await?;
    match rows.first().map(|row| row.read("is_known")).transpose()? {
        Some(true) => Ok(()),
        _ => Err(unknown_zone(options)),
    }
}

pub(super) fn unknown_zone(options: &InstallOptions) -> SchemaError {
    SchemaError::UnknownTimeZone { name: text::clean(&options.business_time_zone) }
}

/// The definition of each object of ours, as it is now.
async fn fingerprints(session: &mut Session) -> Result<Fingerprints, Failure> {
    let names = our_relations();
    let rows = session.query(FINGERPRINTS, &[(&names, Type::TEXT_ARRAY)]).await?;
    rows.iter()
        .map(|row| {
            let kind = ObjectKind::from_word(&row.read_text("kind")?);
            Ok(((kind, row.read_text("name")?), row.read_text("fingerprint")?))
        })
        .collect()
}
