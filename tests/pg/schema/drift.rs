//! A view or function that is not what the installation left is noticed, whatever its columns; what was moved to another
//! server is not accused.

use std::process::{Command, Stdio};

use scoutwatch::db::pool::ReadLimits;
use scoutwatch::db::schema::{ItemState, SchemaStatus, status};

use super::{handle, install_in, lines, role, run};
use crate::binary::{run as run_program, scoutwatch};
use crate::database::{TestDatabase, fresh_database};
use crate::handles::soon;
use crate::installed::{Contents, database_with};

/// The columns of `v_dim_scouts`, and other rows.
const OTHER_BODY: &str = "create or replace view ops.v_dim_scouts as
    select scout.scout_id, scout.raw_name, upper(scout.raw_name) as scout_name_normalized, scout.is_active,
        scout.created_at, scout.updated_at
    from ops.v_scoutwatch_source_scouts_list as scout where scout.is_active";

async fn status_as(database: &TestDatabase, role: &str) -> SchemaStatus {
    status(&handle(database, role), soon(), ReadLimits::default()).await.unwrap()
}

/// What is not in order, and how.
async fn found(database: &TestDatabase) -> Vec<(String, ItemState)> {
    let status = status_as(database, "postgres").await;
    let wrong = status.items.into_iter().filter(|item| item.state != ItemState::Ok);
    wrong.map(|item| (item.name, item.state)).collect()
}

fn one(name: &str, state: ItemState) -> Vec<(String, ItemState)> {
    vec![(name.to_owned(), state)]
}

#[tokio::test]
async fn a_view_or_function_with_another_body_is_noticed_by_everybody_and_put_back_by_an_installation()
 {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    let viewer = role(&database, "drift").await;
    let grant = format!(
        "grant usage on schema ops to {viewer}; grant select on all tables in schema ops to {viewer}"
    );
    run(&client, &grant).await;
    assert_eq!(found(&database).await, []);

    run(&client, OTHER_BODY).await;
    assert_eq!(found(&database).await, one("ops.v_dim_scouts", ItemState::Altered));
    let seen = status_as(&database, &viewer).await;
    assert!(!seen.is_complete() && seen.can_be_installed());
    let said = run_program(scoutwatch(&database.url, &["schema", "status"]));
    let line = "altered      view     ops.v_dim_scouts ";
    assert!(said.stdout.contains(line), "{said:?}");
    assert!(said.stdout.contains("somebody has changed it since it was installed"), "{said:?}");
    let said = run_program(scoutwatch(&database.url, &["doctor"]));
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.stdout.contains("ops.v_dim_scouts: altered"), "{said:?}");
    install_in(&database).await.unwrap();
    assert_eq!(found(&database).await, []);

    let lenient = "create or replace function ops.scoutwatch_phone_key(written text) returns text language sql immutable
         parallel safe as 'select written'";
    run(&client, lenient).await;
    assert_eq!(found(&database).await, one("ops.scoutwatch_phone_key", ItemState::Altered));
    install_in(&database).await.unwrap();
    assert_eq!(found(&database).await, []);

    // Made anew by hand, it is not ours either.
    run(&client, "drop view ops.v_scout_attribution_event_candidates").await;
    run(&client, "create view ops.v_scout_attribution_event_candidates as select 1 as event_id")
        .await;
    let name = "ops.v_scout_attribution_event_candidates";
    assert_eq!(found(&database).await, one(name, ItemState::Altered));
}

#[tokio::test]
async fn the_settings_of_who_asks_do_not_make_a_difference() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    let asker = role(&database, "asker").await;
    run(
        &client,
        &format!(
            "grant usage on schema ops to {asker}; grant select on all tables in schema ops to {asker};
             alter role {asker} set search_path = ops, canon, observational, public;
             alter role {asker} set quote_all_identifiers = on"
        ),
    )
    .await;
    let status = status_as(&database, &asker).await;
    assert!(status.is_complete(), "{status:?}");
    assert!(status.items.iter().all(|item| item.state == ItemState::Ok), "{status:?}");
}

/// A copy of a database, as a dump leaves it.
async fn restored(database: &TestDatabase) -> TestDatabase {
    let copy = fresh_database("restored").await;
    let mut dump = Command::new("pg_dump");
    let mut dump = dump.arg(&database.url).stdout(Stdio::piped()).spawn().unwrap();
    let output = Command::new("psql")
        .args([&copy.url, "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1"])
        .stdin(dump.stdout.take().unwrap())
        .output()
        .unwrap();
    assert!(dump.wait().unwrap().success() && output.status.success(), "{output:?}");
    copy
}

#[tokio::test]
async fn what_a_dump_brought_is_in_order_and_where_it_cannot_be_told_nobody_is_accused() {
    let database = database_with(Contents::Demo).await;
    let copy = restored(&database).await;
    assert_eq!(found(&copy).await, []);
    let client = copy.connect().await;
    run(&client, OTHER_BODY).await;
    assert_eq!(found(&copy).await, one("ops.v_dim_scouts", ItemState::Unknown));
    assert!(status_as(&copy, "postgres").await.is_complete());
    let said = run_program(scoutwatch(&copy.url, &["doctor"]));
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains("1 of 35 definitions cannot be compared"), "{said:?}");
    install_in(&copy).await.unwrap();
    run(&client, OTHER_BODY).await;
    assert_eq!(found(&copy).await, one("ops.v_dim_scouts", ItemState::Altered));
}

#[tokio::test]
async fn another_major_version_and_another_program_are_told_from_a_change_by_hand() {
    let database = database_with(Contents::Empty).await;
    let client = database.connect().await;
    let keep = |path: &str, value: &str| {
        format!(
            "update ops.scoutwatch_schema_versions set definitions = jsonb_set(definitions, '{path}', '{value}')
             where definitions is not null"
        )
    };
    let file = keep("{objects,ops.v_dim_scouts,file}", "\"another\"");
    run(&client, &file).await;
    assert_eq!(found(&database).await, one("ops.v_dim_scouts", ItemState::Older));
    run(&client, &keep("{program}", "\"99.0.1\"")).await;
    assert!(found(&database).await.contains(&("ops.v_dim_scouts".to_owned(), ItemState::Newer)));
    install_in(&database).await.unwrap();
    assert_eq!(found(&database).await, []);

    run(&client, &keep("{server}", "9")).await;
    assert_eq!(found(&database).await, [], "what renders the same is the same");
    run(&client, OTHER_BODY).await;
    assert_eq!(found(&database).await, one("ops.v_dim_scouts", ItemState::Unknown));

    run(&client, "alter table ops.scoutwatch_schema_versions drop column definitions").await;
    let name = "ops.scoutwatch_schema_versions";
    assert_eq!(
        found(&database).await,
        one(name, ItemState::Older),
        "an older scoutwatch kept none"
    );
    install_in(&database).await.unwrap();
    assert_eq!(found(&database).await, []);
    let kept = "select count(*) from ops.scoutwatch_schema_versions where definitions is not null";
    assert_eq!(lines(&client, kept).await, ["1"]);
}
