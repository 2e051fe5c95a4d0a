//! Lists: totals, filters, orders, pages.

use std::collections::BTreeSet;

use scoutwatch::db::schema::contract::{ContractView, VIEWS};
use serde_json::Value;

use super::number;
use crate::binary::{document, records, run, scoutwatch, written};
use crate::contract_json as contract;
use crate::installed::{Contents, database_with};

/// Rows of the whole list.
fn total(url: &str, arguments: &[&str]) -> i64 {
    number(&document(url, &[&["show"], arguments].concat()), "pagination.total")
}

#[tokio::test]
async fn every_list_has_the_fields_of_the_contract_and_the_columns_of_its_view() {
    let url = database_with(Contents::Demo).await.url;
    for (subject, rows, fields, view) in [
        ("backlog", "backlog", Some(contract::BACKLOG), "v_persons_without_scout_categorized"),
        ("conflicts", "conflicts", Some(contract::CONFLICTS), "v_scout_attribution_conflicts"),
        ("jobs", "runs", Some(contract::JOBS), ""),
        ("collection", "items", Some(contract::COLLECTION), "v_yango_collection_with_scout"),
        ("liquidation", "items", Some(contract::LIQUIDATION), "v_scout_payment_base"),
        ("alerts", "alerts", None, "v_cabinet_leads_missing_scout_alerts"),
    ] {
        let listed = document(&url, &["show", subject, "--limit", "100000"]);
        if let Some(fields) = fields {
            contract::assert_has(&listed, fields);
        }
        let length = listed[rows].as_array().unwrap().len();
        assert!(length > 0, "{subject}");
        let (header, records) = records(&url, &["show", subject, "--limit", "100000"]);
        assert_eq!(records.len(), length, "{subject}");
        let view = VIEWS.iter().find(|known| known.name == format!("ops.{view}"));
        for column in view.map(ContractView::leading).unwrap_or_default() {
            // The row behind a liquidation is found with `show person`.
            if column.name == "source_pk" {
                continue;
            }
            assert!(header.contains(&column.name), "{subject}: {} of {header:?}", column.name);
        }
        let table = written(&url, &["show", subject, "--limit", "100000"]);
        assert!(table.lines().count() > length, "{subject}");
    }
}

#[tokio::test]
async fn the_backlog_is_a_partition_of_the_missing() {
    let url = database_with(Contents::Demo).await.url;
    let mut sum = 0;
    for (letter, expected) in [("A", 193), ("B", 2), ("C", 1308), ("D", 168), ("E", 5)] {
        let found = total(&url, &["backlog", "--category", letter]);
        assert_eq!(found, expected, "{letter}");
        sum += found;
    }
    assert_eq!(total(&url, &["backlog"]), sum);
    assert_eq!(sum, 1676);
}

#[tokio::test]
async fn conflicts_are_told_apart_by_kind() {
    let url = database_with(Contents::Demo).await.url;
    assert_eq!(total(&url, &["conflicts"]), 8);
    assert_eq!(total(&url, &["conflicts", "--kind", "open"]), 5);
    let listed = document(&url, &["show", "conflicts", "--kind", "contradicts_ledger"]);
    let kinds: Vec<_> =
        listed["conflicts"].as_array().unwrap().iter().map(|row| &row["kind"]).collect();
    assert_eq!(kinds, ["CONTRADICTS_LEDGER"; 3]);
}

#[tokio::test]
async fn claims_are_filtered_and_their_sums_follow() {
    let url = database_with(Contents::Demo).await.url;
    let all = document(&url, &["show", "collection"]);
    assert_eq!(number(&all, "totals.claims"), 417);
    assert_eq!(number(&all, "totals.with_scout"), 363);
    assert_eq!(all["totals"]["pct_with_scout"].to_string(), "87.05");
    assert_eq!(total(&url, &["collection", "--missing-only"]), 54);
    let paid: i64 = ["UNPAID", "PAID", "PAID_MISAPPLIED"]
        .iter()
        .map(|status| total(&url, &["collection", "--payment-status", status]))
        .sum();
    assert_eq!(paid, 417);
    let in_conflict =
        document(&url, &["show", "collection", "--conflicts-only", "--limit", "1000"]);
    let items = in_conflict["items"].as_array().unwrap();
    assert!(!items.is_empty() && items.iter().all(|item| item["in_conflict"] == true));
    let of_scout = document(&url, &["show", "collection", "--scout", "7", "--limit", "1000"]);
    let items = of_scout["items"].as_array().unwrap();
    assert!(!items.is_empty() && items.iter().all(|item| item["scout_id"] == 7));
    assert_eq!(number(&of_scout, "totals.claims"), i64::try_from(items.len()).unwrap());
}

