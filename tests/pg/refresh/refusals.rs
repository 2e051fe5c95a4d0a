//! Why a run is not begun: each reason by itself, and nothing written.

use scoutwatch::db::cluster::{Cluster, Shutdown};
use scoutwatch::db::schema::{InstallOptions, Right, grant, install};
use scoutwatch::exit::ExitStatus;
use scoutwatch::model::{Language, Progress, Refusal, Trigger, WhyReadOnly};
use scoutwatch::refresh::{JobSettings, plan, run};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{Site, completed, execute, handle, job};
use crate::database::{connect, environment, fresh_database, test_options};
use crate::installed::Contents;

/// How a run is refused, and that nothing of it is left.
async fn refusal(site: &Site) -> Refusal {
    let refused = site.run_with(&job()).await.unwrap_err();
    let runs = "select count(*) from ops.ingestion_runs where job_type::text = 'scout_attribution_refresh'";
    assert_eq!(site.value::<i64>(runs).await, 0);
    refused
}

#[tokio::test]
async fn a_superuser_is_refused_unless_it_is_allowed() {
    let site = Site::with("person(1)").await;
    let superuser = Site { operator: handle(&site.database.url, "postgres"), ..site };
    let refused = refusal(&superuser).await;
    assert_eq!(refused, Refusal::Superuser { role: "postgres".to_owned() });
    assert_eq!(ExitStatus::from(&refused), ExitStatus::Refused);
    assert!(refused.hint(Language::English).unwrap().contains("schema grant --operator"));
    let settings = JobSettings { allow_superuser: true, ..job() };
    completed(&superuser.run_with(&settings).await.unwrap());
}

#[tokio::test]
async fn each_right_that_is_missing_is_named() {
    let site = Site::with("person(1)").await;
    let role = site.role.clone();
    let revocable = [
        "select on canon.identity_registry",
        "select on canon.identity_links",
        "select on observational.lead_events",
        "select on observational.lead_ledger",
        "select on ops.ingestion_runs",
        "select on ops.scoutwatch_schema_versions",
        "select on ops.scoutwatch_runs",
        "select on ops.scout_attribution_daily_history",
        "select on ops.identity_links_backfill_audit",
        "select on ops.lead_events_scout_backfill_audit",
        "select on ops.lead_ledger_scout_backfill_audit",
        "select on ops.v_scoutwatch_source_scouting_daily",
        "select on ops.v_scout_attribution_raw",
        "select on ops.v_scout_attribution_figures",
        "select on ops.v_scout_attribution_runs",
        "select on ops.v_scout_attribution_link_candidates",
        "select on ops.v_scout_attribution_event_candidates",
        "select on ops.v_scout_attribution_ledger_candidates",
        "insert (evidence) on canon.identity_links",
        "insert (primary_phone) on canon.identity_registry",
        "insert (job_type) on ops.ingestion_runs",
        "update (scout_id) on observational.lead_events",
        "update (evidence_json) on observational.lead_ledger",
        "update (stats) on ops.ingestion_runs",
        "update (heartbeat_at) on ops.scoutwatch_runs",
        "update (run_id) on ops.scout_attribution_daily_history",
        "usage on schema canon",
        "usage on sequence canon.identity_links_id_seq",
        "usage on sequence ops.ingestion_runs_id_seq",
    ];
    for right in revocable {
        site.execute(&format!("revoke {right} from {role}")).await;
        let refused = refusal(&site).await;
        let Refusal::MissingRights { role: named, rights } = &refused else {
            panic!("{right}: {refused:?}")
        };
        assert_eq!((named, rights.as_slice()), (&role, &[right.to_owned()][..]));
        site.execute(&format!("grant {right} to {role}")).await;
    }
    for table in
        ["identity_links_backfill_audit", "lead_ledger_scout_backfill_audit", "scoutwatch_runs"]
    {
        site.execute(&format!("revoke insert on ops.{table} from {role}")).await;
        let Refusal::MissingRights { rights, .. } = refusal(&site).await else { panic!("{table}") };
        assert_eq!(rights, [format!("insert on ops.{table}")]);
        site.execute(&format!("grant insert on ops.{table} to {role}")).await;
    }
    completed(&site.run().await);
}

#[tokio::test]
async fn a_viewer_hears_every_right_that_it_lacks_and_may_ask_for_the_plan() {
    let site = Site::new(Contents::Demo).await;
    let viewer = format!("viewer_of_{}", site.database.name);
    site.execute(&format!("create role {viewer} login")).await;
    let owner = handle(&site.database.url, "postgres");
    grant(&owner, Right::Viewer, &viewer, &InstallOptions::default()).await.unwrap();
    let database = handle(&site.database.url, &viewer);
    let planned = plan(&database, &job()).await.unwrap();
    let by_operator = plan(&site.operator, &job()).await.unwrap();
    assert_eq!(planned.steps, by_operator.steps);
    assert_eq!((planned.role, planned.figures), (viewer.clone(), by_operator.figures));
    assert_eq!(planned.database, site.database.name);

    let site = Site { operator: database, ..site };
    let refused = site.run_with(&job()).await.unwrap_err();
    let Refusal::MissingRights { role, rights } = &refused else { panic!("{refused:?}") };
    assert_eq!(role, &viewer);
    assert!(rights.contains(&"update (scout_id) on observational.lead_events".to_owned()));
    assert!(rights.len() > 20, "{rights:?}");
    let hint = format!("the owner gives them with `scoutwatch schema grant --operator {viewer}`");
    assert_eq!(refused.hint(Language::English), Some(hint));
    assert_eq!(ExitStatus::from(&refused), ExitStatus::Refused);
}

