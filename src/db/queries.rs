//! What is read from the database: one function a statement of `sql/queries`, from rows to model types.
//!
//! Every read runs unnamed inside a [`ReadTransaction`], so that it works behind a pooler in transaction
//! mode and outlives a view that is replaced between two polls. Enums come as text, texts come cleaned.
//!
//! # One text for two generations of views
//!
//! The same statements read our views and CT4's older ones of the same names, which lack our extra columns.
//! They do it by the scope of names:
//!
//! ```sql
//! select conflict.person_key, conflict.kind
//! from (select null::text as kind) as absent
//! cross join lateral (select person_key, kind from ops.v_scout_attribution_conflicts) as conflict
//! ```
//!
//! Inside the lateral subquery `kind` stands without a table. SQL looks for it in the innermost scope first:
//! the view, where the view has it. Where it has not, the next scope around it has `absent.kind`, a null. The
//! planner pulls both subqueries up, so that nothing is left of them in the plan. A misspelt name would
//! silently be a null as well; tests hold that our views fill every such column.

mod absent;
mod alerts;
mod backlog;
mod claims;
mod conflicts;
pub mod doctor;
mod filter;
mod identity;
mod liquidation;
mod metrics;
mod overview;
mod page;
mod person;
pub mod printed;
mod runs;
mod sources;
mod value;

use crate::db::pool::ReadTransaction;
use crate::model::{Answer, Ask, Failure, List};

pub use absent::{Absent, absent};
pub use conflicts::newest_conflicts;
pub use identity::identity;
pub use metrics::{Measured, daily, daily_until_today, metrics};
pub use overview::{Overview, RUNS, overview};
pub use page::MAX_PAGE;
pub use person::person;
pub use runs::{newest_refresh, newest_runs};
pub use sources::sources;

/// Answers a question.
///
/// # Errors
/// What the server or the driver says, or that a view is not as the contract has it.
pub async fn answer(transaction: &mut ReadTransaction, ask: &Ask) -> Result<Answer, Failure> {
    let (list, request) = match ask {
        Ask::Person(key) => {
            return Ok(Answer::Person(person(transaction, *key).await?.map(Box::new)));
        }
        Ask::Page(list, request) => (list, request),
    };
    Ok(match list {
        List::Backlog(category) => {
            Answer::Backlog(backlog::page(transaction, *category, request).await?)
        }
        List::Conflicts(kind) => {
            Answer::Conflicts(conflicts::page(transaction, *kind, request).await?)
        }
        List::Collection(filter) => {
            let (page, totals) = claims::page(transaction, *filter, request).await?;
            Answer::Collection(page, totals)
        }
        List::Liquidation(filter) => {
            let (page, totals) = liquidation::page(transaction, *filter, request).await?;
            Answer::Liquidation(page, totals)
        }
        List::Alerts => Answer::Alerts(alerts::page(transaction, request).await?),
        List::Runs => Answer::Runs(runs::page(transaction, request).await?),
    })
}