#[tokio::test]
async fn the_liquidation_base_is_pending_or_blocked() {
    let url = database_with(Contents::Demo).await.url;
    let all = document(&url, &["show", "liquidation"]);
    let pending = total(&url, &["liquidation", "--payment-status", "pending"]);
    let blocked = document(&url, &["show", "liquidation", "--payment-status", "blocked"]);
    assert_eq!(pending, number(&all, "totals.pending"));
    assert_eq!(pending + number(&blocked, "pagination.total"), number(&all, "totals.rows"));
    let items = blocked["items"].as_array().unwrap();
    assert!(!items.is_empty() && items.iter().all(|item| item["block_reason"].is_string()));
}

#[tokio::test]
async fn jobs_name_the_last_refresh_on_every_page() {
    let url = database_with(Contents::Demo).await.url;
    let first = document(&url, &["show", "jobs", "--limit", "5"]);
    let later = document(&url, &["show", "jobs", "--limit", "5", "--page", "9"]);
    assert_eq!(first["last_run"], later["last_run"]);
    assert_ne!(first["runs"], later["runs"]);
    assert_eq!(first["last_run"]["job_type"], "scout_attribution_refresh");
    assert_eq!(first["last_run"]["status"], first["status"]);
    assert!(first["last_run"]["summary"]["steps"].is_array());
}

#[tokio::test]
async fn pages_cover_every_row_once() {
    let url = database_with(Contents::Demo).await.url;
    let keys = |document: &Value| -> Vec<String> {
        let rows = document["backlog"].as_array().unwrap();
        rows.iter().map(|row| row["person_key"].as_str().unwrap().to_owned()).collect()
    };
    let whole = keys(&document(&url, &["show", "backlog", "--limit", "100000"]));
    let mut paged = Vec::new();
    for page in 1..=4 {
        let page = page.to_string();
        let document =
            document(&url, &["show", "backlog", "--limit", "500", "--page", page.as_str()]);
        assert_eq!(number(&document, "pagination.total_pages"), 4);
        paged.extend(keys(&document));
    }
    assert_eq!(paged, whole);
    assert_eq!(paged.iter().collect::<BTreeSet<_>>().len(), 1676);
}

#[tokio::test]
async fn a_page_says_where_it_stands_and_a_whole_spreadsheet_says_nothing() {
    let url = database_with(Contents::Demo).await.url;
    let words = |arguments: &[&str]| run(scoutwatch(&url, arguments)).stderr;
    let category = ["show", "backlog", "--category", "C"];
    assert_eq!(words(&category), "rows 1–50 of 1,308 (page 1 of 27)\n");
    assert_eq!(
        words(&[&category[..], &["--page", "27"]].concat()),
        "rows 1,301–1,308 of 1,308 (page 27 of 27)\n"
    );
    assert_eq!(
        words(&[&category[..], &["--page", "28"]].concat()),
        "no rows on page 28: 1,308 fill 27 pages\n"
    );
    assert_eq!(
        words(&["show", "backlog", "--filter", "no such person"]),
        "no rows of 0 that match, of 1,676\n"
    );
    let csv = [&category[..], &["--format", "csv"]].concat();
    assert_eq!(words(&csv), "rows 1–50 of 1,308 (page 1 of 27)\n");
    assert_eq!(words(&[&csv[..], &["--limit", "2000"]].concat()), "");
    assert_eq!(words(&["show", "backlog", "--format", "json"]), "");
    assert_eq!(words(&["show", "metrics"]), "");
}

#[tokio::test]
async fn a_text_finds_rows_and_a_column_orders_them() {
    let url = database_with(Contents::Demo).await.url;
    let found = document(
        &url,
        &["show", "backlog", "--filter", "quispe", "--sort", "name", "--limit", "9"],
    );
    let names: Vec<_> = found["backlog"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["primary_full_name"].as_str().unwrap().to_lowercase())
        .collect();
    assert_eq!(names.len(), 9);
    assert!(names.iter().all(|name| name.contains("quispe")), "{names:?}");
    let amounts = |arguments: &[&str]| -> Vec<f64> {
        let found =
            document(&url, &[&["show", "collection", "--sort", "amount"], arguments].concat());
        let items = found["items"].as_array().unwrap();
        items.iter().filter_map(|item| item["expected_amount"].as_f64()).collect()
    };
    assert!(amounts(&[]).is_sorted());
    assert!(amounts(&["--descending"]).iter().rev().is_sorted());
}
