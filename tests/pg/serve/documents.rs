//! Each document has what the contract says, and says the same as `show`.

use serde_json::{Value, json};

use super::{ATTRIBUTION, COLLECTION, LIQUIDATION, Served};
use crate::binary::document;
use crate::contract_json as contract;
use crate::installed::{Contents, database_with};

#[tokio::test(flavor = "multi_thread")]
async fn every_document_is_as_the_contract_has_it() {
    let url = database_with(Contents::Demo).await.url;
    let served = Served::on(&url, &[]);
    for (path, fields) in [
        (format!("{ATTRIBUTION}/metrics"), contract::METRICS),
        (format!("{ATTRIBUTION}/metrics/daily?days=365"), contract::DAILY),
        (format!("{ATTRIBUTION}/conflicts?page=1&page_size=50"), contract::CONFLICTS),
        (format!("{ATTRIBUTION}/backlog?category=A&page=1&page_size=50"), contract::BACKLOG),
        (format!("{ATTRIBUTION}/job-status"), contract::JOB_STATUS),
        (LIQUIDATION.to_owned(), contract::LIQUIDATION),
        (format!("{COLLECTION}?page_size=1000"), contract::COLLECTION),
    ] {
        let answer = served.get(&path);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
        contract::assert_has(&answer.json(), fields);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_the_page_that_show_prints() {
    let url = database_with(Contents::Demo).await.url;
    let served = Served::on(&url, &[]);
    for (path, arguments) in [
        (
            format!("{ATTRIBUTION}/conflicts?page_size=3&page=2"),
            &["conflicts", "--limit", "3", "--page", "2"][..],
        ),
        (
            format!("{ATTRIBUTION}/backlog?category=D&page_size=7&page=3"),
            &["backlog", "--category", "D", "--limit", "7", "--page", "3"],
        ),
        (format!("{LIQUIDATION}?page_size=9"), &["liquidation", "--limit", "9"]),
        (
            format!("{COLLECTION}?scout_missing_only=true"),
            &["collection", "--missing-only", "--limit", "50"],
        ),
        (
            format!("{COLLECTION}?conflicts_only=1"),
            &["collection", "--conflicts-only", "--limit", "50"],
        ),
        (format!("{COLLECTION}?scout_id=4"), &["collection", "--scout", "4", "--limit", "50"]),
        (format!("{ATTRIBUTION}/metrics/daily?days=7"), &["daily", "--days", "7"]),
    ] {
        let shown = document(&url, &[&["show"], arguments].concat());
        let mut answer = served.get(&path).json();
        forget_times(&mut answer);
        let mut expected = shown;
        forget_times(&mut expected);
        assert_eq!(answer, expected, "{path}");
    }
}

/// When today was computed differs from one question to the next.
fn forget_times(document: &mut Value) {
    for day in document.get_mut("daily_metrics").and_then(Value::as_array_mut).into_iter().flatten()
    {
        day["computed_at"] = Value::Null;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_day_that_was_counted_has_its_sources_and_today_among_them() {
    for contents in [Contents::Demo, Contents::Empty, Contents::Older] {
        let url = database_with(contents).await.url;
        let served = Served::on(&url, &[]);
        let days = served.get(&format!("{ATTRIBUTION}/metrics/daily?days=365")).json();
        let days = days["daily_metrics"].as_array().unwrap();
        for day in days {
            assert!(day["by_source"]["lead_ledger"].is_i64(), "{day}");
            if day["is_reconstructed"] != json!(true) {
                contract::assert_has(day, contract::COUNTED_DAY);
            }
        }
        let today = days.last().unwrap();
        assert_eq!(today["is_final"], json!(false), "{today}");
        let shown = document(&url, &["show", "daily", "--days", "1"]);
        let shown = &shown["daily_metrics"][0];
        assert_eq!(
            (&today["date"], &today["by_source"]),
            (&shown["date"], &shown["by_source"]),
            "{contents:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_behind_the_end_is_empty_and_says_where_the_end_is() {
    let url = database_with(Contents::Demo).await.url;
    let served = Served::on(&url, &[]);
    let page = served.get(&format!("{ATTRIBUTION}/conflicts?page=1000000&page_size=1000")).json();
    assert_eq!(page["conflicts"], json!([]));
    assert_eq!(
        page["pagination"],
        json!({"page": 1_000_000, "page_size": 1000, "total": 8, "total_pages": 1})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_where_no_job_has_run_says_so() {
    let url = database_with(Contents::Empty).await.url;
    let served = Served::on(&url, &[]);
    let status = served.get(&format!("{ATTRIBUTION}/job-status")).json();
    assert_eq!(status, json!({"last_run": null, "status": "never_run"}));
    let metrics = served.get(&format!("{ATTRIBUTION}/metrics")).json();
    assert_eq!(metrics["pct_scout_satisfactory"], Value::Null, "{metrics}");
    contract::assert_has(&metrics, contract::METRICS);
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_has_the_time_of_a_run_that_took_less_than_a_second() {
    let database = database_with(Contents::Demo).await;
    let administrator = database.connect().await;
    let short =
        "update ops.ingestion_runs set completed_at = started_at + interval '166 milliseconds'
         where job_type = 'scout_attribution_refresh' and status = 'COMPLETED'";
    administrator.batch_execute(short).await.unwrap();
    let served = Served::on(&database.url, &[]);
    served.until("/readyz", "it has figures", |answer| answer.status == 200).await;
    let text = served.get("/metrics").body;
    let took = text.lines().find_map(|line| line.strip_prefix("scoutwatch_job_duration_seconds "));
    let took: f64 = took.expect("it is there").parse().unwrap();
    assert!((took - 0.166).abs() < 1e-3, "{took}");
}

#[tokio::test(flavor = "multi_thread")]
async fn values_that_name_no_scout_are_counted_for_prometheus_too() {
    let url = database_with(Contents::Demo).await.url;
    let served = Served::on(&url, &[]);
    let metrics = served.get(&format!("{ATTRIBUTION}/metrics")).json();
    let malformed = metrics["malformed_scout_values"].as_i64().unwrap();
    let line = format!("\nscoutwatch_malformed_scout_values {malformed}\n");
    let text = served.get("/metrics").body;
    assert!(text.contains(&line), "{line:?} is not in {text}");
}
