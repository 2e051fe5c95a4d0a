//! The views and tables of scoutwatch in a database: installing them, saying what is there, and giving rights.
//!
//! Everything here is a file of `sql/`; `files` is the one table of them, in the order in which they are applied.
//! `inventory` reads what a database has, by the catalog alone. [`install()`] compares the two, refuses what
//! cannot work before it changes anything, and applies the files in one transaction.
//!
//! A session of its own carries the work, but nothing is kept beyond the transaction, so a pooler in
//! transaction mode may stand between. Callers: the commands `schema` and `demo`, and the tests.

mod checks;
pub mod contract;
mod drift;
mod error;
mod files;
mod grant;
mod install;
mod inventory;
mod plan;
mod report;
mod script;
mod status;

pub use error::{Incompatibility, Owned, SchemaError};
pub use grant::{GrantReport, Right, grant};
pub use install::{InstallOptions, install};
pub use report::{Change, InstallReport, ObjectKind, Outcome, REFRESH_LABEL};
pub use script::{Script, script_for, script_for_new};
pub use status::{ItemKind, ItemState, SchemaStatus, StatusItem, status};
