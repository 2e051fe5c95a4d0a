//! What a viewer and an operator may: exactly that, by what the catalog says and by trying.

use scoutwatch::db::schema::{GrantReport, InstallOptions, Right, SchemaError, grant};
use scoutwatch::model::FailureKind;
use tokio_postgres::Client;

use super::{base_tables, connect_as, handle, install_in, lines, refusal, role, run, value};
use crate::database::TestDatabase;
use crate::installed::{Contents, database_with};

/// What a viewer reads.
const VIEWER: [&str; 19] = [
    "ops.scoutwatch_schema_versions",
    "ops.v_cabinet_leads_missing_scout_alerts",
    "ops.v_dim_scouts",
    "ops.v_persons_without_scout_categorized",
    "ops.v_scout_attribution",
    "ops.v_scout_attribution_conflicts",
    "ops.v_scout_attribution_event_candidates",
    "ops.v_scout_attribution_figures",
    "ops.v_scout_attribution_ledger_candidates",
    "ops.v_scout_attribution_link_candidates",
    "ops.v_scout_attribution_metrics_daily",
    "ops.v_scout_attribution_metrics_snapshot",
    "ops.v_scout_attribution_person",
    "ops.v_scout_attribution_person_facts",
    "ops.v_scout_attribution_raw",
    "ops.v_scout_attribution_runs",
    "ops.v_scout_attribution_sources",
    "ops.v_scout_payment_base",
    "ops.v_yango_collection_with_scout",
];

/// What an operator reads besides: what the refresh job reads.
const OPERATOR: [&str; 22] = [
    "canon.drivers_index",
    "canon.identity_links",
    "canon.identity_registry",
    "observational.lead_events",
    "observational.lead_ledger",
    "ops.identity_links_backfill_audit",
    "ops.ingestion_runs",
    "ops.lead_events_scout_backfill_audit",
    "ops.lead_ledger_scout_backfill_audit",
    "ops.scout_attribution_daily_history",
    "ops.scoutwatch_runs",
    "ops.v_scoutwatch_source_cabinet_leads",
    "ops.v_scoutwatch_source_drivers",
    "ops.v_scoutwatch_source_drivers_index",
    "ops.v_scoutwatch_source_migrations",
    "ops.v_scoutwatch_source_scouting_daily",
    "ops.v_scoutwatch_source_scouts_list",
    "public.drivers",
    "public.module_ct_cabinet_leads",
    "public.module_ct_migrations",
    "public.module_ct_scouting_daily",
    "public.module_ct_scouts_list",
];

/// What an operator may insert: all columns of a table where none is named.
const INSERTS: [(&str, &[&str]); 8] = [
    (
        "canon.identity_links",
        &[
            "confidence_level",
            "evidence",
            "linked_at",
            "match_rule",
            "match_score",
            "person_key",
            "run_id",
            "snapshot_date",
            "source_pk",
            "source_table",
        ],
    ),
    (
        "canon.identity_registry",
        &[
            "confidence_level",
            "created_at",
            "person_key",
            "primary_full_name",
            "primary_license",
            "primary_phone",
            "updated_at",
        ],
    ),
    ("ops.identity_links_backfill_audit", &[]),
    ("ops.ingestion_runs", &["job_type", "started_at", "stats", "status"]),
    ("ops.lead_events_scout_backfill_audit", &[]),
    ("ops.lead_ledger_scout_backfill_audit", &[]),
    ("ops.scout_attribution_daily_history", &[]),
    ("ops.scoutwatch_runs", &[]),
];

/// The columns that an operator may change.
const UPDATES: [(&str, &[&str]); 5] = [
    ("observational.lead_events", &["scout_id"]),
    (
        "observational.lead_ledger",
        &[
            "attributed_scout_id",
            "attributed_source",
            "attribution_rule",
            "confidence_level",
            "decision_status",
            "evidence_json",
            "updated_at",
        ],
    ),
    ("ops.ingestion_runs", &["completed_at", "error_message", "stats", "status"]),
    (
        "ops.scout_attribution_daily_history",
        &[
            "backlog_a",
            "backlog_b",
            "backlog_c",
            "backlog_d",
            "backlog_e",
            "by_source_cabinet_leads",
            "by_source_lead_ledger",
            "by_source_scouting_daily",
            "computed_at",
            "conflicts_contradicting",
            "conflicts_open",
            "is_final",
            "is_reconstructed",
            "missing_count",
            "run_id",
            "satisfactory_count",
            "total_persons",
        ],
    ),
    (
        "ops.scoutwatch_runs",
        &[
            "cancel_requested_at",
            "cancel_requested_by",
            "done",
            "estimate",
            "heartbeat_at",
            "rate",
            "rejected",
            "step",
            "step_number",
            "updated_at",
        ],
    ),
];

/// The sequences that an operator takes numbers from.
const SEQUENCES: [&str; 5] = [
    "canon.identity_links_id_seq",
    "ops.identity_links_backfill_audit_id_seq",
    "ops.ingestion_runs_id_seq",
    "ops.lead_events_scout_backfill_audit_id_seq",
    "ops.lead_ledger_scout_backfill_audit_id_seq",
];

