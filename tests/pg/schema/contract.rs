//! The columns of the contract, to the letter.

use std::collections::BTreeMap;

use scoutwatch::db::schema::contract;

use super::{base_tables, install_in, lines, run};
use crate::installed::{Contents, database_with};

/// The table of the data contract, section 3, as it stands there.
const CONTRACT: &str = "\
| `v_scout_attribution_raw` | person_key uuid, driver_id text, driver_license text, driver_phone text, scout_id int4, origin_tag text, acquisition_method text, source_table text, source_pk text, attribution_date date, created_at timestamptz, priority int4 |
| `v_scout_attribution` (one row a person) | person_key uuid, driver_id text, driver_license text, driver_phone text, scout_id int4, acquisition_method text, source_table text, source_pk text, attribution_date date, created_at timestamptz, priority int4 |
| `v_scout_attribution_conflicts` | person_key uuid, distinct_scout_count int8, scout_ids int4[], sources text[], origin_tags text[], first_event_date date, last_event_date date, total_sources int8 |
| `v_persons_without_scout_categorized` | person_key uuid, category text, category_label text, scout_id int4, source_tables varchar[], origin_tags text[], first_event_date date, last_event_date date, event_count int8 |
| `v_scout_attribution_metrics_snapshot` (one row) | total_persons int8, persons_with_scout_satisfactory int8, pct_scout_satisfactory numeric, persons_missing_scout int8, conflicts_count int8, backlog_a_events_without_scout int8, backlog_d_scout_in_events_not_in_ledger int8, backlog_c_legacy_no_events_no_ledger int8, last_job_status runstatus, last_job_ended_at timestamptz, last_job_started_at timestamptz, last_job_duration_seconds int4, last_job_summary json, last_job_error varchar, snapshot_timestamp timestamptz |
| `v_scout_attribution_metrics_daily` (a row a day) | metric_date date, total_persons int8, satisfactory_count int8, pct_satisfactory numeric, missing_count int8, by_source_scouting_daily int8, by_source_cabinet_leads int8, by_source_lead_ledger int8, computed_at timestamptz |
| `v_yango_collection_with_scout` | all 18 columns of the claims view in their order, then scout_id int4, scout_name text, scout_name_normalized text, scout_is_active bool, scout_quality_bucket text, is_scout_resolved bool, scout_source_table text, scout_attribution_date date, scout_priority int4 |
| `v_scout_payment_base` | person_key uuid, driver_id text, scout_id int4, origin_tag text, source_table text, source_pk text, attribution_date date, milestone_reached int4, milestone_date date, eligible_7d bool, amount_payable numeric(10,2), payment_status text, block_reason text |
| `v_cabinet_leads_missing_scout_alerts` | cabinet_lead_id int4, external_id varchar, lead_created_at timestamp, person_key uuid, potential_scout_id int4, has_scout_in_events bool |
| `v_dim_scouts` | scout_id int4, raw_name text, scout_name_normalized text, is_active bool, created_at timestamp, updated_at timestamp |
";

/// Where the contract says "all 18 columns of the claims view", these are meant.
const CLAIMS: &str = "driver_id varchar, person_key uuid, driver_name varchar, milestone_value int4, lead_date date, \
    expected_amount numeric, yango_due_date timestamp, days_overdue_yango int4, overdue_bucket_yango text, \
    yango_payment_status text, payment_key varchar, pay_date date, reason_code text, match_rule text, \
    match_confidence text, identity_status text, suggested_driver_id varchar, is_reconcilable_enriched bool";

/// The audit tables of the contract, section 3.
const AUDIT: [(&str, &str); 3] = [
    (
        "identity_links_backfill_audit",
        "source_table text, source_pk text, person_key uuid, driver_id text, match_method text, \
         match_confidence text, match_score int4, evidence_json jsonb, action_type text, error_message text, \
         backfill_timestamp timestamptz, ingestion_run_id int4, notes text",
    ),
    (
        "lead_ledger_scout_backfill_audit",
        "person_key uuid, old_attributed_scout_id int4, new_attributed_scout_id int4, attribution_rule_old text, \
         attribution_rule_new text, attribution_confidence_old text, attribution_confidence_new text, \
         attribution_source text, evidence_json_old jsonb, evidence_json_new jsonb, backfill_method text, \
         backfill_timestamp timestamptz, ingestion_run_id int4, notes text",
    ),
    (
        "lead_events_scout_backfill_audit",
        "source_table text, source_pk text, person_key uuid, old_scout_id int4, new_scout_id int4, \
         mapping_method text, mapping_confidence text, evidence_json jsonb, action_type text, error_message text, \
         backfill_timestamp timestamptz, ingestion_run_id int4, notes text",
    ),
];

