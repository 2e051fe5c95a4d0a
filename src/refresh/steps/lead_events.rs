//! Step 2: events get the scout of their cabinet lead, where a mapping is configured.

use tokio_postgres::Row;
use tokio_postgres::types::Type;

use crate::db::decode::RowExt as _;
use crate::db::sql::{Sql, sql};
use crate::model::{Failure, StepName};
use crate::refresh::batches::{Change, Counts, all_audited};
use crate::refresh::observer::Observer;
use crate::refresh::session::JobSession;

const LOCK: Sql<'static> = sql!("refresh/lock_lead_events.sql");
const APPLY: Sql<'static> = sql!("refresh/lead_events.sql");

/// The step.
pub(in crate::refresh) struct LeadEvents<'a> {
    /// The column of the cabinet lead that points at a scout.
    pub(in crate::refresh) lead_column: &'a str,
}

/// An event and what is to be done about it.
#[derive(Clone, Debug)]
pub(in crate::refresh) struct Event {
    id: i32,
    scout_id: Option<i32>,
    mapped_value: String,
    action: String,
}

impl Change for LeadEvents<'_> {
    const STEP: StepName = StepName::LeadEvents;
    const LIST: Sql<'static> = sql!("refresh/list_lead_events.sql");
    type Listed = Event;

    fn read(row: &Row) -> Result<Event, Failure> {
        Ok(Event {
            id: row.read("event_id")?,
            scout_id: row.read_optional("scout_id")?,
            mapped_value: row.read("mapped_value")?,
            action: row.read("action")?,
        })
    }

    fn fetch_rows(&self, rows: usize) -> usize {
        rows
    }

    async fn sift<O: Observer>(
        &self,
        _job: &mut JobSession<'_, O>,
        rows: Vec<Event>,
    ) -> Result<Vec<Event>, Failure> {
        Ok(rows)
    }

    async fn change<O: Observer>(
        &self,
        job: &mut JobSession<'_, O>,
        run_id: i32,
        rows: &[Event],
    ) -> Result<Counts, Failure> {
        let event_ids: Vec<i32> = rows.iter().map(|row| row.id).collect();
        let scout_ids: Vec<Option<i32>> = rows.iter().map(|row| row.scout_id).collect();
        let values: Vec<&str> = rows.iter().map(|row| row.mapped_value.as_str()).collect();
        let actions: Vec<&str> = rows.iter().map(|row| row.action.as_str()).collect();
        job.query(LOCK, &[(&event_ids, Type::INT4_ARRAY)]).await?;
        let parameters = [
            (&event_ids as _, Type::INT4_ARRAY),
            (&scout_ids as _, Type::INT4_ARRAY),
            (&values as _, Type::TEXT_ARRAY),
            (&actions as _, Type::TEXT_ARRAY),
            (&run_id as _, Type::INT4),
            (&self.lead_column as _, Type::TEXT),
        ];
        let done = job.query_one(APPLY, &parameters).await?;
        let changed: i64 = done.read("changed")?;
        all_audited(changed, done.read("audited")?, "events")?;
        Ok(Counts {
            changed,
            ambiguous: done.read("ambiguous")?,
            rejected: done.read("unmapped")?,
            overtaken: done.read("overtaken")?,
            ..Counts::default()
        })
    }
}
