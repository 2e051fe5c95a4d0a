//! `show` as people and scripts run it, on the demo, on older views, and where something is in the way.

mod failures;
mod lists;
mod older;
mod terminal;

use serde_json::Value;

use crate::binary::{document, records, written};
use crate::contract_json as contract;
use crate::installed::{Contents, database_with};

/// The subjects that need no argument.
const SUBJECTS: [&str; 9] = [
    "metrics",
    "daily",
    "backlog",
    "conflicts",
    "jobs",
    "collection",
    "liquidation",
    "alerts",
    "sources",
];

/// A number at a path such as `backlog.c_legacy`.
fn number(document: &Value, path: &str) -> i64 {
    let value = path.split('.').fold(document, |value, name| &value[name]);
    value.as_i64().unwrap_or_else(|| panic!("{path} of {document}"))
}

#[tokio::test]
async fn the_headline_is_the_published_one_in_every_format() {
    let url = database_with(Contents::Demo).await.url;
    let metrics = document(&url, &["show", "metrics"]);
    contract::assert_has(&metrics, contract::METRICS);
    for (path, expected) in [
        ("total_persons", 2033),
        ("persons_with_scout_satisfactory", 357),
        ("persons_missing_scout", 1676),
        ("conflicts_count", 5),
        ("backlog.a_events_without_scout", 193),
        ("backlog.b_ledger_without_scout", 2),
        ("backlog.c_legacy", 1308),
        ("backlog.d_scout_in_events_not_in_ledger", 168),
        ("backlog.e_scout_in_source_only", 5),
        ("conflicts_contradicting_ledger", 3),
    ] {
        assert_eq!(number(&metrics, path), expected, "{path}");
    }
    assert_eq!(metrics["pct_scout_satisfactory"].to_string(), "17.56");
    assert_eq!(metrics["health"]["severity"], "CRIT");
    assert_eq!(metrics["health"]["findings"].as_array().unwrap().len(), 4);

    let (header, rows) = records(&url, &["show", "metrics"]);
    assert_eq!(rows.len(), 1);
    let field = |name: &str| &rows[0][header.iter().position(|head| head == name).unwrap()];
    assert_eq!(field("total_persons"), "2033");
    assert_eq!(field("pct_scout_satisfactory"), "17.56");
    assert_eq!(field("backlog_c_legacy_no_events_no_ledger"), "1308");
    assert_eq!(field("health"), "CRIT");

    let table = written(&url, &["show", "metrics"]);
    for line in [
        "overall       CRIT",
        "in the registry              2,033",
        "missing a scout              1,676  82.5 %",
        "C           1,308  78.1 %",
    ] {
        assert!(table.contains(line), "{line} in {table}");
    }
}

#[tokio::test]
async fn the_limits_of_health_are_those_of_the_configuration() {
    let url = database_with(Contents::Demo).await.url;
    let mut process = crate::binary::scoutwatch(&url, &["show", "metrics", "--format", "json"]);
    process
        .env("SCOUTWATCH_HEALTH_SATISFACTORY_OK_PERCENT", "17")
        .env("SCOUTWATCH_HEALTH_SATISFACTORY_WARN_PERCENT", "10")
        .env("SCOUTWATCH_HEALTH_MISSING_WARN_PERCENT", "90");
    let metrics: Value = serde_json::from_str(&crate::binary::run(process).stdout).unwrap();
    assert_eq!(metrics["health"]["severity"], "OK");
}

#[tokio::test]
async fn the_days_end_with_today_and_are_as_many_as_asked_for() {
    let url = database_with(Contents::Demo).await.url;
    let daily = document(&url, &["show", "daily", "--days", "7"]);
    contract::assert_has(&daily, contract::DAILY);
    let days = daily["daily_metrics"].as_array().unwrap();
    assert_eq!(days.len(), 7);
    assert!(days.windows(2).all(|pair| pair[0]["date"].as_str() < pair[1]["date"].as_str()));
    let today = days.last().unwrap();
    assert_eq!(number(today, "missing_count"), 1676);
    assert_eq!(number(today, "by_source.lead_ledger"), 357);
    assert!(number(today, "by_source.scouting_daily") > 0);
    assert_eq!(today["is_final"], false);
    assert_eq!(records(&url, &["show", "daily", "--days", "7"]).1.len(), 7);
    assert_eq!(written(&url, &["show", "daily", "--days", "7"]).lines().count(), 8);
}

#[tokio::test]
async fn a_person_comes_with_all_evidence_and_the_scout_that_it_makes_canonical() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let row = client
        .query_one(
            "select conflict.person_key::text as key, canonical.scout_id, conflict.total_sources
             from ops.v_scout_attribution_conflicts as conflict
             join ops.v_scout_attribution as canonical using (person_key)
             order by conflict.total_sources desc limit 1",
            &[],
        )
        .await
        .unwrap();
    let key: String = row.try_get("key").unwrap();
    let scout: i32 = row.try_get("scout_id").unwrap();
    let sources: i64 = row.try_get("total_sources").unwrap();

    let person = document(&database.url, &["show", "person", &key]);
    assert_eq!(person["person_key"], key.as_str());
    assert_eq!(number(&person, "canonical.scout_id"), i64::from(scout));
    assert!(number(&person, "evidence_total") >= sources);
    assert_eq!(person["profile"]["in_conflict"], true);
    assert!(person["ledger"]["score"].is_number());
    let evidence = person["evidence"].as_array().unwrap();
    assert_eq!(i64::try_from(evidence.len()).unwrap(), number(&person, "evidence_total"));

    let (header, rows) = records(&database.url, &["show", "person", &key]);
    assert_eq!((header[0].as_str(), rows.len()), ("priority", evidence.len()));
    let table = written(&database.url, &["show", "person", &key]);
    for title in ["Person\n", "Ledger\n", "Canonical scout\n", "Evidence ("] {
        assert!(table.contains(title), "{title} in {table}");
    }
}

#[tokio::test]
async fn sources_say_which_tables_there_are() {
    let url = database_with(Contents::Demo).await.url;
    let sources = document(&url, &["show", "sources"]);
    let sources = sources["sources"].as_array().unwrap();
    assert_eq!(sources.len(), 8);
    assert!(sources.iter().all(|source| source["present"] == true));
    let registrations =
        sources.iter().find(|source| source["source"] == "module_ct_scouting_daily").unwrap();
    assert_eq!(number(registrations, "rows_with_scout"), 609);
}

#[tokio::test]
async fn nobody_registered_is_no_error_anywhere() {
    let url = database_with(Contents::Empty).await.url;
    for subject in SUBJECTS {
        for format in ["table", "json", "csv"] {
            written(&url, &["show", subject, "--format", format]);
        }
    }
    assert_eq!(document(&url, &["show", "jobs"])["status"], "never_run");
    assert_eq!(document(&url, &["show", "jobs"])["last_run"], Value::Null);
    assert_eq!(document(&url, &["show", "metrics"])["pct_scout_satisfactory"], Value::Null);
}
