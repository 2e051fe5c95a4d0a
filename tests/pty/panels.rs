//! A view or a right that goes away under the dashboard: its pane says so, the others live.

use std::sync::atomic::{AtomicU32, Ordering};

use tokio_postgres::Client;

use crate::database::TestDatabase;
use crate::installed::{Contents, database_with};
use crate::pty::Pty;
use crate::world::{add_person, dashboard, quit};

const CONFLICTS: &str = "ops.v_scout_attribution_conflicts";
const DAILY: &str = "ops.v_scout_attribution_metrics_daily";

/// The view of the figures.
const FIGURES: &str = "ops.v_scout_attribution_metrics_snapshot";

/// The dashboard on a database of its own, and a connection that may do anything there.
async fn opened() -> (TestDatabase, Client, Pty) {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let pty = dashboard(&database.url, &["--interval", "1s"]).spawn();
    pty.wait_for("LIVE");
    (database, client, pty)
}

/// The text between a pane's title and the next rule.
fn pane(screen: &str, title: &str) -> String {
    let mut lines = screen.lines().skip_while(|line| !line.contains(title));
    let head = lines.next().unwrap_or_default();
    let rest = lines.take_while(|line| !line.starts_with(['─', '━']));
    [head].into_iter().chain(rest).collect::<Vec<_>>().join("\n")
}

/// Waits until a pane says something.
fn wait_in(pty: &Pty, title: &str, text: &str) {
    pty.wait_until(&format!("{text:?} in the pane {title}"), |screen| {
        pane(&screen.contents(), title).contains(text)
    });
}

/// Waits until a pane does not say something any more.
fn wait_out(pty: &Pty, title: &str, text: &str) {
    pty.wait_until(&format!("{text:?} gone from the pane {title}"), |screen| {
        !pane(&screen.contents(), title).contains(text)
    });
}

/// Adds a person, and waits until the dashboard counts it: what is not broken lives.
async fn assert_lives(client: &Client, pty: &Pty) {
    add_person(client).await;
    pty.wait_for("1,677");
    pty.wait_for("LIVE");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_goes_away_is_named_in_its_pane_and_comes_back() {
    let (_database, client, pty) = opened().await;
    wait_in(&pty, "3 Conflicts", "da3296b5");
    client.batch_execute(&format!("alter view {CONFLICTS} rename to v_put_away")).await.unwrap();
    wait_in(&pty, "3 Conflicts", "~ STALE");
    wait_in(&pty, "3 Conflicts", "da3296b5");
    assert_lives(&client, &pty).await;
    wait_out(&pty, "2 Backlog", "STALE");
    client
        .batch_execute("alter view ops.v_put_away rename to v_scout_attribution_conflicts")
        .await
        .unwrap();
    wait_out(&pty, "3 Conflicts", "STALE");
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_that_cannot_be_read_are_called_old_though_the_database_answers() {
    let (_database, client, pty) = opened().await;
    client.batch_execute(&format!("alter view {FIGURES} rename to v_put_away")).await.unwrap();
    pty.wait_for("NO NEW FIGURES for");
    pty.wait_for("~ STALE was CRIT");
    pty.wait_gone("LIVE");
    let name = FIGURES.trim_start_matches("ops.");
    client.batch_execute(&format!("alter view ops.v_put_away rename to {name}")).await.unwrap();
    pty.wait_for("LIVE");
    pty.wait_gone("NO NEW FIGURES");
    pty.wait_gone("~ STALE was");
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_that_was_never_there_is_named_with_what_to_do() {
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    client.batch_execute(&format!("drop view {CONFLICTS}")).await.unwrap();
    let mut pty = dashboard(&database.url, &["--interval", "1s"]).spawn();
    pty.wait_for("LIVE");
    wait_in(&pty, "3 Conflicts", "v_scout_attribution_conflicts");
    wait_in(&pty, "3 Conflicts", "schema install");
    assert_lives(&client, &pty).await;
    pty.send("3");
    pty.wait_for("━3 Conflicts");
    pty.wait_for("v_scout_attribution_conflicts");
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_is_revoked_is_named_in_its_pane_and_comes_back() {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let database = database_with(Contents::Demo).await;
    let client = database.connect().await;
    let role = format!("watcher_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let grants = format!(
        "create role {role} login; grant usage on schema ops to {role}; \
         grant select on all tables in schema ops to {role}"
    );
    client.batch_execute(&grants).await.unwrap();
    let url = database.url.replace("user=postgres", &format!("user={role}"));
    let pty = dashboard(&url, &["--interval", "1s"]).spawn();
    pty.wait_for("LIVE");
    wait_in(&pty, "4 Trend", "target");

    client.batch_execute(&format!("revoke select on {DAILY} from {role}")).await.unwrap();
    wait_in(&pty, "4 Trend", "~ STALE");
    wait_in(&pty, "4 Trend", "denied");
    wait_out(&pty, "3 Conflicts", "STALE");
    assert_lives(&client, &pty).await;
    client.batch_execute(&format!("grant select on {DAILY} to {role}")).await.unwrap();
    wait_out(&pty, "4 Trend", "STALE");
    quit(pty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_locked_holds_up_neither_keys_nor_other_panes() {
    let (database, mut client, mut pty) = opened().await;
    let observer = database.connect().await;
    let lock = client.transaction().await.unwrap();
    lock.batch_execute("lock table ops.ingestion_runs in access exclusive mode").await.unwrap();
    wait_in(&pty, "5 Jobs", "~ STALE");
    pty.send("?");
    pty.wait_for("Esc closes");
    pty.send("?");
    pty.wait_gone("Esc closes");
    wait_out(&pty, "3 Conflicts", "STALE");
    lock.rollback().await.unwrap();
    wait_out(&pty, "5 Jobs", "STALE");
    assert_lives(&observer, &pty).await;
    quit(pty);
}