async fn give(
    database: &TestDatabase,
    giver: &str,
    right: Right,
    to: &str,
) -> Result<GrantReport, SchemaError> {
    grant(&handle(database, giver), right, to, &InstallOptions::default()).await
}

pub(super) async fn granted(database: &TestDatabase, right: Right, to: &str) -> Vec<String> {
    give(database, "postgres", right, to).await.unwrap().given
}

/// Every table and view of CT4 and scoutwatch.
async fn relations(client: &Client) -> Vec<String> {
    lines(
        client,
        "select relnamespace::regnamespace || '.' || relname as name from pg_class
         where relnamespace::regnamespace::text in ('canon', 'observational', 'ops', 'public') and relkind in ('r', 'v')
         order by name",
    )
    .await
}

/// Whether a statement is allowed; nothing of it stays.
async fn may(client: &Client, statement: &str) -> bool {
    run(client, "begin").await;
    let outcome = client.batch_execute(statement).await;
    run(client, "rollback").await;
    match outcome {
        Ok(()) => true,
        Err(error) => match error.code().map(tokio_postgres::error::SqlState::code) {
            Some("42501") => false,
            // A view that cannot be written to at all, a guard, a generated column, a missing value: the right
            // was not what stopped it.
            Some("55000" | "0A000" | "23000" | "23502" | "428C9") => true,
            code => panic!("{code:?} {error}: {statement}"),
        },
    }
}

#[tokio::test]
async fn a_viewer_reads_the_views_of_ours_and_does_nothing_else() {
    let database = database_with(Contents::Demo).await;
    let administrator = database.connect().await;
    let viewer = role(&database, "viewer").await;
    granted(&database, Right::Viewer, &viewer).await;
    let client = connect_as(&database, &viewer).await;
    for relation in relations(&administrator).await {
        let is_view_of_ours = VIEWER.contains(&relation.as_str());
        // Every column: a count would leave out those that ask for more.
        assert_eq!(
            may(&client, &format!("select * from {relation} limit 1")).await,
            is_view_of_ours,
            "reading {relation}"
        );
        // A table's last column is no identity, which nobody can change; a view's first one is plain.
        let is_view = relation.contains(".v_");
        let order = if is_view { "asc" } else { "desc" };
        let column = format!(
            "select (array_agg(attname::text order by attnum {order}))[1] from pg_attribute
             where attrelid = '{relation}'::regclass and attnum > 0"
        );
        let column: String = value(&administrator, &column).await;
        for statement in [
            format!("insert into {relation} default values"),
            format!("delete from {relation}"),
            format!("truncate {relation}"),
            format!("update {relation} set {column} = {column}"),
        ] {
            if is_view && statement.starts_with("truncate") {
                continue;
            }
            let code = refusal(&client, &statement).await;
            // A view over several tables cannot be written to by anybody.
            assert!(code == "42501" || is_view && code == "55000", "{code} {statement}");
        }
    }
    for statement in [
        "create table ops.mine (id int)",
        "create view ops.mine as select 1 as one",
        "create table canon.mine (id int)",
        "drop view ops.v_dim_scouts",
        "comment on view ops.v_dim_scouts is 'mine'",
        "select nextval('ops.ingestion_runs_id_seq')",
    ] {
        assert_eq!(refusal(&client, statement).await, "42501", "{statement}");
    }
}

