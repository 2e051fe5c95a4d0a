//! `scoutwatch doctor` as people meet it, on real servers that have one thing wrong each.

use scoutwatch::db::schema::{InstallOptions, Right, grant};
use serde_json::Value;

use crate::binary::{Said, run, scoutwatch};
use crate::database::{TestDatabase, connect, fresh_database};
use crate::handles::open;
use crate::installed::{Contents, database_with};
use crate::pooler::Pooler;
use crate::proxy::eventually;
use crate::standby::{Pair, Server};

const PASSWORD: &str = "canary-in-a-coal-mine";

/// A database of the test's own and a role on it.
struct Site {
    database: TestDatabase,
    role: String,
}

impl Site {
    /// With a role that has a right of ours, or none at all.
    async fn of(contents: Contents, right: Option<Right>) -> Self {
        let database = database_with(contents).await;
        let site = Self { role: format!("patient_of_{}", database.name), database };
        site.execute(&format!("create role {} login", site.role)).await;
        if let Some(right) = right {
            let owner = open(&site.database.url, "doctor test");
            grant(&owner, right, &site.role, &InstallOptions::default()).await.unwrap();
        }
        site
    }

    async fn execute(&self, statements: &str) {
        let client = connect(&self.database.url).await;
        client.batch_execute(&statements.replace("ROLE", &self.role)).await.unwrap();
    }

    fn url(&self) -> String {
        // Of a keyword that stands twice, the last one counts.
        format!("{} user={}", self.database.url, self.role)
    }

    fn examine(&self) -> Examination {
        examine(&self.url(), &[])
    }
}

/// What the JSON document of a visit says.
struct Examination {
    code: Option<i32>,
    document: Value,
}

impl Examination {
    fn check(&self, name: &str) -> &Value {
        let checks = self.document["checks"].as_array().unwrap();
        let found = checks.iter().find(|check| check["name"] == name);
        found.unwrap_or_else(|| panic!("no check {name}: {}", self.document))
    }

    fn verdict(&self, name: &str) -> &str {
        self.check(name)["verdict"].as_str().unwrap()
    }

    fn finding(&self, name: &str) -> &str {
        self.check(name)["finding"].as_str().unwrap()
    }

    fn mends(&self, name: &str) -> Vec<&str> {
        let mends = self.check(name)["mend"].as_array().unwrap();
        mends.iter().map(|mend| mend["text"].as_str().unwrap()).collect()
    }

    /// The names of the checks that are neither well nor skipped.
    fn wrong(&self) -> Vec<&str> {
        let checks = self.document["checks"].as_array().unwrap();
        let is_wrong = |check: &&Value| check["verdict"] != "ok" && check["verdict"] != "skipped";
        checks.iter().filter(is_wrong).map(|check| check["name"].as_str().unwrap()).collect()
    }
}

fn visit(url: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Said {
    let mut process = scoutwatch(url, &[&["doctor"], arguments].concat());
    process.envs([("TERM", "xterm-256color"), ("LANG", "C.UTF-8")]).envs(variables.to_vec());
    run(process)
}

/// A visit whose document is valid by the schema in the handbook.
fn examine(url: &str, variables: &[(&str, &str)]) -> Examination {
    let said = visit(url, &["--format", "json"], variables);
    assert_eq!(said.stdout.lines().count(), 1, "a pipe gets one line: {said:?}");
    let document: Value = serde_json::from_str(&said.stdout).unwrap();
    let handbook = include_str!("../../docs/doctor.md");
    let (_, rest) = handbook.split_once("```json\n").expect("the handbook has a schema");
    let (schema, _) = rest.split_once("```").unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let problems: Vec<_> =
        validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?} in {document}");
    assert_eq!(document["exit_code"].as_i64(), said.code.map(i64::from));
    Examination { code: said.code, document }
}

