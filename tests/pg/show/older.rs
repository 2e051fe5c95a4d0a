//! A database that has CT4's older views alone, seen by a role that may read them and nothing else.

use serde_json::Value;

use super::number;
use crate::binary::{document, run, scoutwatch};
use crate::contract_json as contract;
use crate::installed::{Contents, OLDER_VIEWER, database_with};

async fn as_viewer() -> String {
    let database = database_with(Contents::Older).await;
    database.url.replace("user=postgres", &format!("user={OLDER_VIEWER}"))
}

#[tokio::test]
async fn what_the_older_views_have_is_shown_and_what_they_lack_is_named() {
    let url = as_viewer().await;
    for (subject, fields, lost) in [
        ("metrics", contract::METRICS, "categories B and E"),
        ("daily", contract::DAILY, "categories, conflicts"),
        ("backlog", contract::BACKLOG, "category E, scouts in events"),
        ("conflicts", contract::CONFLICTS, "the kind"),
        ("collection", contract::COLLECTION, "whether a person is in conflict"),
    ] {
        contract::assert_has(&document(&url, &["show", subject]), fields);
        for format in ["table", "csv", "json"] {
            let said = run(scoutwatch(&url, &["show", subject, "--format", format]));
            assert_eq!(said.code, Some(0), "{said:?}");
            assert!(!said.stdout.is_empty());
            let note = said.stderr.lines().next().unwrap_or_default();
            assert!(note.starts_with("note: ops.v_"), "{subject}: {note}");
            assert!(note.contains(&format!("is an older one; unavailable: {lost}")), "{note}");
            assert!(note.contains("`scoutwatch schema install`"), "{note}");
        }
    }
    let metrics = document(&url, &["show", "metrics"]);
    assert_eq!(number(&metrics, "backlog.c_legacy"), 1313);
    assert_eq!(metrics["backlog"]["e_scout_in_source_only"], Value::Null);
    assert_eq!(metrics["data_as_of"], Value::Null);
}

#[tokio::test]
async fn lists_without_columns_of_ours_need_no_note() {
    let url = as_viewer().await;
    contract::assert_has(&document(&url, &["show", "liquidation"]), contract::LIQUIDATION);
    for subject in ["liquidation", "alerts"] {
        let said = run(scoutwatch(&url, &["show", subject, "--limit", "100000"]));
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(!said.stderr.contains("note:"), "{}", said.stderr);
    }
}

#[tokio::test]
async fn conflicts_are_found_by_kind_and_by_claim() {
    let url = as_viewer().await;
    let total = |arguments: &[&str]| number(&document(&url, arguments), "pagination.total");
    assert_eq!(total(&["show", "conflicts", "--kind", "open"]), 5);
    assert_eq!(total(&["show", "conflicts", "--kind", "contradicts_ledger"]), 0);
    assert!(total(&["show", "collection", "--conflicts-only"]) > 0);
}

#[tokio::test]
async fn a_person_has_evidence_and_no_profile() {
    let url = as_viewer().await;
    let conflicts = document(&url, &["show", "conflicts", "--limit", "1"]);
    let key = conflicts["conflicts"][0]["person_key"].as_str().unwrap();
    let person = document(&url, &["show", "person", key]);
    assert_eq!((&person["profile"], &person["ledger"]), (&Value::Null, &Value::Null));
    assert!(person["scouts"].as_array().unwrap().len() > 1);
    let said = run(scoutwatch(&url, &["show", "person", key]));
    assert!(said.stderr.contains("ops.v_scout_attribution_person is not there"), "{}", said.stderr);
    assert!(said.stdout.contains("Canonical scout\n"), "{}", said.stdout);
}

#[tokio::test]
async fn a_view_of_ours_that_is_missing_is_an_error_that_names_it_and_what_installs_it() {
    let url = as_viewer().await;
    for (subject, view) in
        [("jobs", "v_scout_attribution_runs"), ("sources", "v_scout_attribution_sources")]
    {
        let said = run(scoutwatch(&url, &["show", subject]));
        assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""), "{said:?}");
        assert!(said.stderr.contains(&format!("ops.{view}")), "{}", said.stderr);
        assert!(said.stderr.contains("`scoutwatch schema install`"), "{}", said.stderr);
    }
}

#[tokio::test]
async fn who_may_read_the_table_of_runs_sees_them_without_the_view() {
    let url = database_with(Contents::Older).await.url;
    let jobs = document(&url, &["show", "jobs"]);
    contract::assert_has(&jobs, contract::JOBS);
    assert!(jobs["last_run"].is_object());
    let said = run(scoutwatch(&url, &["show", "jobs"]));
    assert!(said.stderr.contains("whether a runner is alive"), "{}", said.stderr);
}
