//! Every file that an installation applies, in order: the one place that names them.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::db::sql::{Sql, sql};

/// The time zone that stands in the files where the business's zone belongs.
pub(super) const ZONE_PLACEHOLDER: &str = "America/Lima";

/// Opens the transaction.
pub(super) const BEGIN: Sql<'static> = sql!("schema/begin.sql");
/// Takes the lock of the installation, or fails: for scripts.
pub(super) const LOCK: Sql<'static> = sql!("schema/lock.sql");
/// Takes the lock of the installation, or says that somebody has it.
pub(super) const TRY_LOCK: Sql<'static> = sql!("schema/try_lock.sql");
/// Ends the transaction.
pub(super) const COMMIT: Sql<'static> = sql!("session/commit.sql");
/// Gives the transaction up.
pub(super) const ROLLBACK: Sql<'static> = sql!("session/rollback.sql");

/// Remembers which numbered files were applied.
pub(super) const VERSIONS: Sql<'static> = sql!("schema/versions.sql");
/// Notes a numbered file.
pub(super) const RECORD_VERSION: Sql<'static> = sql!("schema/record_version.sql");

/// Keeps what an installation has left.
pub(super) const RECORD_DEFINITIONS: Sql<'static> = sql!("schema/record_definitions.sql");

/// Teaches the enum of job types the refresh job; before the transaction.
pub(super) const ADD_JOB_TYPE: Sql<'static> = sql!("schema/add_job_type.sql");

/// Functions, replaced at every installation.
pub(super) const FUNCTIONS: [Sql<'static>; 3] = [
    sql!("schema/business_day.sql"),
    sql!("schema/payload_scout.sql"),
    sql!("schema/identity_keys.sql"),
];

/// A file that is applied once in the life of a database, and never changed after a release.
#[derive(Clone, Copy, Debug)]
pub(super) struct Migration {
    /// Its number; they are applied in this order.
    pub(super) version: i32,
    /// The rest of its name: letters, digits and underscores.
    pub(super) name: &'static str,
    /// The file.
    pub(super) sql: Sql<'static>,
    /// What is applied once, right after it.
    pub(super) followed_by: Option<Sql<'static>>,
}

impl Migration {
    /// The checksum of the file.
    pub(super) fn sha256(&self) -> String {
        sha256(self.sql.text)
    }
}

/// The checksum of a text in hexadecimal, whatever the line ends of the checkout are.
pub(super) fn sha256(text: &str) -> String {
    let mut hexadecimal = String::with_capacity(64);
    for byte in Sha256::digest(text.replace("\r\n", "\n")) {
        let _ = write!(hexadecimal, "{byte:02x}");
    }
    hexadecimal
}

/// The numbered files.
pub(super) const MIGRATIONS: [Migration; 3] = [
    Migration {
        version: 1,
        name: "audit_tables",
        sql: sql!("schema/V0001__audit_tables.sql"),
        followed_by: None,
    },
    Migration {
        version: 2,
        name: "daily_history",
        sql: sql!("schema/V0002__daily_history.sql"),
        followed_by: Some(sql!("schema/reconstruct_history.sql")),
    },
    Migration {
        version: 3,
        name: "refresh_runs",
        sql: sql!("schema/V0003__refresh_runs.sql"),
        followed_by: None,
    },
];

/// A source that a database may lack, and the view through which ours read it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source {
    /// The source, with its schema.
    pub(super) relation: &'static str,
    /// The view that stands between, with its schema.
    pub(super) adapter: &'static str,
    /// The adapter where the source is there.
    pub(super) present: Sql<'static>,
    /// The adapter where it is not.
    pub(super) absent: Sql<'static>,
}

/// A [`Source`] with both variants of its adapter.
macro_rules! source {
    ($relation:literal, $adapter:literal, $file:literal) => {
        Source {
            relation: $relation,
            adapter: $adapter,
            present: sql!("sources/", $file, ".sql"),
            absent: sql!("sources/", $file, ".absent.sql"),
        }
    };
}