#[tokio::test]
async fn a_database_without_the_schema_or_with_an_older_one_is_refused() {
    let bare = fresh_database("bare").await;
    let client = bare.connect().await;
    execute(&client, include_str!("../../../sql/demo/tables.sql")).await;
    let database = handle(&bare.url, "postgres");
    let settings = JobSettings { allow_superuser: true, ..job() };
    let (progress, _watched) = watch::channel(Progress::default());
    let refused = run(&database, &settings, Trigger::Command, CancellationToken::new(), progress)
        .await
        .unwrap_err();
    let Refusal::NotInstalled { missing } = &refused else { panic!("{refused:?}") };
    assert!(missing.contains(&"ops.scoutwatch_runs".to_owned()), "{missing:?}");
    assert!(!missing.contains(&"ops.ingestion_runs".to_owned()), "{missing:?}");
    assert_eq!(ExitStatus::from(&refused), ExitStatus::Failed);
    let refused = plan(&database, &job()).await.unwrap_err();
    assert!(matches!(refused, Refusal::NotInstalled { .. }), "{refused:?}");

    let site = Site::with("person(1)").await;
    site.execute(
        "delete from ops.scoutwatch_schema_versions where version = 3; drop table ops.scoutwatch_runs cascade",
    )
    .await;
    let refused = refusal(&site).await;
    assert_eq!(refused, Refusal::TooOld { installed: 2, needed: 3 });
    assert_eq!(refused.hint(Language::English).as_deref(), Some("run `scoutwatch schema install`"));
}

#[tokio::test]
async fn an_enum_that_does_not_know_the_job_is_refused() {
    let site = Site::with("person(1)").await;
    site.execute("alter type public.jobtype rename value 'scout_attribution_refresh' to 'other'")
        .await;
    let refused = refusal(&site).await;
    assert!(matches!(refused, Refusal::UnknownJobType { .. }), "{refused:?}");
    let hint = "the owner of the enum runs: alter type public.jobtype add value 'scout_attribution_refresh'";
    assert_eq!(refused.hint(Language::English).as_deref(), Some(hint));
}

#[tokio::test]
async fn what_protects_the_data_must_be_there_and_switched_on_and_the_remedy_helps() {
    let site = Site::with("person(1)").await;
    for damage in [
        "drop index ops.scoutwatch_one_active_refresh",
        "alter table ops.identity_links_backfill_audit disable trigger scoutwatch_refuse_row_change",
        "alter table ops.lead_events_scout_backfill_audit enable trigger scoutwatch_refuse_truncate",
        "drop trigger scoutwatch_refuse_row_change on ops.lead_ledger_scout_backfill_audit",
        "drop trigger scoutwatch_keep_closed_day on ops.scout_attribution_daily_history",
        "drop trigger scoutwatch_keep_history on ops.scout_attribution_daily_history",
    ] {
        site.execute(damage).await;
        let refused = refusal(&site).await;
        let Refusal::Unguarded { guards, remedy } = &refused else {
            panic!("{damage}: {refused:?}")
        };
        assert_eq!(guards.len(), 1, "{guards:?}");
        site.execute(remedy).await;
    }
    completed(&site.run().await);
}

#[tokio::test]
async fn a_role_whose_transactions_are_read_only_is_refused() {
    let site = Site::with("person(1)").await;
    let role = &site.role;
    site.execute(&format!("alter role {role} set default_transaction_read_only = on")).await;
    let refused = refusal(&site).await;
    let Refusal::ReadOnlyServer { why, .. } = &refused else { panic!("{refused:?}") };
    assert_eq!(why.to_string(), format!("transactions of {role} are read-only there"));
    assert_eq!(ExitStatus::from(&refused), ExitStatus::Refused);
}

#[tokio::test]
async fn a_standby_is_refused_and_still_answers_the_plan() {
    let cluster =
        tokio::task::spawn_blocking(|| Cluster::start(&test_options(), &environment()).unwrap())
            .await
            .unwrap();
    let url = cluster.connection_string("postgres");
    let client = connect(&url).await;
    execute(&client, include_str!("../../../sql/demo/tables.sql")).await;
    let owner = handle(&url, "postgres");
    install(&owner, &InstallOptions::default()).await.unwrap();
    execute(&client, "create role operator login").await;
    grant(&owner, Right::Operator, "operator", &InstallOptions::default()).await.unwrap();
    execute(
        &client,
        "insert into ops.ingestion_runs (started_at, status, job_type) values (now(), 'RUNNING', 'scout_attribution_refresh')",
    )
    .await;
    drop(client);
    owner.close();
    let standby = tokio::task::spawn_blocking(move || {
        let mut cluster = cluster;
        cluster.stop(Shutdown::Fast).unwrap();
        std::fs::write(cluster.data_directory().join("standby.signal"), "").unwrap();
        cluster.start_again().unwrap();
        cluster
    })
    .await
    .unwrap();
    let database = handle(&standby.connection_string("postgres"), "operator");
    let (progress, _watched) = watch::channel(Progress::default());
    let refused = run(&database, &job(), Trigger::Command, CancellationToken::new(), progress)
        .await
        .unwrap_err();
    let Refusal::ReadOnlyServer { why, .. } = &refused else { panic!("{refused:?}") };
    assert_eq!(why, &WhyReadOnly::Standby);
    assert_eq!(
        refused.hint(Language::English).as_deref(),
        Some("set job.database_url to the primary, with a role that may write")
    );
    plan(&database, &job()).await.unwrap();
    // A standby does not know the primary's locks, so nobody calls its run dead.
    let client = connect(&standby.connection_string("postgres")).await;
    let living: Option<bool> =
        super::value(&client, "select has_living_runner from ops.v_scout_attribution_runs").await;
    assert_eq!(living, None);
}