#[tokio::test]
async fn a_viewer_on_a_healthy_database_finds_nothing_wrong_and_fits_a_terminal() {
    let site = Site::of(Contents::Demo, Some(Right::Viewer)).await;
    let found = site.examine();
    assert_eq!(found.wrong(), [""; 0], "{}", found.document);
    assert_eq!((found.code, &found.document["verdict"]), (Some(0), &Value::from("ok")));
    assert_eq!(found.finding("rights"), format!("{} may read all 18 views", site.role));
    assert_eq!(found.finding("primary"), "the primary");
    assert_eq!(found.verdict("job"), "skipped", "a viewer is not expected to run it");
    assert!(found.finding("last_run").starts_with("completed "), "{}", found.document);

    let said = visit(&site.url(), &[], &[]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    // The path of a test's socket is longer than a line has room for.
    let lines: Vec<_> = said.stdout.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(lines.len(), 24, "one screen: {}", said.stdout);
    let is_narrow = |line: &&str| line.chars().count() <= 80;
    assert!(lines.iter().skip(1).all(is_narrow), "{}", said.stdout);
    assert!(!said.stdout.contains('\u{1b}'), "no colours in a pipe");
}

#[tokio::test]
async fn an_operator_could_run_the_job_and_has_no_right_too_many() {
    let site = Site::of(Contents::Demo, Some(Right::Operator)).await;
    let found = site.examine();
    assert_eq!(found.wrong(), [""; 0], "{}", found.document);
    assert_eq!(found.finding("job"), format!("{} could run the refresh job now", site.role));
}

#[tokio::test]
async fn a_view_that_may_not_be_read_is_named_with_the_command_that_gives_the_right() {
    let site = Site::of(Contents::Demo, Some(Right::Viewer)).await;
    site.execute("revoke select on ops.v_scout_attribution_conflicts from ROLE").await;
    let found = site.examine();
    assert_eq!(found.code, Some(5));
    let (role, grant) = (&site.role, format!("scoutwatch schema grant --viewer {}", site.role));
    assert_eq!(found.finding("rights"), format!("{role} may not read 1 of 18 views"));
    assert_eq!(found.mends("rights"), [grant.as_str()]);
    let items = found.check("rights")["items"].as_array().unwrap();
    let denied: Vec<_> = items.iter().filter(|item| item["verdict"] == "fail").collect();
    assert_eq!(denied.len(), 1);
    assert_eq!(denied[0]["name"], "ops.v_scout_attribution_conflicts");
    // What mends it is what the command does.
    let owner = open(&site.database.url, "doctor test");
    scoutwatch::db::schema::grant(&owner, Right::Viewer, role, &InstallOptions::default())
        .await
        .unwrap();
    assert_eq!(site.examine().code, Some(0));
}

#[tokio::test]
async fn each_right_too_many_is_named_and_its_line_takes_it_away() {
    let site = Site::of(Contents::Demo, Some(Right::Viewer)).await;
    let name = &site.database.name;
    site.execute(&format!(
        "alter role ROLE createdb createrole;
         grant insert, delete on observational.lead_ledger to ROLE;
         grant update (scout_id) on observational.lead_events to public;
         create schema elsewhere;
         create table elsewhere.wages (id integer);
         grant select, insert on elsewhere.wages to ROLE;
         grant select on public.module_ct_yango_claims, canon.identity_registry, canon.identity_links to ROLE;
         grant select (scout_id) on observational.lead_events to public;
         grant create on schema elsewhere, ops to ROLE;
         grant create on database {name} to ROLE;
         grant pg_monitor, pg_signal_backend, pg_write_server_files to ROLE"
    ))
    .await;
    let found = site.examine();
    assert_eq!((found.code, found.wrong()), (Some(0), vec!["excess"]), "{}", found.document);
    let role = &site.role;
    let mends = [
        format!("alter role {role} nocreatedb"),
        format!("alter role {role} nocreaterole"),
        format!("revoke pg_monitor from {role}"),
        format!("revoke pg_signal_backend from {role}"),
        format!("revoke pg_write_server_files from {role}"),
        format!("revoke insert on elsewhere.wages from {role}"),
        "revoke update (scout_id) on observational.lead_events from public".to_owned(),
        format!("revoke delete, insert on observational.lead_ledger from {role}"),
        format!("revoke select on elsewhere.wages from {role}"),
        "revoke select (scout_id) on observational.lead_events from public".to_owned(),
        format!("revoke select on public.module_ct_yango_claims from {role}"),
        format!("revoke select on canon.identity_links, canon.identity_registry from {role}"),
        format!("revoke create on schema elsewhere from {role}"),
        format!("revoke create on schema ops from {role}"),
        format!("revoke create on database {name} from {role}"),
    ];
    assert_eq!(found.mends("excess"), mends);
    let items = found.check("excess")["items"].as_array().unwrap();
    let says = |words: &str| items.iter().any(|item| item["finding"] == words);
    assert!(says("may read 2 tables of the schema canon"), "{items:?}");
    assert!(says("may read the table public.module_ct_yango_claims"), "{items:?}");
    site.execute(&mends.join(";")).await;
    assert_eq!(site.examine().wrong(), [""; 0]);
}

#[tokio::test]
async fn a_superuser_is_warned_of_and_the_job_would_be_refused_to_one() {
    let database = database_with(Contents::Demo).await;
    let found = examine(&database.url, &[]);
    assert_eq!((found.code, found.wrong()), (Some(0), vec!["excess", "job"]));
    assert_eq!(found.mends("excess"), ["scoutwatch schema grant --viewer ANOTHER_ROLE"]);
    assert_eq!(found.mends("job"), ["scoutwatch schema grant --operator ANOTHER_ROLE"]);
}

#[tokio::test]
async fn an_owner_is_told_to_take_another_role() {
    let site = Site::of(Contents::Demo, Some(Right::Viewer)).await;
    site.execute("alter view ops.v_dim_scouts owner to ROLE; alter view ops.v_scout_attribution_runs owner to ROLE")
        .await;
    let found = site.examine();
    assert_eq!(found.verdict("excess"), "warn");
    assert_eq!(found.check("excess")["items"][0]["finding"], "owns 2 tables and views");

    // An owner installs with what it has too many: nothing is taken from it.
    site.execute("grant create on schema ops to ROLE").await;
    let mends = ["scoutwatch schema grant --viewer ANOTHER_ROLE"];
    assert_eq!(site.examine().mends("excess"), mends);
}

#[tokio::test]
async fn the_checks_of_a_run_are_all_made_over_the_connection_of_the_job() {
    let site = Site::of(Contents::Demo, Some(Right::Operator)).await;
    let viewer = format!("viewer_of_{}", site.database.name);
    site.execute(&format!("create role {viewer} login")).await;
    let owner = open(&site.database.url, "doctor test");
    grant(&owner, Right::Viewer, &viewer, &InstallOptions::default()).await.unwrap();
    let mut verify = scoutwatch(&format!("{} user={viewer}", site.database.url), &["verify"]);
    verify.env("SCOUTWATCH_JOB_DATABASE_URL", site.url());
    let said = run(verify);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains("audit_is_complete"), "{said:?}");
    assert!(!said.stdout.contains("42501"), "{said:?}");
}

