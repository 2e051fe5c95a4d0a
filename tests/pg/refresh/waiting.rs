//! What others do while a run is running: hold locks, and change what the run has listed.

use std::time::Duration;

use scoutwatch::model::{FailureKind, Outcome, Progress, StepName, Trigger};
use scoutwatch::refresh::{Moment, run};
use tokio::sync::watch;
use tokio_postgres::{Client, Transaction};
use tokio_util::sync::CancellationToken;

use super::observers::Meddler;
use super::{Site, completed, counts, execute, job, step};
use crate::installed::Contents;

const TWO: &str = "
    person(1)
    person(2)
    event(1, 7)
    event(2, 7)
    ledger(1)
    ledger(2)";

/// The scouts in the ledger.
const SCOUTS: &str = "select attributed_scout_id, decision_status from observational.lead_ledger order by person_key";

/// A transaction that has locked the second person's ledger row.
async fn holding_the_second_row(other: &mut Client) -> Transaction<'_> {
    let blocker = other.transaction().await.unwrap();
    let lock = "select from observational.lead_ledger where person_key = fixture.key(2) for update";
    blocker.batch_execute(lock).await.unwrap();
    blocker
}

#[tokio::test]
async fn a_lock_that_is_given_back_is_waited_for() {
    let site = Site::with(TWO).await;
    let mut other = site.database.connect().await;
    let blocker = holding_the_second_row(&mut other).await;
    let (receipt, ()) = tokio::join!(site.run(), async {
        // Longer than the job's patience with one lock, so that it has to try again.
        tokio::time::sleep(Duration::from_millis(2_600)).await;
        blocker.rollback().await.unwrap();
    });
    completed(&receipt);
    assert_eq!(counts(&receipt, StepName::LeadLedger), (2, 0, 0, 0));
    assert_eq!(site.lines(SCOUTS).await, ["7|assigned", "7|assigned"]);
}

#[tokio::test]
async fn a_lock_that_is_never_given_back_ends_the_run_with_the_server_s_code() {
    let site = Site::with(TWO).await;
    let mut other = site.database.connect().await;
    let blocker = holding_the_second_row(&mut other).await;
    let receipt = site.run().await;
    let Outcome::Failed(failure) = &receipt.outcome else { panic!("{receipt:#?}") };
    assert_eq!(
        (failure.kind, failure.sqlstate.as_deref()),
        (FailureKind::LockTimeout, Some("55P03"))
    );
    // Fewer rows at each try: the row that is free was written.
    assert_eq!(site.lines(SCOUTS).await, ["7|assigned", "-|unassigned"]);
    assert_eq!(step(&receipt, StepName::LeadLedger).changed, 1);
    let run = "select status, left(error_message, 6) as code from ops.ingestion_runs order by id desc limit 1";
    assert_eq!(site.lines(run).await, ["FAILED|55P03 "]);
    blocker.rollback().await.unwrap();
    let receipt = site.run().await;
    completed(&receipt);
    assert_eq!(step(&receipt, StepName::LeadLedger).changed, 1);
}

#[tokio::test]
async fn a_deadlock_with_the_application_is_tried_again() {
    let site = Site::with(TWO).await;
    let other = site.database.connect().await;
    execute(
        &other,
        "begin; select from observational.lead_ledger where person_key = fixture.key(2) for update",
    )
    .await;
    let (receipt, outcome) = tokio::join!(site.run(), async {
        // By now the job has the first row and waits for the second.
        tokio::time::sleep(Duration::from_millis(500)).await;
        let first =
            "select from observational.lead_ledger where person_key = fixture.key(1) for update";
        let outcome = other.batch_execute(first).await;
        execute(&other, "rollback").await;
        outcome.map_err(|error| error.code().map(|code| code.code().to_owned()))
    });
    completed(&receipt);
    assert!(outcome.is_ok() || outcome == Err(Some("40P01".to_owned())), "{outcome:?}");
    assert_eq!(counts(&receipt, StepName::LeadLedger), (2, 0, 0, 0));
}

