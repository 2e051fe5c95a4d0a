//! The printed script does what an installation does.

use scoutwatch::db::pool::ReadLimits;
use scoutwatch::db::schema::{InstallOptions, SchemaError, Script, script_for, script_for_new};
use tokio_postgres::Client;

use super::{base_tables, everything, handle, install_in, lines, refusal, run};
use crate::database::{TestDatabase, fresh_database};
use crate::handles::soon;

async fn script(database: &TestDatabase) -> Script {
    let options = InstallOptions::default();
    script_for(&handle(database, "postgres"), &options, soon(), ReadLimits::default())
        .await
        .unwrap()
}

/// Runs a script as psql would; its one command of psql stands alone on its line.
async fn play(client: &Client, script: &str) {
    let (commands, statements): (Vec<_>, Vec<_>) =
        script.lines().partition(|line| line.starts_with('\\'));
    assert_eq!(commands, ["\\set ON_ERROR_STOP on"]);
    run(client, &statements.join("\n")).await;
}

/// The definitions of everything in `ops`.
async fn definitions(client: &Client) -> Vec<String> {
    let mut all = lines(
        client,
        "select relname, relkind, pg_get_viewdef(oid) as definition, obj_description(oid) as comment,
             (select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ',' order by attnum)
              from pg_attribute where attrelid = class.oid and attnum > 0) as columns,
             (select string_agg(pg_get_triggerdef(oid) || tgenabled::text, ',' order by tgname)
              from pg_trigger where tgrelid = class.oid and not tgisinternal) as triggers
         from pg_class as class where relnamespace = 'ops'::regnamespace order by relname",
    )
    .await;
    let functions = "select pg_get_functiondef(oid) as definition from pg_proc
         where pronamespace = 'ops'::regnamespace order by proname";
    all.extend(lines(client, functions).await);
    let versions =
        "select version, name, sha256 from ops.scoutwatch_schema_versions order by version";
    all.extend(lines(client, versions).await);
    all
}

#[tokio::test]
async fn the_script_leaves_behind_what_an_installation_does() {
    for absent in [
        "",
        "drop table public.module_ct_migrations; drop view ops.v_yango_cabinet_claims_for_collection",
    ] {
        let by_program = base_tables("byprogram").await;
        let by_hand = base_tables("byhand").await;
        let (program, hand) = (by_program.connect().await, by_hand.connect().await);
        run(&program, absent).await;
        run(&hand, absent).await;
        install_in(&by_program).await.unwrap();
        let first = script(&by_hand).await;
        assert_eq!(first.objection, None);
        play(&hand, &first.text).await;
        assert_eq!(definitions(&program).await, definitions(&hand).await);

        // Written anew, it is the script of an installation over itself.
        let before = everything(&hand).await;
        let second = script(&by_hand).await;
        assert!(
            !second.text.contains("V0002__daily_history"),
            "what was applied is not applied again"
        );
        play(&hand, &second.text).await;
        assert_eq!(before, everything(&hand).await);
    }
}

#[tokio::test]
async fn a_script_for_a_database_that_was_not_looked_at_installs_on_a_whole_one() {
    let script = script_for_new(&InstallOptions::default()).unwrap();
    let database = base_tables("unseen").await;
    let client = database.connect().await;
    play(&client, &script.text).await;
    let installed = base_tables("seen").await;
    install_in(&installed).await.unwrap();
    assert_eq!(definitions(&client).await, definitions(&installed.connect().await).await);
}

#[tokio::test]
async fn a_script_says_where_it_would_fail_and_is_written_all_the_same() {
    let database = fresh_database("objection").await;
    let script = script(&database).await;
    assert!(matches!(script.objection, Some(SchemaError::MissingTables { .. })));
    assert!(
        script.text.contains("create or replace view ops.v_scout_attribution_metrics_snapshot")
    );
}

#[tokio::test]
async fn a_script_does_not_run_beside_an_installation() {
    let database = base_tables("besides").await;
    let other = database.connect().await;
    run(&other, "begin; select pg_advisory_xact_lock(1935896437, 2)").await;
    let text = script(&database).await.text.replace("\\set ON_ERROR_STOP on", "");
    assert_eq!(refusal(&database.connect().await, &text).await, "55P03");
}

#[tokio::test]
async fn the_time_zone_stands_in_the_script_and_nothing_else_can() {
    let zone = |name: &str| InstallOptions {
        business_time_zone: name.to_owned(),
        ..InstallOptions::default()
    };
    let script = script_for_new(&zone("Europe/Madrid")).unwrap();
    assert!(script.text.contains("at time zone 'Europe/Madrid'"));
    assert!(!script.text.contains("'America/Lima'"));
    let error = script_for_new(&zone("x' or 1=1")).unwrap_err();
    assert!(matches!(error, SchemaError::UnknownTimeZone { .. }), "{error}");
}
