//! Giving a role its rights: to look, or to run the refresh job too.

use std::collections::BTreeSet;

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use super::error::SchemaError;
use super::files::{BEGIN, COMMIT, ROLLBACK};
use super::install::{GRACE, InstallOptions, begin};
use crate::db::decode::RowExt as _;
use crate::db::pool::{Database, Deadline, Session};
use crate::db::sql::{Sql, sql};
use crate::model::{Failure, text};

const ROLE: Sql<'static> = sql!("inventory/role.sql");
const RIGHTS: Sql<'static> = sql!("inventory/rights.sql");
const GRANT_ROLE: Sql<'static> = sql!("schema/grant_role.sql");
const VIEWER: Sql<'static> = sql!("schema/grant_viewer.sql");
const OPERATOR: Sql<'static> = sql!("schema/grant_operator.sql");

/// What a role may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Read the views, and nothing else.
    Viewer,
    /// What a viewer may, and run the refresh job.
    Operator,
}

impl Right {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Operator => "operator",
        }
    }

    /// The files that give it.
    const fn files(self) -> &'static [Sql<'static>] {
        match self {
            Self::Viewer => &[VIEWER],
            Self::Operator => &[VIEWER, OPERATOR],
        }
    }
}

/// What was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantReport {
    /// The rights that are new, as `select on ops.v_dim_scouts`.
    pub given: Vec<String>,
    /// How many of the role's own rights on objects of the database it had before.
    pub had: usize,
}

/// Gives `role` the rights of a viewer or operator, all or none. Safe to repeat; takes nothing away.
///
/// # Errors
/// [`SchemaError::UnknownRole`]; a missing object, where nothing is installed; a right that the one who
/// gives it does not have to give.
pub async fn grant(
    database: &Database,
    right: Right,
    role: &str,
    options: &InstallOptions,
) -> Result<GrantReport, SchemaError> {
    let mut session = database.dedicated_session(Deadline::after(options.connect_limit)).await?;
    session.set_deadline(Deadline::after(options.statement_limit + GRACE));
    let begin = begin(options);
    session.batch(Sql { file: BEGIN.file, text: &begin }).await?;
    let outcome = grant_in(&mut session, right, role).await;
    session.set_deadline(Deadline::after(GRACE));
    if outcome.is_err() {
        // Closing the session, which follows, does the same.
        let _ = session.batch(ROLLBACK).await;
    }
    outcome.map_err(SchemaError::while_changing)
}

/// Everything between the beginning and the commit, which is the last thing done.
async fn grant_in(
    session: &mut Session,
    right: Right,
    role: &str,
) -> Result<GrantReport, SchemaError> {
    let known = session.query(ROLE, &[(&role, Type::TEXT)]).await?;
    if known.first().map(|row| row.read("is_known")).transpose()? != Some(true) {
        return Err(SchemaError::UnknownRole { role: text::clean(role) });
    }
    let before = rights(session, role).await?;
    session.query(GRANT_ROLE, &[(&role, Type::TEXT)]).await?;
    for file in right.files() {
        session.batch(*file).await?;
    }
    let after = rights(session, role).await?;
    session.batch(COMMIT).await?;
    Ok(GrantReport { given: after.difference(&before).cloned().collect(), had: before.len() })
}

/// The rights that a role was given itself, on objects of the schemas that matter.
async fn rights(session: &mut Session, role: &str) -> Result<BTreeSet<String>, Failure> {
    let rows = session.query(RIGHTS, &[(&role, Type::TEXT)]).await?;
    rows.iter().map(|row: &Row| row.read_text("granted")).collect()
}
