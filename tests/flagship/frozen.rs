//! Runners that are dead, or seem to be.

use rustix::process::Signal;

use crate::dice::long_rounds;
use crate::process::Runner;
use crate::rounds::{clean_run, clean_runs};
use crate::runner::{Deed, Place, When};
use crate::world::{PATIENCE, World};

const ACTIVE: &str = "select id from ops.ingestion_runs where status = 'RUNNING' and job_type = 'scout_attribution_refresh'";
const DEAD: &str = "select not has_living_runner from ops.v_scout_attribution_runs where status = 'RUNNING' and job_type = 'scout_attribution_refresh'";

fn at(name: &str) -> When {
    When::At(Place { name: name.to_owned(), before: 0 })
}

#[tokio::test]
async fn a_runner_that_was_killed_is_seen_to_be_dead() {
    let world = World::new(1_500).await;
    // In the middle of a transaction, and between two.
    for place in
        ["lead_ledger refresh/lead_ledger.sql After", "lead_ledger refresh/begin.sql Before"]
    {
        let ended = Runner::start(&world, Some((at(place), Deed::Kill))).ended().await;
        assert!(ended.is_killed(), "{ended:?}");
        let after = world.becomes("the runner is seen to be dead", DEAD).await;
        println!("killed at {place}: seen to be dead after {after:?}");
        world.check(place).await;
    }
    // While its statement waits for a lock.
    let application = world.database.connect().await;
    application
        .batch_execute("begin; select from observational.lead_ledger for update")
        .await
        .unwrap();
    let runner = Runner::start(&world, None);
    let waits = "select count(*) > 0 from pg_stat_activity where datname = current_database() \
                 and application_name like 'scoutwatch job %' and wait_event_type = 'Lock'";
    world.becomes("the runner waits for a lock", waits).await;
    runner.signal(Signal::KILL);
    assert!(runner.ended().await.is_killed());
    let after = world.becomes("the runner is seen to be dead", DEAD).await;
    println!("killed while it waited for a lock: seen to be dead after {after:?}");
    application.batch_execute("rollback").await.unwrap();
    clean_runs(&world, "after the killed").await;
    world.check_end("after the killed").await;
}

#[tokio::test]
async fn a_runner_that_was_frozen_cannot_write_when_it_thaws() {
    let world = World::new(1_500).await;
    // With a transaction open, with a row of it changed, and between two transactions.
    for place in
        ["lead_ledger refresh/lead_ledger.sql After", "lead_ledger refresh/begin.sql Before"]
    {
        let runner = Runner::start(&world, Some((at(place), Deed::Freeze)));
        stopped(runner.process).await;
        let run_id: i32 = world.value(ACTIVE).await;
        let other = Runner::start(&world, None).ended().await;
        let said = other.said.unwrap();
        assert_eq!((said.how.as_str(), said.run_id), ("busy", Some(i64::from(run_id))), "{said:?}");
        if long_rounds().is_none() {
            // The server does this itself when the session has been silent for too long.
            let process = runner.process;
            world
                .execute(&format!(
                    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name like 'scoutwatch job % {process}'"
                ))
                .await;
        }
        let after = world.becomes("the frozen runner loses its session", DEAD).await;
        println!("frozen at {place}: lost its session after {after:?}");
        clean_run(&world, place).await;
        world.check(place).await;
        let told = format!(
            "select to_jsonb(run)::text from ops.ingestion_runs as run where id = {run_id}"
        );
        let closed: String = world.value(&told).await;
        assert!(closed.contains("orphaned: its runner has gone"), "{closed}");
        runner.signal(Signal::CONT);
        let thawed = runner.ended().await;
        assert_eq!(thawed.how(), "failed", "{thawed:?}");
        assert_eq!(world.value::<String>(&told).await, closed, "{thawed:?}");
        let changes: i64 = world.value("select count(*) from witness.job_changes").await;
        assert_eq!(changes, 0, "the thawed runner wrote: {thawed:?}");
        world.execute("call witness.take_back(400, 1)").await;
    }
    clean_runs(&world, "after the frozen").await;
    world.check_end("after the frozen").await;
}

/// Waits until a process is stopped.
async fn stopped(process: u32) {
    let began = std::time::Instant::now();
    loop {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
        let state = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().next());
        if state == Some("T") {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "the runner is not stopped: {stat}");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}
