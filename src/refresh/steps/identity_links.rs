//! Step 1: registrations get the link to their person.

use tokio_postgres::Row;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::db::decode::RowExt as _;
use crate::db::sql::{Sql, sql};
use crate::model::{Failure, FailureKind, StepName};
use crate::refresh::batches::{Change, Counts, all_audited};
use crate::refresh::observer::Observer;
use crate::refresh::session::JobSession;

const APPLY: Sql<'static> = sql!("refresh/identity_links.sql");

/// The step.
pub(in crate::refresh) struct IdentityLinks;

/// A registration and what is to be done about it. The texts go back to the server as they came.
#[derive(Clone, Debug)]
pub(in crate::refresh) struct Registration {
    id: i32,
    action: String,
    match_method: Option<String>,
    driver_id: Option<String>,
    person_key: Option<Uuid>,
    group_id: Option<i32>,
    license_key: Option<String>,
    phone_key: Option<String>,
    reason: Option<String>,
}

impl Change for IdentityLinks {
    const STEP: StepName = StepName::IdentityLinks;
    const LIST: Sql<'static> = sql!("refresh/list_identity_links.sql");
    type Listed = Registration;

    fn read(row: &Row) -> Result<Registration, Failure> {
        Ok(Registration {
            id: row.read("registration_id")?,
            action: row.read("action")?,
            match_method: row.read_optional("match_method")?,
            driver_id: row.read_optional("driver_id")?,
            person_key: row.read_optional("person_key")?,
            group_id: row.read_optional("group_id")?,
            license_key: row.read_optional("license_key")?,
            phone_key: row.read_optional("phone_key")?,
            reason: row.read_optional("reason")?,
        })
    }

    fn fetch_rows(&self, rows: usize) -> usize {
        rows
    }

    async fn sift<O: Observer>(
        &self,
        _job: &mut JobSession<'_, O>,
        rows: Vec<Registration>,
    ) -> Result<Vec<Registration>, Failure> {
        Ok(rows)
    }

    async fn change<O: Observer>(
        &self,
        job: &mut JobSession<'_, O>,
        run_id: i32,
        rows: &[Registration],
    ) -> Result<Counts, Failure> {
        let column = Columns::of(rows);
        let parameters = [
            (&column.registration_id as _, Type::INT4_ARRAY),
            (&column.action as _, Type::TEXT_ARRAY),
            (&column.match_method as _, Type::TEXT_ARRAY),
            (&column.driver_id as _, Type::TEXT_ARRAY),
            (&column.person_key as _, Type::UUID_ARRAY),
            (&column.group_id as _, Type::INT4_ARRAY),
            (&column.license_key as _, Type::TEXT_ARRAY),
            (&column.phone_key as _, Type::TEXT_ARRAY),
            (&column.reason as _, Type::TEXT_ARRAY),
            (&run_id as _, Type::INT4),
        ];
        let done = job.query_one(APPLY, &parameters).await?;
        let links: i64 = done.read("links")?;
        all_audited(links, done.read("audited")?, "links")?;
        let persons: i64 = done.read("created_persons")?;
        if persons != done.read::<i64>("new_persons")? {
            // Tried again, the registration is seen to have its link.
            return Err(Failure::new(
                FailureKind::Contention,
                "somebody else linked a registration whose person was being created",
            ));
        }
        Ok(Counts {
            changed: links,
            persons,
            ambiguous: done.read("ambiguous")?,
            rejected: done.read("skipped")?,
            overtaken: done.read("overtaken")?,
            missing: 0,
        })
    }
}

/// The rows as one array a column.
struct Columns<'a> {
    registration_id: Vec<i32>,
    action: Vec<&'a str>,
    match_method: Vec<Option<&'a str>>,
    driver_id: Vec<Option<&'a str>>,
    person_key: Vec<Option<Uuid>>,
    group_id: Vec<Option<i32>>,
    license_key: Vec<Option<&'a str>>,
    phone_key: Vec<Option<&'a str>>,
    reason: Vec<Option<&'a str>>,
}

impl<'a> Columns<'a> {
    fn of(rows: &'a [Registration]) -> Self {
        Self {
            registration_id: rows.iter().map(|row| row.id).collect(),
            action: rows.iter().map(|row| row.action.as_str()).collect(),
            match_method: rows.iter().map(|row| row.match_method.as_deref()).collect(),
            driver_id: rows.iter().map(|row| row.driver_id.as_deref()).collect(),
            person_key: rows.iter().map(|row| row.person_key).collect(),
            group_id: rows.iter().map(|row| row.group_id).collect(),
            license_key: rows.iter().map(|row| row.license_key.as_deref()).collect(),
            phone_key: rows.iter().map(|row| row.phone_key.as_deref()).collect(),
            reason: rows.iter().map(|row| row.reason.as_deref()).collect(),
        }
    }
}