#[tokio::test]
async fn an_operator_has_the_rights_of_the_refresh_job_and_no_other() {
    let database = database_with(Contents::Demo).await;
    let administrator = database.connect().await;
    let operator = role(&database, "operator").await;
    let given = granted(&database, Right::Operator, &operator).await;

    let mut expected: Vec<String> = Vec::new();
    expected.extend(VIEWER.iter().chain(&OPERATOR).map(|name| format!("select on {name}")));
    for (right, tables) in [("insert", &INSERTS[..]), ("update", &UPDATES[..])] {
        for (table, columns) in tables {
            if columns.is_empty() {
                expected.push(format!("{right} on {table}"));
            }
            expected.extend(columns.iter().map(|column| format!("{right} ({column}) on {table}")));
        }
    }
    for schema in ["canon", "observational", "ops", "public"] {
        expected.push(format!("usage on schema {schema}"));
    }
    expected.extend(SEQUENCES.iter().map(|sequence| format!("usage on {sequence}")));
    for function in [
        "business_day(timestamp with time zone)",
        "event_scout(integer,jsonb)",
        "license_key(text)",
        "payload_scout(jsonb)",
        "payload_scout_is_malformed(jsonb)",
        "phone_key(text)",
        "plain_integer(text)",
        "row_id(text)",
    ] {
        expected.push(format!("execute on ops.scoutwatch_{function}"));
    }
    expected.sort();
    assert_eq!(given, expected);

    let client = connect_as(&database, &operator).await;
    for relation in relations(&administrator).await {
        let name = relation.as_str();
        let reads = VIEWER.contains(&name) || OPERATOR.contains(&name);
        assert_eq!(
            may(&client, &format!("select * from {name} limit 1")).await,
            reads,
            "reading {name}"
        );
        let inserts = INSERTS.iter().find(|(table, _)| *table == name);
        let writable = inserts.is_some() || !name.contains(".v_");
        if writable {
            let insert = match inserts {
                Some((_, [first, ..])) => format!("insert into {name} ({first}) values (default)"),
                _ => format!("insert into {name} default values"),
            };
            assert_eq!(may(&client, &insert).await, inserts.is_some(), "{insert}");
            assert!(!may(&client, &format!("delete from {name}")).await, "deleting from {name}");
            assert!(!may(&client, &format!("truncate {name}")).await, "emptying {name}");
        }
    }
    for (statement, allowed) in [
        ("update observational.lead_ledger set attributed_scout_id = 1, updated_at = now()", true),
        ("update observational.lead_ledger set person_key = person_key", false),
        ("update observational.lead_ledger set attribution_score = 0", false),
        ("update observational.lead_events set scout_id = 1", true),
        ("update observational.lead_events set payload_json = null", false),
        ("update canon.identity_links set match_score = 0", false),
        ("update canon.identity_registry set updated_at = now()", false),
        ("update ops.ingestion_runs set status = 'FAILED'", true),
        ("update ops.ingestion_runs set job_type = 'identity_run'", false),
        ("insert into canon.identity_registry (person_key, flags) values (null, null)", false),
        ("insert into observational.lead_ledger (person_key) values (null)", false),
        ("update ops.scoutwatch_runs set step = 'verify'", true),
        ("update ops.scoutwatch_runs set nonce = null", false),
        ("update ops.scout_attribution_daily_history set metric_date = metric_date + 1", false),
        ("update ops.identity_links_backfill_audit set notes = ''", false),
        ("update public.module_ct_yango_claims set yango_payment_status = 'PAID'", false),
        ("alter table ops.identity_links_backfill_audit disable trigger all", false),
        ("set session_replication_role = replica", false),
        ("create table ops.mine (id int)", false),
    ] {
        assert_eq!(may(&client, statement).await, allowed, "{statement}");
    }
}

#[tokio::test]
async fn giving_the_same_right_again_gives_nothing() {
    let database = database_with(Contents::Empty).await;
    let both = role(&database, "both").await;
    assert_eq!(granted(&database, Right::Viewer, &both).await.len(), 28);
    assert_eq!(granted(&database, Right::Viewer, &both).await.len(), 0);
    assert!(granted(&database, Right::Operator, &both).await.len() > 30);
    assert_eq!(granted(&database, Right::Operator, &both).await.len(), 0);
    let report = give(&database, "postgres", Right::Viewer, &both).await.unwrap();
    assert!(report.had > 50);
}

#[tokio::test]
async fn a_role_may_have_any_name_and_must_exist() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    let name = format!("Ops \"Team\" 'x'; $block$ %I {}", database.name);
    run(&client, &format!("create role \"{}\"", name.replace('"', "\"\""))).await;
    assert_eq!(granted(&database, Right::Viewer, &name).await.len(), 28);
    for unknown in ["nobody_at_all", "", "PUBLIC"] {
        let outcome = give(&database, "postgres", Right::Viewer, unknown).await;
        let error = outcome.unwrap_err();
        assert!(matches!(error, SchemaError::UnknownRole { .. }), "{unknown}: {error}");
    }
}

#[tokio::test]
async fn who_has_no_right_to_give_gives_nothing_and_hears_what_is_lacking() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    let (giver, taker) = (role(&database, "giver").await, role(&database, "taker").await);
    // The server only warns when somebody gives a right that he has himself and may not give.
    granted(&database, Right::Operator, &giver).await;
    for right in [Right::Viewer, Right::Operator] {
        let outcome = give(&database, &giver, right, &taker).await;
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), FailureKind::Denied);
        assert!(
            error.to_string().contains(&format!("{giver} cannot give usage on schema ops")),
            "{error}"
        );
        assert!(error.to_string().contains("as the owner"), "{error}");
    }
    let theirs = format!(
        "select count(*) from pg_class cross join lateral aclexplode(relacl) as entry where entry.grantee = '{taker}'::regrole"
    );
    assert_eq!(value::<i64>(&client, &theirs).await, 0);
}

#[tokio::test]
async fn rights_on_what_is_not_installed_point_to_the_installation() {
    let database = base_tables("notinstalled").await;
    let viewer = role(&database, "early").await;
    let early = give(&database, "postgres", Right::Viewer, &viewer).await;
    let error = early.unwrap_err();
    assert_eq!(error.kind(), FailureKind::Missing);
    assert!(error.to_string().contains("schema install"), "{error}");
    install_in(&database).await.unwrap();
    granted(&database, Right::Operator, &viewer).await;
}
