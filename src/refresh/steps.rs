//! The steps, one a file.

pub(super) mod identity_links;
pub(super) mod lead_events;
pub(super) mod lead_ledger;
pub(super) mod snapshot;
pub(super) mod verify;
