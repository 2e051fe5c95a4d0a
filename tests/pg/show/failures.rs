//! What `show` says and how it ends where something is in the way.

use std::net::TcpListener;
use std::process::{Command, Stdio};

use crate::binary::{Said, environment_of, run, scoutwatch};
use crate::database::fresh_database;
use crate::installed::{Contents, database_with};

fn show(url: &str, arguments: &[&str]) -> Said {
    run(scoutwatch(url, &[&["show"], arguments].concat()))
}

#[tokio::test]
async fn a_database_without_views_ends_with_one_and_names_them() {
    let url = fresh_database("bare").await.url;
    for (subject, view) in [
        ("metrics", "v_scout_attribution_metrics_snapshot"),
        ("daily", "v_scout_attribution_metrics_daily"),
        ("backlog", "v_persons_without_scout_categorized"),
        ("conflicts", "v_scout_attribution_conflicts"),
        ("collection", "v_yango_collection_with_scout"),
        ("liquidation", "v_scout_payment_base"),
        ("alerts", "v_cabinet_leads_missing_scout_alerts"),
        ("jobs", "v_scout_attribution_runs"),
        ("sources", "v_scout_attribution_sources"),
    ] {
        let said = show(&url, &[subject]);
        assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""), "{said:?}");
        assert!(said.stderr.contains(&format!("ops.{view}")), "{subject}: {}", said.stderr);
        assert!(said.stderr.contains("`scoutwatch schema install`"), "{}", said.stderr);
    }
}

#[tokio::test]
async fn a_role_without_rights_ends_with_five() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    client.batch_execute("create role show_stranger login").await.unwrap();
    let url = database.url.replace("user=postgres", "user=show_stranger");
    for subject in super::SUBJECTS {
        let said = show(&url, &[subject]);
        assert_eq!((said.code, said.stdout.as_str()), (Some(5), ""), "{said:?}");
        assert!(said.stderr.contains("schema grant --viewer"), "{}", said.stderr);
    }
}

#[tokio::test]
async fn a_viewer_reads_everything_and_can_change_nothing() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let grant = include_str!("../../../sql/schema/grant_viewer.sql");
    client
        .batch_execute("create role show_viewer login; set scoutwatch.grant_role = 'show_viewer'")
        .await
        .unwrap();
    client.batch_execute(grant).await.unwrap();
    let url = database.url.replace("user=postgres", "user=show_viewer");
    for subject in super::SUBJECTS {
        let said = show(&url, &[subject]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(!said.stderr.contains("note:"), "nothing is missing: {said:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_ends_with_four() {
    let said = show("host=/nonexistent dbname=ct4 user=nobody", &["backlog"]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(4), ""), "{said:?}");
    assert!(said.stderr.starts_with("error: connecting to /nonexistent:5432"), "{}", said.stderr);
}

#[tokio::test]
async fn a_server_that_never_answers_ends_with_four_by_the_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("host=127.0.0.1 port={port} dbname=ct4 user=nobody sslmode=disable");
    let mut process = scoutwatch(&url, &["show", "metrics"]);
    process
        .env("SCOUTWATCH_DATABASE_LOCK_TIMEOUT", "100ms")
        .env("SCOUTWATCH_DATABASE_STATEMENT_TIMEOUT", "100ms")
        .env("SCOUTWATCH_DATABASE_DEADLINE", "300ms");
    let said = run(process);
    assert_eq!((said.code, said.stdout.as_str()), (Some(4), ""), "{said:?}");
    assert!(said.stderr.contains("no answer within 1s 800ms"), "{}", said.stderr);
}

#[tokio::test]
async fn a_lock_in_the_way_ends_with_three() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    client.batch_execute("begin; lock table observational.lead_ledger").await.unwrap();
    let said = show(&database.url, &["backlog"]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(3), ""), "{said:?}");
    assert!(said.stderr.contains("55P03"), "{}", said.stderr);
}

#[tokio::test]
async fn an_unknown_person_ends_with_one() {
    let url = database_with(Contents::Demo).await.url;
    for format in ["table", "json", "csv"] {
        let key = "3f2b8c1e-0d4a-4b7e-9a52-6c1d8e7f0a93";
        let said = show(&url, &["person", key, "--format", format]);
        assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""), "{said:?}");
        assert!(said.stderr.starts_with("error: nobody has this person_key\n"), "{}", said.stderr);
    }
}

#[tokio::test]
async fn a_closed_pipe_is_no_error_and_a_full_disk_is_one() {
    let url = database_with(Contents::Demo).await.url;
    let show = |format: &str, stdout: Stdio| {
        let output = Command::new(assert_cmd::cargo::cargo_bin("scoutwatch"))
            .args(["show", "backlog", "--limit", "2000", "--format", format])
            .env_clear()
            .envs(environment_of(&url))
            .stdout(stdout)
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for format in ["table", "json", "csv"] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        assert_eq!(show(format, writer.into()), (Some(0), String::new()), "{format}");
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let (code, words) = show(format, full.into());
        assert_eq!(code, Some(1), "{format}");
        assert!(words.starts_with("error: the output cannot be written"), "{format}: {words}");
    }
}
