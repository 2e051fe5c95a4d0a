//! What docs/security.md says of rights, held against a server: who was given what, and what a viewer's password opens.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use scoutwatch::db::schema::Right;
use scoutwatch::refresh::{JobSettings, may_decide};

use super::rights::granted;
use super::{connect_as, handle, lines, refusal, role, run, value};
use crate::installed::{Contents, database_with};

const DECISION_RIGHTS: &str = include_str!("../../../sql/refresh/decision_rights.sql");

/// The rights on one object: those of one kind, with the columns where they are not on the whole.
type Rights = BTreeMap<String, Vec<String>>;

/// Rights by object, out of lines such as `update (scout_id) on observational.lead_events`.
fn by_object(given: &[String]) -> BTreeMap<String, Rights> {
    let mut objects: BTreeMap<String, Rights> = BTreeMap::new();
    for line in given {
        let (right, object) = line.split_once(" on ").unwrap();
        let (word, column) = match right.split_once(" (") {
            Some((word, column)) => (word, Some(column.trim_end_matches(')').to_owned())),
            None => (right, None),
        };
        let rights = objects.entry(object.to_owned()).or_default();
        rights.entry(word.to_owned()).or_default().extend(column);
    }
    objects
}

fn words(rights: Option<&Rights>) -> String {
    let words = rights.into_iter().flatten().map(|(right, columns)| match columns.as_slice() {
        [] => right.clone(),
        columns => format!("{right} of {}", columns.join(", ")),
    });
    words.collect::<Vec<_>>().join("; ")
}

/// The table of the handbook: every object, and what each role may do with it.
fn table(viewer: &[String], operator: &[String], decider: &[String]) -> String {
    let roles = [viewer, operator, decider].map(by_object);
    let [viewer, operator, decider] = &roles;
    let mut text =
        "| on | a viewer | an operator besides | a decider besides |\n|---|---|---|---|\n"
            .to_owned();
    let mut objects: Vec<&String> = roles.iter().flat_map(BTreeMap::keys).collect();
    objects.sort();
    objects.dedup();
    for object in objects {
        let seen = viewer.get(object);
        let besides = |role: &BTreeMap<String, Rights>| {
            let mut rights = role.get(object).cloned().unwrap_or_default();
            rights.retain(|right, columns| seen.and_then(|seen| seen.get(right)) != Some(columns));
            words(Some(&rights))
        };
        writeln!(
            text,
            "| `{object}` | {} | {} | {} |",
            words(seen),
            besides(operator),
            besides(decider)
        )
        .unwrap();
    }
    text
}

/// The rights for a decision on a row that the ledger has, as lines of the same form.
pub(crate) async fn decision_rights(client: &tokio_postgres::Client) -> Vec<String> {
    let statement = DECISION_RIGHTS.replace("$1::boolean", "false");
    lines(
        client,
        &format!(
            "select wanted_right || ' (' || column_name || ') on ' || object
             from ({statement}) as wanted
             cross join lateral regexp_split_to_table(wanted_columns, ' ') as column_name
             where object not like 'ops.v\\_%'
             union select 'usage on schema observational'
             order by 1"
        ),
    )
    .await
}

#[tokio::test]
async fn the_table_of_rights_is_what_the_roles_are_given() {
    let database = database_with(Contents::Demo).await;
    let administrator = database.connect().await;
    let viewer = role(&database, "viewer").await;
    let operator = role(&database, "operator").await;
    let given = granted(&database, Right::Viewer, &viewer).await;
    let given_operator = granted(&database, Right::Operator, &operator).await;
    let deciding = decision_rights(&administrator).await;

    // With these rights, and no other besides a viewer's, a person decides.
    let decider = role(&database, "decider").await;
    granted(&database, Right::Viewer, &decider).await;
    for right in &deciding {
        run(&administrator, &format!("grant {right} to {decider}")).await;
    }
    let settings = JobSettings { allow_decisions: true, ..JobSettings::default() };
    may_decide(&handle(&database, &decider), &settings, true).await.unwrap();
    assert!(may_decide(&handle(&database, &viewer), &settings, true).await.is_err());

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/security.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (begin, end) = ("<!-- rights -->\n", "<!-- end of the rights -->\n");
    let (head, rest) = page.split_once(begin).unwrap();
    let (_, tail) = rest.split_once(end).unwrap();
    let rights = table(&given, &given_operator, &deciding);
    let expected = format!("{head}{begin}\n{rights}\n{end}{tail}");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &expected).unwrap();
    } else {
        assert!(page == expected, "UPDATE=1 cargo test --test pg security writes the table anew");
    }
}

