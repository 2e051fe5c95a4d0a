//! What a run has to know beyond the database.

use std::time::Duration;

/// What a run has to know beyond the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobSettings {
    /// The name of this machine, for people who ask who runs the job.
    pub host: String,
    /// The number of this process, for the same.
    pub process: u32,
    /// How a cabinet lead names its scout; `None` leaves the step `lead_events` out.
    pub lead_mapping: Option<LeadMapping>,
    /// Whether persons whose events name exactly one scout, and who have no ledger row, get one.
    pub create_missing_ledger_rows: bool,
    /// How many rows the first transaction of a step changes; later ones follow the time that one takes.
    pub batch_rows: u32,
    /// Whether the job may run as a superuser.
    pub allow_superuser: bool,
    /// Whether people may record who brought a person in.
    pub allow_decisions: bool,
    /// The longest time for one statement that reads everything.
    pub statement_limit: Duration,
    /// How large `canon.identity_links` may be, in bytes, for a batch to read all of it again under its locks where
    /// no index leads from a person to its links. Where it is larger, links are read again for many batches at
    /// once: what is linked in the second between is found by the checks, and not by the batch.
    pub reread_links_up_to: i64,
}

impl Default for JobSettings {
    fn default() -> Self {
        Self {
            host: String::new(),
            process: 0,
            lead_mapping: None,
            create_missing_ledger_rows: false,
            batch_rows: 2_000,
            allow_superuser: false,
            allow_decisions: false,
            statement_limit: Duration::from_secs(600),
            // Two million links, which take about a quarter of a second.
            reread_links_up_to: 256 << 20,
        }
    }
}

/// How a cabinet lead names its scout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadMapping {
    /// The column of `public.module_ct_cabinet_leads`.
    pub lead_column: String,
    /// The column of `public.module_ct_scouts_list` that holds the same value.
    pub scouts_column: String,
}
