//! The views that people query by hand and that CT4 databases hold in older forms: their columns, in order.
//!
//! The leading columns are fixed for good. A view of the same name that is there already must have some of
//! these columns, from the first on and in this order, and no others: then `create or replace` keeps its
//! grants and breaks nothing that depends on it. Ours can only grow at the end.

/// A view of the contract and its columns.
#[derive(Clone, Copy, Debug)]
pub struct ContractView {
    /// The name, with its schema.
    pub name: &'static str,
    /// The leading columns as `name type, …`; types by their short names, as the contract writes them.
    leading: &'static str,
    /// Our own columns behind them, in the same form.
    own: &'static str,
}

/// A column as the contract, or the catalog, has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name.
    pub name: String,
    /// The short name of the type, with its modifier: `int8`, `text[]`, `numeric(10,2)`.
    pub type_name: String,
}

impl ContractView {
    /// The columns that every version has.
    pub fn leading(&self) -> Vec<Column> {
        parse(self.leading)
    }

    /// All columns of this version.
    pub fn columns(&self) -> Vec<Column> {
        let mut columns = self.leading();
        columns.extend(parse(self.own));
        columns
    }
}

/// An audit table and its columns but `id`, whose type is whatever CT4 gave it.
#[derive(Clone, Copy, Debug)]
pub struct AuditTable {
    /// The name, with its schema.
    pub name: &'static str,
    columns: &'static str,
}

impl AuditTable {
    /// The columns that it must have, in any order.
    pub fn columns(&self) -> Vec<Column> {
        parse(self.columns)
    }
}

/// The columns of a list.
fn parse(list: &str) -> Vec<Column> {
    list.split(", ")
        .filter_map(|column| column.split_once(' '))
        .map(|(name, type_name)| Column { name: name.to_owned(), type_name: type_name.to_owned() })
        .collect()
}

/// The view that shows the columns of CT4's claims view and then its own.
pub(super) const COLLECTION: &str = "ops.v_yango_collection_with_scout";
/// CT4's claims view.
pub(super) const CLAIMS: &str = "ops.v_yango_cabinet_claims_for_collection";
/// How many columns of [`CLAIMS`] lead [`COLLECTION`].
pub(super) const CLAIMS_COLUMNS: usize = 18;

