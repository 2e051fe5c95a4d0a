//! `scoutwatch schema` as people meet it: what stands on which stream, and the exit status.

use clap::Parser as _;
use scoutwatch::cli::{Cli, Command};
use scoutwatch::commands;
use scoutwatch::config::Config;
use scoutwatch::exit::ExitStatus;
use scoutwatch::model::{Environment, Language};

use super::{base_tables, role, run};
use crate::database::{TestDatabase, fresh_database};

/// What a command wrote and how it ended.
struct Said {
    status: ExitStatus,
    stdout: String,
    stderr: String,
}

async fn say_as(url: &str, arguments: &[&str]) -> Said {
    let mut line = vec!["scoutwatch", "--database-url", url, "schema"];
    line.extend(arguments);
    let cli = Cli::try_parse_from(line).unwrap();
    let environment = Environment { user: Some("tester".to_owned()), ..Environment::default() };
    let config = Config::load(&cli.global, &environment).unwrap();
    let Some(Command::Schema(arguments)) = cli.command else { panic!("schema") };
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let outcome =
        commands::schema::run(&arguments, &config, &environment, &mut stdout, &mut stderr).await;
    let status = commands::finish(outcome, Language::English, &mut stderr);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { status, stdout: text(stdout), stderr: text(stderr) }
}

async fn say(database: &TestDatabase, arguments: &[&str]) -> Said {
    say_as(&database.url, arguments).await
}

#[tokio::test]
async fn from_nothing_to_an_installed_schema_with_a_viewer() {
    let database = base_tables("command").await;
    let name = &database.name;
    let said = say(&database, &["status"]).await;
    assert_eq!(said.status, ExitStatus::Failed);
    assert!(said.stdout.contains("missing      view     ops.v_dim_scouts\n"), "{}", said.stdout);
    assert_eq!(
        said.stderr,
        format!("{name} as postgres: `scoutwatch schema install` brings it up to date\n")
    );

    let said = say(&database, &["install"]).await;
    assert_eq!(said.status, ExitStatus::Done);
    assert_eq!(said.stdout.lines().count(), 41);
    assert!(said.stdout.contains("created   view     ops.v_dim_scouts\n"), "{}", said.stdout);
    assert_eq!(said.stderr, format!("{name}: 41 created, 0 replaced, 0 unchanged, as postgres\n"));

    let said = say(&database, &["install"]).await;
    assert_eq!((said.status, said.stdout.as_str()), (ExitStatus::Done, ""));
    assert_eq!(said.stderr, format!("{name}: 0 created, 0 replaced, 41 unchanged, as postgres\n"));

    let said = say(&database, &["status"]).await;
    assert_eq!(said.status, ExitStatus::Done);
    assert_eq!(
        said.stderr,
        format!(
            "{name} as postgres: everything is in order\na business day is one of America/Lima\n"
        )
    );

    let viewer = role(&database, "viewer").await;
    let theirs = format!("{} user={viewer}", database.url);
    let said = say_as(&theirs, &["status"]).await;
    assert_eq!(said.status, ExitStatus::Failed);
    assert!(said.stderr.contains(&format!("schema grant --viewer {viewer}")), "{}", said.stderr);
    let said = say_as(&theirs, &["install"]).await;
    assert_eq!(said.status, ExitStatus::Refused);
    assert!(said.stderr.starts_with(&format!("error: {viewer} does not own")), "{}", said.stderr);
    assert!(said.stderr.contains("\n  try: install as the owner"), "{}", said.stderr);

    let said = say(&database, &["grant", "--viewer", &viewer]).await;
    assert_eq!(said.status, ExitStatus::Done);
    assert!(said.stdout.contains("select on ops.v_dim_scouts\n"), "{}", said.stdout);
    assert_eq!(said.stderr, format!("{viewer} is a viewer now: 28 rights given\n"));
    let said = say(&database, &["grant", "--viewer", &viewer]).await;
    assert_eq!(said.stderr, format!("{viewer} had every right of a viewer already\n"));
    let said = say(&database, &["grant", "--operator", &viewer]).await;
    assert!(said.stderr.starts_with(&format!("{viewer} is an operator now: ")), "{}", said.stderr);
    assert_eq!(say_as(&theirs, &["status"]).await.status, ExitStatus::Done);

    let said = say(&database, &["grant", "--viewer", "nobody_of_that_name"]).await;
    assert_eq!(said.status, ExitStatus::Usage);
    assert!(said.stderr.contains("no role `nobody_of_that_name`"), "{}", said.stderr);
}