/// Each view of the contract with its leading columns.
fn views() -> BTreeMap<&'static str, Vec<String>> {
    CONTRACT
        .lines()
        .map(|line| {
            let mut cells = line.trim_matches('|').split('|').map(str::trim);
            let name = cells.next().unwrap().split('`').nth(1).unwrap();
            let columns = cells.next().unwrap().replace(
                "all 18 columns of the claims view in their order, then",
                &format!("{CLAIMS},"),
            );
            (name, columns.split(", ").map(long).collect())
        })
        .collect()
}

/// A column with its type as the server writes it.
fn long(column: &str) -> String {
    let (name, short) = column.split_once(' ').unwrap();
    let (element, array) = short.strip_suffix("[]").map_or((short, ""), |element| (element, "[]"));
    let long = match element {
        "int4" => "integer",
        "int8" => "bigint",
        "bool" => "boolean",
        "varchar" => "character varying",
        "timestamptz" => "timestamp with time zone",
        "timestamp" => "timestamp without time zone",
        same => same,
    };
    format!("{name} {long}{array}")
}

async fn columns(client: &tokio_postgres::Client, relation: &str) -> Vec<String> {
    lines(
        client,
        &format!(
            "select attname || ' ' || format_type(atttypid, atttypmod) as described from pg_attribute
             where attrelid = 'ops.{relation}'::regclass and attnum > 0 and not attisdropped order by attnum"
        ),
    )
    .await
}

#[tokio::test]
async fn every_view_leads_with_the_columns_of_the_contract() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    assert_eq!(views().len(), 10);
    for (view, expected) in views() {
        let found = columns(&client, view).await;
        assert_eq!(found[..expected.len()], expected, "{view}");
    }
}

#[tokio::test]
async fn every_view_leads_with_the_columns_of_the_contract_without_any_optional_source() {
    let database = base_tables("contractabsent").await;
    let client = database.connect().await;
    run(
        &client,
        "drop view ops.v_yango_cabinet_claims_for_collection;
         drop table public.module_ct_scouting_daily, public.module_ct_migrations, public.module_ct_cabinet_leads,
             public.module_ct_scouts_list, public.drivers",
    )
    .await;
    install_in(&database).await.unwrap();
    for (view, expected) in views() {
        let found = columns(&client, view).await;
        assert_eq!(found[..expected.len()], expected, "{view}");
    }
}

#[tokio::test]
async fn what_the_program_expects_of_the_views_is_what_it_installs() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    for view in contract::VIEWS {
        let name = view.name.strip_prefix("ops.").unwrap();
        let expected: Vec<_> = view
            .columns()
            .iter()
            .map(|column| long(&format!("{} {}", column.name, column.type_name)))
            .collect();
        assert_eq!(columns(&client, name).await, expected, "{name}: src/db/schema/contract.rs");
        let leading: Vec<_> = view
            .leading()
            .iter()
            .map(|column| long(&format!("{} {}", column.name, column.type_name)))
            .collect();
        assert_eq!(leading, views()[name], "{name}");
    }
}

#[tokio::test]
async fn the_audit_tables_have_the_columns_of_the_contract() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    for (table, expected) in AUDIT {
        let expected: Vec<_> = expected.split(", ").map(long).collect();
        let mut found = columns(&client, table).await;
        assert_eq!(found.remove(0), "id bigint");
        assert_eq!(found, expected, "{table}");
        let known =
            contract::AUDIT_TABLES.iter().find(|known| known.name == format!("ops.{table}"));
        let known: Vec<_> = known
            .unwrap()
            .columns()
            .iter()
            .map(|column| long(&format!("{} {}", column.name, column.type_name)))
            .collect();
        assert_eq!(known, expected, "{table}");
    }
}