#[tokio::test]
async fn a_role_that_was_meant_for_the_job_and_may_not_run_it_is_a_failure() {
    let site = Site::of(Contents::Demo, Some(Right::Viewer)).await;
    let url = site.url();
    let found = examine(&url, &[("SCOUTWATCH_JOB_DATABASE_URL", &url)]);
    assert_eq!((found.code, found.wrong()), (Some(1), vec!["job"]), "{}", found.document);
    let told = format!("job.database_url: {} lacks ", site.role);
    assert!(found.finding("job").starts_with(&told), "{}", found.finding("job"));
    let mends = [format!("scoutwatch schema grant --operator {}", site.role)];
    assert_eq!(found.mends("job"), mends);
}

#[tokio::test]
async fn a_schema_that_has_drifted_fails_with_what_brings_it_back() {
    let site = Site::of(Contents::Demo, Some(Right::Viewer)).await;
    site.execute("drop view ops.v_cabinet_leads_missing_scout_alerts").await;
    let found = site.examine();
    assert_eq!(found.code, Some(1));
    assert_eq!(found.finding("schema"), "1 of the 10 views that scoutwatch reads are missing");
    assert_eq!(found.mends("schema"), ["scoutwatch schema install"]);
}

#[tokio::test]
async fn a_guard_that_is_switched_off_fails_and_its_line_puts_it_back() {
    let site = Site::of(Contents::Demo, Some(Right::Viewer)).await;
    site.execute(
        "alter table ops.lead_ledger_scout_backfill_audit disable trigger scoutwatch_refuse_truncate;
         drop index ops.scoutwatch_one_active_refresh",
    )
    .await;
    let found = site.examine();
    assert_eq!((found.code, found.wrong()), (Some(1), vec!["guards"]), "{}", found.document);
    let mends = found.mends("guards").join(";");
    site.execute(&mends).await;
    assert_eq!(site.examine().wrong(), [""; 0]);
}