#[tokio::test]
async fn whoever_has_a_viewers_password_reads_the_views_and_no_more() {
    let database = database_with(Contents::Demo).await;
    let administrator = database.connect().await;
    let viewer = role(&database, "viewer").await;
    granted(&database, Right::Viewer, &viewer).await;
    let client = connect_as(&database, &viewer).await;
    let name = &database.name;

    // The tables below, in any way; `rights.rs` goes through every one of them.
    for statement in [
        "select * from canon.identity_registry",
        "table observational.lead_ledger",
        "copy public.drivers to stdout",
        "begin; lock table observational.lead_ledger in access share mode",
        "explain analyze select * from observational.lead_events",
        "begin; declare c cursor for select * from ops.ingestion_runs",
        "select * from ops.v_scoutwatch_source_drivers_index",
        "select whole_row from ops.v_scoutwatch_source_cabinet_leads",
        "select ops.scoutwatch_refuse_change()",
    ] {
        let code = refusal(&client, statement).await;
        // A trigger function is called by triggers alone.
        assert!(["42501", "0A000"].contains(&code.as_str()), "{code} {statement}");
        if statement.starts_with("begin") {
            run(&client, "rollback").await;
        }
    }
    // The server, its files and other people.
    for statement in [
        "select pg_read_file('PG_VERSION')",
        "copy (select 1) to '/tmp/mine'",
        "copy (select 1) to program 'true'",
        "select lo_import('/etc/passwd')",
        "select * from pg_authid",
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres' and datname is not null",
        "select pg_reload_conf()",
        "alter system set fsync = off",
        "set role postgres",
        "set session_replication_role = replica",
        "create role mine",
        "create extension file_fdw",
        "create publication mine for all tables",
    ] {
        assert_eq!(refusal(&client, statement).await, "42501", "{statement}");
    }
    // Making something, by which views could be made to tell more.
    for statement in [
        "create schema mine".to_owned(),
        "create function ops.mine() returns int language sql as 'select 1'".to_owned(),
        "create function public.mine() returns int language sql as 'select 1'".to_owned(),
        "create or replace view ops.v_dim_scouts as select 1 as one".to_owned(),
        "alter view ops.v_dim_scouts owner to current_user".to_owned(),
        "alter view ops.v_scout_attribution_raw set (security_invoker = true)".to_owned(),
        "create trigger mine before insert on ops.ingestion_runs execute function ops.scoutwatch_refuse_change()"
            .to_owned(),
        format!("grant select on ops.v_dim_scouts to {viewer}, public"),
        format!("alter database {name} set search_path = mine"),
        format!("create database {name}_mine"),
    ] {
        let outcome = client.batch_execute(&statement).await;
        match outcome {
            Err(error) => {
                let code = error.code().map(|code| code.code().to_owned());
                assert_eq!(code.as_deref(), Some("42501"), "{statement}");
            }
            // A grant without the option to is a warning and gives nothing.
            Ok(()) => assert!(statement.starts_with("grant"), "{statement}"),
        }
    }
    let readers = "select has_table_privilege('public', 'ops.v_dim_scouts', 'select')";
    assert!(!value::<bool>(&administrator, readers).await);
    // A promise to oneself is none, and binds nobody else.
    run(&client, "set default_transaction_read_only = off").await;
    assert_eq!(refusal(&client, "delete from ops.scoutwatch_runs").await, "42501");
}

#[tokio::test]
async fn whoever_has_a_viewers_password_can_do_what_the_handbook_admits() {
    let database = database_with(Contents::Demo).await;
    let viewer = role(&database, "viewer").await;
    granted(&database, Right::Viewer, &viewer).await;
    let client = connect_as(&database, &viewer).await;
    // Personal data.
    let phones = "select count(primary_phone) > 0 from ops.v_scout_attribution_person";
    assert!(value::<bool>(&client, phones).await);
    // Keeping the refresh job from running, as long as the session lives.
    let lock = "select pg_try_advisory_lock(1935896437, 1)";
    assert!(value::<bool>(&client, lock).await);
}