#[tokio::test]
async fn what_is_special_about_a_database_is_told() {
    let database = fresh_database("special").await;
    let client = database.connect().await;
    run(&client, &super::TABLES.replace(", 'scout_attribution_refresh'", "")).await;
    run(
        &client,
        "drop table public.module_ct_migrations;
         insert into canon.identity_registry (person_key, created_at, updated_at, confidence_level)
         values ('00000000-0000-0000-0000-000000000001', now() - interval '3 days', now(), 'LOW')",
    )
    .await;
    let said = say(&database, &["install"]).await;
    assert_eq!(said.status, ExitStatus::Done, "{}", said.stderr);
    for part in [
        "history: 3 days reconstructed from timestamps\n",
        "public.module_ct_migrations is absent: the views take it for empty\n",
        "the enum public.jobtype has the value scout_attribution_refresh now\n",
    ] {
        assert!(said.stderr.contains(part), "{part}: {}", said.stderr);
    }
    let said = say(&database, &["status"]).await;
    assert_eq!(said.status, ExitStatus::Done, "an absent source is in order");
    run(&client, "create table public.module_ct_migrations (id serial, driver_id varchar, scout_id int, hire_date date, created_at timestamp)").await;
    let said = say(&database, &["install"]).await;
    assert!(
        said.stderr.contains("public.module_ct_migrations is read from now on\n"),
        "{}",
        said.stderr
    );
}

#[tokio::test]
async fn a_profile_that_is_read_only_is_neither_installed_to_nor_given_rights_on() {
    let database = base_tables("readonly").await;
    for arguments in [&["install", "--read-only"][..], &["grant", "--viewer", "x", "--read-only"]] {
        let said = say(&database, arguments).await;
        assert_eq!(said.status, ExitStatus::Refused);
        assert!(
            said.stderr.contains("writes, and read_only is set (--read-only)"),
            "{}",
            said.stderr
        );
    }
    assert_eq!(say(&database, &["status", "--read-only"]).await.status, ExitStatus::Failed);
    assert_eq!(say(&database, &["print", "--read-only"]).await.status, ExitStatus::Done);
}

#[tokio::test]
async fn the_script_is_printed_for_the_database_or_for_one_that_cannot_be_reached() {
    let database = base_tables("printed").await;
    let said = say(&database, &["print"]).await;
    assert_eq!((said.status, said.stderr.as_str()), (ExitStatus::Done, ""));
    assert!(said.stdout.contains(&format!("-- For the database {}", database.name)));
    assert!(said.stdout.ends_with("commit;\n"));

    let said = say_as("host=/nowhere/at/all dbname=x", &["print"]).await;
    assert_eq!(said.status, ExitStatus::Done);
    assert!(said.stdout.contains("-- For a database that was not looked at"));
    assert!(said.stderr.contains("there is no such socket"), "{}", said.stderr);

    let said = say(&fresh_database("wrong").await, &["print"]).await;
    assert_eq!(said.status, ExitStatus::Failed);
    assert!(
        said.stderr.starts_with("warning: on this database it would fail: "),
        "{}",
        said.stderr
    );
    assert!(said.stdout.contains("create or replace view"));
}

#[tokio::test]
async fn a_database_that_cannot_be_reached_has_its_own_exit_status() {
    for arguments in [&["install"][..], &["status"], &["grant", "--viewer", "x"]] {
        let said = say_as("host=/nowhere/at/all dbname=x", arguments).await;
        assert_eq!(said.status, ExitStatus::Unreachable);
        assert_eq!(said.stdout, "");
    }
}