#[tokio::test]
async fn older_views_are_a_warning_and_an_empty_database_a_failure() {
    let older = database_with(Contents::Older).await;
    let url = format!("{} user={}", older.url, crate::installed::OLDER_VIEWER);
    let found = examine(&url, &[]);
    assert_eq!((found.code, found.verdict("schema")), (Some(0), "warn"), "{}", found.document);
    assert_eq!((found.verdict("rights"), found.verdict("poll")), ("ok", "warn"));
    assert_eq!(found.verdict("guards"), "skipped");

    let found = examine(&fresh_database("empty").await.url, &[]);
    assert_eq!(found.code, Some(1));
    assert_eq!(found.finding("schema"), "tables of CT4 are missing: this is not its database");
}

#[tokio::test]
async fn an_index_that_a_large_table_lacks_is_asked_for_and_its_line_makes_it() {
    let site = Site::of(Contents::Demo, Some(Right::Viewer)).await;
    assert!(site.examine().finding("indexes").contains("too small"));
    // As large as the server's own estimate says.
    site.execute("update pg_class set reltuples = 50000 where relname in ('identity_links', 'module_ct_migrations')")
        .await;
    let found = site.examine();
    assert_eq!((found.code, found.wrong()), (Some(0), vec!["indexes"]), "{}", found.document);
    let mends: Vec<String> = found.mends("indexes").iter().map(|mend| (*mend).to_owned()).collect();
    assert_eq!(mends.len(), 2);
    for mend in mends {
        site.execute(&mend).await;
    }
    assert_eq!(site.examine().wrong(), [""; 0]);
}

#[tokio::test]
async fn every_index_that_is_advised_is_one_that_doctor_looks_for() {
    let site = Site::of(Contents::Demo, Some(Right::Viewer)).await;
    let advice = include_str!("../../sql/schema/advice.sql");
    let statements: String =
        advice.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
    for statement in statements.split(';').filter(|statement| !statement.trim().is_empty()) {
        site.execute(statement).await;
    }
    assert_eq!(site.examine().finding("indexes"), "all that the views lean on are there");
}

#[tokio::test]
async fn limits_of_the_server_that_end_a_poll_are_named_with_what_lifts_them() {
    let site = Site::of(Contents::Demo, Some(Right::Viewer)).await;
    site.execute("alter role ROLE set idle_session_timeout = '5s'").await;
    let found = site.examine();
    assert_eq!((found.code, found.wrong()), (Some(0), vec!["timeouts"]), "{}", found.document);
    let lines = found.mends("timeouts").join(";");
    site.execute(&lines).await;
    assert_eq!(site.examine().wrong(), [""; 0]);
}