/// The optional sources.
pub(super) const SOURCES: [Source; 7] = [
    source!("public.drivers", "ops.v_scoutwatch_source_drivers", "drivers"),
    source!("canon.drivers_index", "ops.v_scoutwatch_source_drivers_index", "drivers_index"),
    source!(
        "public.module_ct_cabinet_leads",
        "ops.v_scoutwatch_source_cabinet_leads",
        "module_ct_cabinet_leads"
    ),
    source!(
        "public.module_ct_migrations",
        "ops.v_scoutwatch_source_migrations",
        "module_ct_migrations"
    ),
    source!(
        "public.module_ct_scouting_daily",
        "ops.v_scoutwatch_source_scouting_daily",
        "module_ct_scouting_daily"
    ),
    source!(
        "public.module_ct_scouts_list",
        "ops.v_scoutwatch_source_scouts_list",
        "module_ct_scouts_list"
    ),
    source!(
        "ops.v_yango_cabinet_claims_for_collection",
        "ops.v_scoutwatch_source_claims",
        "v_yango_cabinet_claims_for_collection"
    ),
];

/// A view of ours.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    /// Its name, with its schema.
    pub(super) name: &'static str,
    /// The file that makes it.
    pub(super) sql: Sql<'static>,
}

/// A [`View`] whose file is called like it.
macro_rules! view {
    ($name:literal) => {
        View { name: concat!("ops.", $name), sql: sql!("views/", $name, ".sql") }
    };
}

/// The views, each after those that it reads.
pub(super) const VIEWS: [View; 18] = [
    view!("v_dim_scouts"),
    view!("v_scout_attribution_raw"),
    view!("v_scout_attribution"),
    view!("v_scout_attribution_person_facts"),
    view!("v_scout_attribution_conflicts"),
    view!("v_scout_attribution_figures"),
    view!("v_scout_attribution_metrics_snapshot"),
    view!("v_scout_attribution_metrics_daily"),
    view!("v_persons_without_scout_categorized"),
    view!("v_yango_collection_with_scout"),
    view!("v_scout_payment_base"),
    view!("v_cabinet_leads_missing_scout_alerts"),
    view!("v_scout_attribution_person"),
    view!("v_scout_attribution_runs"),
    view!("v_scout_attribution_sources"),
    view!("v_scout_attribution_link_candidates"),
    view!("v_scout_attribution_event_candidates"),
    view!("v_scout_attribution_ledger_candidates"),
];

/// What ends an installation: what each column means, rights of other owners, and the proof that every view can be read.
pub(super) const CLOSING: [Sql<'static>; 3] =
    [sql!("schema/comments.sql"), sql!("schema/grant_owners.sql"), sql!("schema/probe_views.sql")];

/// CT4's tables without which nothing can be installed.
pub(super) const REQUIRED: [&str; 5] = [
    "canon.identity_registry",
    "canon.identity_links",
    "observational.lead_events",
    "observational.lead_ledger",
    "ops.ingestion_runs",
];

/// The tables that installations leave behind.
pub(super) const TABLES: [&str; 6] = [
    VERSIONS_TABLE,
    "ops.identity_links_backfill_audit",
    "ops.lead_ledger_scout_backfill_audit",
    "ops.lead_events_scout_backfill_audit",
    "ops.scout_attribution_daily_history",
    "ops.scoutwatch_runs",
];

/// The table of the numbered files.
pub(super) const VERSIONS_TABLE: &str = "ops.scoutwatch_schema_versions";

/// The functions that installations leave behind.
pub(super) const FUNCTION_NAMES: [&str; 10] = [
    "ops.scoutwatch_business_day",
    "ops.scoutwatch_event_scout",
    "ops.scoutwatch_keep_closed_day",
    "ops.scoutwatch_license_key",
    "ops.scoutwatch_payload_scout",
    "ops.scoutwatch_payload_scout_is_malformed",
    "ops.scoutwatch_phone_key",
    "ops.scoutwatch_plain_integer",
    "ops.scoutwatch_refuse_change",
    "ops.scoutwatch_row_id",
];

/// The names of every table and view of ours, adapters among them.
pub(super) fn our_relations() -> Vec<&'static str> {
    let adapters = SOURCES.iter().map(|source| source.adapter);
    TABLES.into_iter().chain(adapters).chain(VIEWS.iter().map(|view| view.name)).collect()
}
