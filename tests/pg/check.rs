//! `check` as a monitoring system runs it: each of the four states, and one line whatever happens.

use std::net::TcpListener;

use predicates::Predicate as _;
use predicates::str::is_match;
use serde_json::Value;

use crate::binary::{Said, run, scoutwatch};
use crate::database::fresh_database;
use crate::installed::{Contents, OLDER_VIEWER, database_with};

/// Limits that the demo keeps.
const LENIENT: [(&str, &str); 4] = [
    ("SCOUTWATCH_HEALTH_SATISFACTORY_OK_PERCENT", "17"),
    ("SCOUTWATCH_HEALTH_SATISFACTORY_WARN_PERCENT", "10"),
    ("SCOUTWATCH_HEALTH_MISSING_WARN_PERCENT", "90"),
    ("SCOUTWATCH_HEALTH_JOB_MAX_AGE", "30d"),
];

fn check(url: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Said {
    let mut process = scoutwatch(url, &[&["check"], arguments].concat());
    process.envs(environment.iter().copied());
    run(process)
}

/// Every check writes one line that a monitoring system can take apart.
fn assert_is_a_line(said: &Said) {
    const NUMBER: &str = "-?[0-9]+([.][0-9]+)?";
    let figure =
        format!("[a-z_]+=(U|{NUMBER}(s|%)?);({NUMBER}:?)?;({NUMBER}:?)?;({NUMBER})?;({NUMBER})?");
    let line =
        format!("^SCOUTWATCH (OK|WARN|CRIT|UNKNOWN) - [^|\\n]+( [|] {figure}( {figure})*)?\\n$");
    assert!(is_match(&line).unwrap().eval(&said.stdout), "{said:?}");
}

#[tokio::test]
async fn the_demo_is_critical_and_says_by_how_much() {
    let url = database_with(Contents::Demo).await.url;
    let said = check(&url, &[], &[]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(2), ""), "{said:?}");
    assert_is_a_line(&said);
    assert!(
        said.stdout.starts_with(
            "SCOUTWATCH CRIT - satisfactory 17.5 %, 32.5 points below 50 %; \
             missing 82.5 %, 52.5 points above 30 % | \
             satisfactory=17.56%;80:;50:;0;100 conflicts=5;49;100;0; missing=82.44%;30;;0;100 job_age="
        ),
        "{said:?}"
    );
    for figure in [" persons=2033;;;0; ", " backlog_c=1308;;;0; ", " conflicts_with_ledger=3;;;0; "]
    {
        assert!(said.stdout.contains(figure), "{said:?}");
    }
}

#[tokio::test]
async fn each_state_has_its_number() {
    let url = database_with(Contents::Demo).await.url;
    let ok = check(&url, &[], &LENIENT);
    assert_eq!(ok.code, Some(0), "{ok:?}");
    assert!(ok.stdout.starts_with("SCOUTWATCH OK - satisfactory 17.5 %; conflicts 5 open; "));
    assert!(ok.stdout.contains(" | satisfactory=17.56%;17:;10:;0;100 "), "{ok:?}");
    assert_is_a_line(&ok);

    let mut limits = LENIENT;
    limits[2].1 = "30";
    let warn = check(&url, &[], &limits);
    assert_eq!(warn.code, Some(1), "{warn:?}");
    assert!(warn.stdout.starts_with("SCOUTWATCH WARN - missing 82.5 %, 52.5 points above 30 % | "));
    assert_is_a_line(&warn);

    let nobody = check(&database_with(Contents::Empty).await.url, &[], &[]);
    assert_eq!(nobody.code, Some(3), "{nobody:?}");
    assert!(
        nobody.stdout.starts_with("SCOUTWATCH UNKNOWN - satisfactory no persons; "),
        "{nobody:?}"
    );
    assert!(nobody.stdout.contains(" | satisfactory=U;80:;50:;0;100 "), "{nobody:?}");
    assert_is_a_line(&nobody);
}

