//! What is answered while something is missing: views, rights, the server.

use scoutwatch::db::cluster::{Cluster, ClusterOptions, Shutdown};

use super::{ATTRIBUTION, COLLECTION, Served};
use crate::database::{TestDatabase, environment, fresh_database, test_options};
use crate::installed::{Contents, OLDER_VIEWER, database_with, fill};

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_is_missing_is_named_with_the_command_that_makes_it() {
    let url = fresh_database("bare").await.url;
    let served = Served::on(&url, &[]);
    for (path, view) in [
        (format!("{ATTRIBUTION}/metrics"), "ops.v_scout_attribution_metrics_snapshot"),
        (format!("{ATTRIBUTION}/metrics/daily"), "ops.v_scout_attribution_metrics_daily"),
        (format!("{ATTRIBUTION}/conflicts"), "ops.v_scout_attribution_conflicts"),
        (format!("{ATTRIBUTION}/backlog"), "ops.v_persons_without_scout_categorized"),
        (COLLECTION.to_owned(), "ops.v_yango_collection_with_scout"),
    ] {
        let answer = served.get(&path);
        assert_eq!(
            (answer.status, answer.json()["code"].as_str()),
            (404, Some("missing_view")),
            "{path}: {answer:?}"
        );
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(view) && detail.contains("scoutwatch schema install"), "{detail}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn older_views_and_a_role_that_may_only_read_them_are_enough() {
    let database = database_with(Contents::Older).await;
    let served = Served::on(&format!("{} user={OLDER_VIEWER}", database.url), &[]);
    for path in ["metrics", "metrics/daily", "conflicts", "backlog"] {
        let answer = served.get(&format!("{ATTRIBUTION}/{path}"));
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
    }
    let jobs = served.get(&format!("{ATTRIBUTION}/job-status"));
    assert_eq!(jobs.status, 404, "{jobs:?}");
}

/// The states of a service without figures: alerts fire on what is there.
fn assert_nothing_is_judged(text: &str) {
    for name in ["health_state"].into_iter().map(str::to_owned).chain(
        ["satisfactory", "conflicts", "missing", "job"]
            .map(|rule| format!("rule_state{{rule=\"{rule}\"}}")),
    ) {
        assert!(text.contains(&format!("\nscoutwatch_{name} 3\n")), "{name}: {text}");
    }
    assert!(!text.contains("scoutwatch_persons"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_that_cannot_be_read_are_judged_unknown_and_the_service_is_not_ready() {
    let database = database_with(Contents::Demo).await;
    let owner = database.connect().await;
    let role = format!("{}_viewer", database.name);
    let grant = include_str!("../../../sql/schema/grant_viewer.sql");
    owner
        .batch_execute(&format!(
            "create role {role} login; set scoutwatch.grant_role = '{role}'; {grant}"
        ))
        .await
        .unwrap();
    let url = database.url.replace("user=postgres", &format!("user={role}"));
    let served = Served::on(&url, &[]);
    let view = "ops.v_scout_attribution_metrics_snapshot";
    for (away, back, code) in [
        (
            format!("alter view {view} rename to elsewhere"),
            "alter view ops.elsewhere rename to v_scout_attribution_metrics_snapshot".to_owned(),
            "missing_view",
        ),
        (
            format!("revoke select on {view} from {role}"),
            format!("grant select on {view} to {role}"),
            "denied",
        ),
    ] {
        served.until("/readyz", "it is ready", |answer| answer.status == 200).await;
        assert!(served.get("/metrics").body.contains("\nscoutwatch_persons 2033\n"));
        owner.batch_execute(&away).await.unwrap();
        let unready = served.until("/readyz", "it is not ready", |it| it.status != 200).await;
        let said = unready.json();
        assert_eq!((unready.status, said["code"].as_str()), (503, Some(code)), "{unready:?}");
        assert!(said["detail"].as_str().unwrap().contains(view), "{unready:?}");
        let text = served.get("/metrics").body;
        assert!(text.contains("\nscoutwatch_up 1\n"), "{text}");
        assert_nothing_is_judged(&text);
        owner.batch_execute(&back).await.unwrap();
    }
    served.until("/readyz", "it is ready again", |answer| answer.status == 200).await;
    assert!(!served.get("/metrics").body.contains("scoutwatch_health_state 3"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_database_it_says_so_and_heals_by_itself() {
    let options = ClusterOptions { ..test_options() };
    let mut cluster = Cluster::start(&options, &environment()).unwrap();
    let url = cluster.connection_string("postgres");
    fill(&TestDatabase { url: url.clone(), name: "postgres".to_owned() }, Contents::Demo).await;
    let served = Served::on(&url, &[]);
    let metrics = format!("{ATTRIBUTION}/metrics");
    let backlog = format!("{ATTRIBUTION}/backlog");
    assert_eq!(
        served.until("/readyz", "it is ready", |answer| answer.status == 200).await.status,
        200
    );
    let text = served.get("/metrics").body;
    assert!(
        text.contains("\nscoutwatch_up 1\n") && text.contains("\nscoutwatch_persons 2033\n"),
        "{text}"
    );
    assert!(text.ends_with("# EOF\n"), "{text}");

    cluster.stop(Shutdown::Immediate).unwrap();
    let lost = served.until(&metrics, "it is lost", |answer| answer.status == 503).await;
    assert_eq!(lost.json()["code"], "no_database");
    assert!(lost.header("retry-after").is_some());
    assert!(!lost.body.contains("socket") && !lost.body.contains('/'), "{lost:?}");
    assert_eq!(served.get(&backlog).status, 503);
    assert_eq!(served.get("/readyz").status, 503);
    assert_eq!(served.get("/healthz").status, 200);
    let text = served.get("/metrics").body;
    assert!(text.contains("\nscoutwatch_up 0\n"), "{text}");
    assert_nothing_is_judged(&text);

    cluster.start_again().unwrap();
    assert_eq!(
        served.until(&metrics, "it is back", |answer| answer.status == 200).await.status,
        200
    );
    assert_eq!(served.get(&backlog).status, 200);
    assert!(served.stop().success());
}