/// Every view of the contract.
pub const VIEWS: [ContractView; 10] = [
    ContractView {
        name: "ops.v_scout_attribution_raw",
        leading: "person_key uuid, driver_id text, driver_license text, driver_phone text, \
            scout_id int4, origin_tag text, acquisition_method text, source_table text, \
            source_pk text, attribution_date date, created_at timestamptz, priority int4",
        own: "link_match_rule text, link_match_score int4",
    },
    ContractView {
        name: "ops.v_scout_attribution",
        leading: "person_key uuid, driver_id text, driver_license text, driver_phone text, \
            scout_id int4, acquisition_method text, source_table text, source_pk text, \
            attribution_date date, created_at timestamptz, priority int4",
        own: "origin_tag text",
    },
    ContractView {
        name: "ops.v_scout_attribution_conflicts",
        leading: "person_key uuid, distinct_scout_count int8, scout_ids int4[], sources text[], \
            origin_tags text[], first_event_date date, last_event_date date, total_sources int8",
        own: "kind text, ledger_scout_id int4, \
            person_created_at timestamptz, primary_full_name text",
    },
    ContractView {
        name: "ops.v_persons_without_scout_categorized",
        leading: "person_key uuid, category text, category_label text, scout_id int4, \
            source_tables varchar[], origin_tags text[], first_event_date date, \
            last_event_date date, event_count int8",
        own: "events_with_scout int8, distinct_scouts int8, in_conflict bool, \
            person_created_at timestamptz, primary_full_name text",
    },
    ContractView {
        name: "ops.v_scout_attribution_metrics_snapshot",
        leading: "total_persons int8, persons_with_scout_satisfactory int8, \
            pct_scout_satisfactory numeric, persons_missing_scout int8, conflicts_count int8, \
            backlog_a_events_without_scout int8, backlog_d_scout_in_events_not_in_ledger int8, \
            backlog_c_legacy_no_events_no_ledger int8, last_job_status runstatus, \
            last_job_ended_at timestamptz, last_job_started_at timestamptz, \
            last_job_duration_seconds int4, last_job_summary json, last_job_error varchar, \
            snapshot_timestamp timestamptz",
        own: "backlog_b_ledger_without_scout int8, backlog_e_scout_in_source_only int8, \
            conflicts_contradicting_ledger int8, malformed_scout_values int8, \
            data_as_of timestamptz, mode text, backlog_a_oldest timestamptz, \
            backlog_b_oldest timestamptz, backlog_c_oldest timestamptz, \
            backlog_d_oldest timestamptz, backlog_e_oldest timestamptz, last_job_id int4, \
            last_job_has_living_runner bool, business_day date, newest_conflicts uuid[], \
            by_source_scouting_daily int8, by_source_cabinet_leads int8",
    },
    ContractView {
        name: "ops.v_scout_attribution_metrics_daily",
        leading: "metric_date date, total_persons int8, satisfactory_count int8, \
            pct_satisfactory numeric, missing_count int8, by_source_scouting_daily int8, \
            by_source_cabinet_leads int8, by_source_lead_ledger int8, computed_at timestamptz",
        own: "is_final bool, is_reconstructed bool, backlog_a int8, backlog_b int8, \
            backlog_c int8, backlog_d int8, backlog_e int8, conflicts_open int8, \
            conflicts_contradicting int8",
    },
    ContractView {
        name: COLLECTION,
        leading: "driver_id varchar, person_key uuid, driver_name varchar, milestone_value int4, \
            lead_date date, expected_amount numeric, yango_due_date timestamp, \
            days_overdue_yango int4, overdue_bucket_yango text, yango_payment_status text, \
            payment_key varchar, pay_date date, reason_code text, match_rule text, \
            match_confidence text, identity_status text, suggested_driver_id varchar, \
            is_reconcilable_enriched bool, scout_id int4, scout_name text, \
            scout_name_normalized text, scout_is_active bool, scout_quality_bucket text, \
            is_scout_resolved bool, scout_source_table text, scout_attribution_date date, \
            scout_priority int4",
        own: "attributed_person_key uuid, in_conflict bool",
    },
    ContractView {
        name: "ops.v_scout_payment_base",
        leading: "person_key uuid, driver_id text, scout_id int4, origin_tag text, \
            source_table text, source_pk text, attribution_date date, milestone_reached int4, \
            milestone_date date, eligible_7d bool, amount_payable numeric(10,2), \
            payment_status text, block_reason text",
        own: "",
    },
    ContractView {
        name: "ops.v_cabinet_leads_missing_scout_alerts",
        leading: "cabinet_lead_id int4, external_id varchar, lead_created_at timestamp, \
            person_key uuid, potential_scout_id int4, has_scout_in_events bool",
        own: "category text, in_conflict bool",
    },
    ContractView {
        name: "ops.v_dim_scouts",
        leading: "scout_id int4, raw_name text, scout_name_normalized text, is_active bool, \
            created_at timestamp, updated_at timestamp",
        own: "",
    },
];

/// The audit tables of the refresh job.
pub const AUDIT_TABLES: [AuditTable; 3] = [
    AuditTable {
        name: "ops.identity_links_backfill_audit",
        columns: "source_table text, source_pk text, person_key uuid, driver_id text, \
            match_method text, match_confidence text, match_score int4, evidence_json jsonb, \
            action_type text, error_message text, backfill_timestamp timestamptz, \
            ingestion_run_id int4, notes text",
    },
    AuditTable {
        name: "ops.lead_ledger_scout_backfill_audit",
        columns: "person_key uuid, old_attributed_scout_id int4, new_attributed_scout_id int4, \
            attribution_rule_old text, attribution_rule_new text, \
            attribution_confidence_old text, attribution_confidence_new text, \
            attribution_source text, evidence_json_old jsonb, evidence_json_new jsonb, \
            backfill_method text, backfill_timestamp timestamptz, ingestion_run_id int4, \
            notes text",
    },
    AuditTable {
        name: "ops.lead_events_scout_backfill_audit",
        columns: "source_table text, source_pk text, person_key uuid, old_scout_id int4, \
            new_scout_id int4, mapping_method text, mapping_confidence text, \
            evidence_json jsonb, action_type text, error_message text, \
            backfill_timestamp timestamptz, ingestion_run_id int4, notes text",
    },
];