#[tokio::test]
async fn a_pooler_that_moves_sessions_is_found_and_one_that_does_not_is_none() {
    let site = Site::of(Contents::Demo, Some(Right::Operator)).await;
    for (mode, sessions, verdict) in
        [("transaction", 3, "warn"), ("transaction", 1, "warn"), ("session", 3, "ok")]
    {
        let Some(pooler) = Pooler::with_sessions(sessions, &site.database, &site.role, mode).await
        else {
            println!("skipped: pgbouncer is not installed");
            return;
        };
        let url = pooler.url(&site.database);
        let found = examine(&url, &[]);
        assert_eq!(found.verdict("pooler"), verdict, "{mode}: {}", found.document);
        assert_eq!(found.code, Some(0), "{mode}: {}", found.document);
        assert_eq!(found.verdict("job"), verdict, "{mode}: {}", found.document);
        // The job has a way of its own, or nothing is to be written.
        let own_way = [("SCOUTWATCH_JOB_DATABASE_URL", &*site.url())];
        assert_eq!(examine(&url, &own_way).wrong(), [""; 0], "{mode}");
        let to_pooler = [("SCOUTWATCH_JOB_DATABASE_URL", &*url)];
        let meant = if verdict == "ok" { "ok" } else { "fail" };
        assert_eq!(examine(&url, &to_pooler).verdict("job"), meant, "{mode}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_standby_is_looked_at_whole_and_one_that_is_cut_off_is_named() {
    let pair = Pair::start(Contents::Demo).await;
    let standby = pair.url_of(Server::Standby);
    let found = examine(&standby, &[]);
    assert_eq!((found.code, found.verdict("primary")), (Some(0), "warn"), "{}", found.document);
    assert_eq!((found.verdict("pooler"), found.verdict("poll")), ("ok", "ok"));
    assert_eq!(found.finding("job"), "nothing can be written here: it is a standby");
    let read_only = [("SCOUTWATCH_READ_ONLY", "true")];
    assert_eq!(examine(&standby, &read_only).verdict("primary"), "ok");

    let _pair = pair.lose_primary().await;
    eventually("the standby notices", async || {
        examine(&standby, &read_only).finding("primary").contains("cut off")
    })
    .await;
}

#[tokio::test]
async fn nothing_is_written_and_no_password_is_told() {
    let site = Site::of(Contents::Demo, Some(Right::Operator)).await;
    site.execute(&format!("alter role ROLE password '{PASSWORD}'")).await;
    let client = connect(&site.database.url).await;
    let written = async || -> i64 {
        let counted =
            "select sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint from pg_stat_user_tables";
        client.query_one(counted, &[]).await.unwrap().try_get(0).unwrap()
    };
    let before = written().await;
    let url = format!("{} password={PASSWORD}", site.url());
    for arguments in [&[][..], &["--format", "json"], &["-vvv"]] {
        let said = visit(&url, arguments, &[("PGPASSWORD", PASSWORD)]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(!said.stdout.contains(PASSWORD) && !said.stderr.contains(PASSWORD), "{said:?}");
    }
    assert_eq!(written().await, before);
}

#[test]
fn without_a_server_its_checks_are_skipped_and_the_terminals_are_made() {
    let found = examine(&format!("host=127.0.0.1 port=1 user=x password={PASSWORD}"), &[]);
    assert_eq!((found.code, found.verdict("connection")), (Some(4), "fail"));
    assert_eq!(found.verdict("rights"), "skipped");
    assert_eq!(found.finding("rights"), "there is no connection");
    assert_eq!(found.verdict("characters"), "ok");
    assert!(!found.document.to_string().contains(PASSWORD));
}

#[test]
fn wrong_settings_end_with_2_and_the_terminal_is_looked_at_all_the_same() {
    let found = examine("host=db1 sslmode=perhaps", &[]);
    assert_eq!((found.code, found.verdict("settings")), (Some(2), "fail"));
    assert_eq!(found.verdict("colors"), "ok");
    assert_eq!(found.document["target"], Value::Null);
}

#[test]
fn a_server_that_is_silent_is_given_up_in_time() {
    // It takes the connection and never says a word.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let limits = [
        ("SCOUTWATCH_DATABASE_DEADLINE", "300ms"),
        ("SCOUTWATCH_DATABASE_STATEMENT_TIMEOUT", "200ms"),
        ("SCOUTWATCH_DATABASE_CONNECT_TIMEOUT", "300ms"),
    ];
    let found = examine(&format!("host=127.0.0.1 port={port} user=x sslmode=disable"), &limits);
    assert_eq!((found.code, found.verdict("connection")), (Some(4), "fail"));
}

#[test]
fn a_terminal_without_utf_8_gets_ascii_alone() {
    let said = visit("host=127.0.0.1 port=1 user=x", &[], &[("LC_ALL", "C")]);
    assert!(said.stdout.is_ascii(), "{}", said.stdout);
    assert!(said.stdout.contains("X FAIL    connection"), "{}", said.stdout);
}