#[tokio::test]
async fn what_changes_between_the_list_and_the_lock_decides() {
    for (deed, scout) in [
        (
            "update observational.lead_ledger set attributed_scout_id = 9, decision_status = 'assigned' where person_key = fixture.key(1)",
            "9|assigned",
        ),
        (
            "update observational.lead_ledger set decision_status = 'conflict' where person_key = fixture.key(1)",
            "-|conflict",
        ),
        ("select fixture.event(1, 8)", "-|unassigned"),
        ("delete from observational.lead_events where person_key = fixture.key(1)", "-|unassigned"),
        (
            "select fixture.registration(10, null, null, 8); select fixture.link(1, 'module_ct_scouting_daily', '10')",
            "-|unassigned",
        ),
        (
            "select fixture.migration(11, 8); select fixture.link(1, 'module_ct_migrations', '11')",
            "-|unassigned",
        ),
        (
            "update observational.lead_events set scout_id = 8 where person_key = fixture.key(1)",
            "8|assigned",
        ),
    ] {
        let site = Site::with(TWO).await;
        let mut meddler = Meddler {
            client: &site.admin,
            file: "refresh/lock_lead_ledger.sql",
            moment: Moment::Before,
            statements: Some(deed.to_owned()),
        };
        let receipt = site.run_before(&job(), &mut meddler).await;
        completed(&receipt);
        assert_eq!(site.lines(SCOUTS).await, [scout, "7|assigned"], "{deed}");
        let audited = "select count(*) from ops.lead_ledger_scout_backfill_audit";
        assert_eq!(site.value::<i64>(audited).await, step(&receipt, StepName::LeadLedger).changed);
    }
}

#[tokio::test]
async fn a_registration_that_somebody_else_links_meanwhile_keeps_that_link() {
    for (deed, link) in [
        ("select fixture.link(1, 'module_ct_scouting_daily', '10')", "01|BY_HAND"),
        ("select fixture.link(1, 'drivers', 'd1')", "-"),
    ] {
        let site = Site::with(
            "person(1)
             driver('d1', 'Q1', null)
             registration(10, 'Q1', null)",
        )
        .await;
        let mut meddler = Meddler {
            client: &site.admin,
            file: "refresh/identity_links.sql",
            moment: Moment::Before,
            statements: Some(deed.to_owned()),
        };
        let receipt = site.run_before(&job(), &mut meddler).await;
        completed(&receipt);
        assert_eq!(counts(&receipt, StepName::IdentityLinks), (0, 0, 0, 0), "{deed}");
        assert_eq!(site.value::<i64>("select count(*) from canon.identity_registry").await, 1);
        let links =
            "select right(person_key::text, 2) as person, match_rule from canon.identity_links
            where source_table = 'module_ct_scouting_daily'";
        let lines = site.lines(links).await;
        assert_eq!(lines.first().map_or("-", String::as_str), link, "{deed}");
    }
}

#[tokio::test]
async fn progress_is_what_is_committed_on_every_terminal() {
    let site = Site::new(Contents::Demo).await;
    let (sender, mut progress) = watch::channel(Progress::default());
    let settings = scoutwatch::refresh::JobSettings { batch_rows: 20, ..job() };
    let token = CancellationToken::new();
    let watching = tokio::spawn(async move {
        let mut seen: Vec<Progress> = Vec::new();
        while progress.changed().await.is_ok() {
            seen.push(progress.borrow_and_update().clone());
        }
        seen
    });
    let receipt = run(&site.operator, &settings, Trigger::Key, token, sender).await.unwrap();
    completed(&receipt);
    let seen = watching.await.unwrap();
    for progress in &seen {
        assert!(progress.estimate.is_none_or(|estimate| progress.done <= estimate), "{progress:?}");
    }
    let steps: Vec<_> = seen.iter().filter_map(|progress| progress.step).collect();
    assert!(steps.is_sorted(), "{steps:?}");
    let ledger = seen.iter().rfind(|progress| progress.step == Some(StepName::LeadLedger)).unwrap();
    assert_eq!(ledger.run_id, Some(receipt.run_id));
    assert!(ledger.done > 100 && ledger.rate.is_some(), "{ledger:?}");
    let row = "select step, step_number, done, estimate, trigger, heartbeat_at is not null as lives from ops.v_scout_attribution_runs
        order by run_id desc limit 1";
    assert_eq!(site.lines(row).await, ["verify|5|0|0|key|true"]);
}
