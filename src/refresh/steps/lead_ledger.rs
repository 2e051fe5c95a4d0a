//! Step 3: ledger rows get the one scout that the events name and that nothing contradicts.

use std::collections::HashSet;

use tokio_postgres::Row;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::db::decode::RowExt as _;
use crate::db::sql::{Sql, sql};
use crate::model::{Failure, FailureKind, StepName};
use crate::refresh::batches::{Change, Counts, all_audited};
use crate::refresh::observer::Observer;
use crate::refresh::session::JobSession;
use crate::refresh::settings::JobSettings;

const CAN_REREAD_LINKS: Sql<'static> = sql!("refresh/can_reread_links.sql");
const RECHECK: Sql<'static> = sql!("refresh/recheck_lead_ledger.sql");
const LOCK: Sql<'static> = sql!("refresh/lock_lead_ledger.sql");
const APPLY: Sql<'static> = sql!("refresh/lead_ledger.sql");
const CREATE: Sql<'static> = sql!("refresh/create_lead_ledger.sql");

/// How many persons are looked at again in one reading of all links.
const SIFTED_ROWS: usize = 20_000;
/// The priority of the last evidence there is, and of events.
const ALL_EVIDENCE: i32 = 4;
const EVENTS: i32 = 2;

/// The step.
pub(in crate::refresh) struct LeadLedger {
    create_missing: bool,
    /// A person's links are found quickly, so that every batch can read all evidence under its locks.
    can_reread_links: bool,
}

impl LeadLedger {
    /// Prepares the step for this database.
    pub(in crate::refresh) async fn prepare<O: Observer>(
        job: &mut JobSession<'_, O>,
        settings: &JobSettings,
    ) -> Result<Self, Failure> {
        let limit = [(&settings.reread_links_up_to as _, Type::INT8)];
        let can_reread_links = job.ask(CAN_REREAD_LINKS, &limit, "is_cheap").await?;
        Ok(Self { create_missing: settings.create_missing_ledger_rows, can_reread_links })
    }

    /// Whether the person's ledger row is to be changed or created.
    fn is_changed(&self, person: &Person) -> bool {
        match person.action {
            Action::Update => true,
            Action::Create => self.create_missing,
            Action::Conflict | Action::DecidedConflict => false,
        }
    }
}

/// A person whose events name a scout that the ledger does not have.
#[derive(Clone, Copy, Debug)]
pub(in crate::refresh) struct Person {
    key: Uuid,
    action: Action,
}

/// What is to be done about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    /// The ledger row gets the scout.
    Update,
    /// There is no ledger row.
    Create,
    /// Evidence names several scouts.
    Conflict,
    /// The ledger row says conflict.
    DecidedConflict,
}

impl Action {
    fn from_label(label: &str) -> Result<Self, Failure> {
        match label {
            "UPDATE" => Ok(Self::Update),
            "CREATE" => Ok(Self::Create),
            "CONFLICT" => Ok(Self::Conflict),
            "DECIDED_CONFLICT" => Ok(Self::DecidedConflict),
            _ => Err(Failure::new(
                FailureKind::Shape,
                "ops.v_scout_attribution_ledger_candidates says what this program does not know",
            )),
        }
    }
}

impl Change for LeadLedger {
    const STEP: StepName = StepName::LeadLedger;
    const LIST: Sql<'static> = sql!("refresh/list_lead_ledger.sql");
    type Listed = Person;

    fn read(row: &Row) -> Result<Person, Failure> {
        Ok(Person {
            key: row.read("person_key")?,
            action: Action::from_label(row.read("action")?)?,
        })
    }

    fn fetch_rows(&self, rows: usize) -> usize {
        if self.can_reread_links { rows } else { rows.max(SIFTED_ROWS) }
    }

    async fn sift<O: Observer>(
        &self,
        job: &mut JobSession<'_, O>,
        rows: Vec<Person>,
    ) -> Result<Vec<Person>, Failure> {
        let keys: Vec<Uuid> =
            rows.iter().filter(|person| self.is_changed(person)).map(|person| person.key).collect();
        if self.can_reread_links || keys.is_empty() {
            return Ok(rows);
        }
        let still: HashSet<Uuid> = job
            .query(RECHECK, &[(&keys, Type::UUID_ARRAY)])
            .await?
            .iter()
            .map(|row| row.read("person_key"))
            .collect::<Result<_, _>>()?;
        Ok(rows
            .into_iter()
            .filter(|person| !self.is_changed(person) || still.contains(&person.key))
            .collect())
    }

    async fn change<O: Observer>(
        &self,
        job: &mut JobSession<'_, O>,
        run_id: i32,
        rows: &[Person],
    ) -> Result<Counts, Failure> {
        let with = |action| {
            let left = rows.iter().filter(|person| person.action == action);
            i64::try_from(left.count()).unwrap_or(i64::MAX)
        };
        let mut counts = Counts {
            ambiguous: with(Action::Conflict),
            rejected: with(Action::DecidedConflict),
            missing: with(Action::Create),
            ..Counts::default()
        };
        let keys_of = |action| -> Vec<Uuid> {
            rows.iter().filter(|person| person.action == action).map(|person| person.key).collect()
        };
        let undecided = keys_of(Action::Update);
        if !undecided.is_empty() {
            job.query(LOCK, &[(&undecided, Type::UUID_ARRAY)]).await?;
            self.apply(job, APPLY, run_id, &undecided, &mut counts).await?;
        }
        let absent = if self.create_missing { keys_of(Action::Create) } else { Vec::new() };
        if !absent.is_empty() {
            self.apply(job, CREATE, run_id, &absent, &mut counts).await?;
        }
        Ok(counts)
    }
}

impl LeadLedger {
    /// Changes or creates the ledger rows of persons.
    async fn apply<O: Observer>(
        &self,
        job: &mut JobSession<'_, O>,
        sql: Sql<'_>,
        run_id: i32,
        keys: &Vec<Uuid>,
        counts: &mut Counts,
    ) -> Result<(), Failure> {
        let last_priority = if self.can_reread_links { ALL_EVIDENCE } else { EVENTS };
        let parameters = [
            (keys as _, Type::UUID_ARRAY),
            (&run_id as _, Type::INT4),
            (&last_priority as _, Type::INT4),
        ];
        let done = job.query_one(sql, &parameters).await?;
        let changed: i64 = done.read("changed")?;
        all_audited(changed, done.read("audited")?, "ledger rows")?;
        counts.changed += changed;
        counts.overtaken += done.read::<i64>("overtaken")?;
        Ok(())
    }
}