#[tokio::test]
async fn a_failed_job_is_critical_and_its_message_stays_in_its_place() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    client
        .batch_execute(
            "insert into ops.ingestion_runs (started_at, completed_at, status, job_type, error_message, incremental)
             values (now(), now(), 'FAILED', 'scout_attribution_refresh', E'one | two\\nthree \\x1b[2J' || repeat('x', 9000), true)",
        )
        .await
        .unwrap();
    let said = check(&database.url, &[], &LENIENT);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert_is_a_line(&said);
    assert!(said.stdout.starts_with("SCOUTWATCH CRIT - job failed: one / two three \\u{1b}[2Jxxx"));
    assert!(said.stdout.contains(" | satisfactory=17.56%"), "{said:?}");
}

#[tokio::test]
async fn older_views_are_judged_by_a_role_that_may_only_read_them() {
    let database = database_with(Contents::Older).await;
    let url = database.url.replace("user=postgres", &format!("user={OLDER_VIEWER}"));
    let said = check(&url, &[], &[]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert_is_a_line(&said);
    assert!(said.stdout.contains(" backlog_c=1313;;;0; "), "{said:?}");
    assert!(said.stdout.contains(" backlog_e=U;;;0; "), "{said:?}");
}

#[tokio::test]
async fn whatever_keeps_it_from_the_figures_is_unknown_with_the_reason() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let silent = format!("host=127.0.0.1 port={port} dbname=d user=u sslmode=disable");
    let short = [
        ("SCOUTWATCH_DATABASE_LOCK_TIMEOUT", "100ms"),
        ("SCOUTWATCH_DATABASE_STATEMENT_TIMEOUT", "100ms"),
        ("SCOUTWATCH_DATABASE_DEADLINE", "300ms"),
    ];
    let bare = fresh_database("bare").await.url;
    let stranger = database_with(Contents::Demo).await;
    stranger.connect().await.batch_execute("create role check_stranger login").await.unwrap();
    let stranger = stranger.url.replace("user=postgres", "user=check_stranger");
    let nowhere = "host=/nonexistent dbname=d user=u";
    for (said, reason) in [
        (check(nowhere, &[], &[]), "connecting to /nonexistent:5432: there is no such socket"),
        (check(&silent, &[], &short), "no answer within 300ms"),
        (check(&bare, &[], &[]), "v_scout_attribution_metrics_snapshot"),
        (check(&stranger, &[], &[]), "permission denied"),
        (check("host=h sslmode=perhaps user=u", &[], &[]), "sslmode"),
        (check(nowhere, &[], &[("SCOUTWATCH_POLL_INTERVAL", "4")]), "SCOUTWATCH_POLL_INTERVAL"),
        (check(nowhere, &["--fromat", "json"], &[]), "unexpected argument '--fromat' found"),
        (check(nowhere, &["--database-url", "postgresql://u:secret@h/d"], &[]), "can be read by"),
    ] {
        assert_eq!(said.code, Some(3), "{said:?}");
        assert!(said.stdout.starts_with("SCOUTWATCH UNKNOWN - "), "{said:?}");
        assert!(said.stdout.contains(reason), "{reason}: {said:?}");
        assert!(!said.stdout.contains("secret"), "{said:?}");
        assert_is_a_line(&said);
    }
}

#[tokio::test]
async fn the_document_has_the_same_verdict() {
    let url = database_with(Contents::Demo).await.url;
    let said = check(&url, &["--format", "json"], &[]);
    let document: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!((said.code, &document["exit_code"]), (Some(2), &Value::from(2)));
    assert_eq!(document["state"], "CRIT");
    assert_eq!(document["findings"].as_array().unwrap().len(), 4);
    let figure = |name: &str| {
        let figures = document["figures"].as_array().unwrap();
        figures.iter().find(|figure| figure["name"] == name).unwrap().clone()
    };
    assert_eq!(figure("satisfactory")["value"].to_string(), "17.56");
    assert_eq!(figure("satisfactory")["crit"], "50:");
    assert_eq!(figure("persons")["value"], 2033);
    assert_eq!(document["failure"], Value::Null);

    let said = check("host=/nonexistent dbname=d user=u", &["--format", "json"], &[]);
    let document: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!((said.code, &document["state"]), (Some(3), &Value::from("UNKNOWN")));
    assert_eq!(document["failure"]["kind"], "unreachable");
}
