//! Rounds of concurrent triggers on a large ledger, with deaths at random moments and places.

use std::collections::BTreeMap;
use std::time::Duration;

use rustix::process::Signal;

use crate::dice::{Dice, long_rounds};
use crate::process::{Ended, Runner};
use crate::runner::{Deed, Order, Said, When, run_once};
use crate::world::{World, job};

/// How many triggers there are in a round.
const TRIGGERS: usize = 5;
/// How often a trigger that finds the job busy comes again: so that somebody succeeds whoever dies.
const TRIES: usize = 12;
/// About how many places a run has.
const PLACES: usize = 250;
/// Within what time the triggers of a round come, and random deaths.
const SPREAD: Duration = Duration::from_millis(2_500);

/// How often what happened.
type Tally = BTreeMap<String, usize>;

#[tokio::test]
async fn whatever_happens_to_runners_every_change_is_made_once_and_audited_once() {
    let mut dice = Dice::new("rounds");
    let rounds = long_rounds().unwrap_or(4);
    let world = World::new(21_000).await;
    let sizes: Vec<i64> = world
        .value("select array[(select count(*) from observational.lead_ledger), (select count(*) from witness.persons where scouts > 1)]")
        .await;
    assert!(sizes[0] >= 20_000 && sizes[1] >= 1_500, "{sizes:?}");
    let mut tally = Tally::new();
    let mut killed = Vec::new();
    for round in 0..rounds {
        if round > 0 {
            let few = 500 + dice.below(2_500);
            let seed = dice.next() >> 1;
            world.execute(&format!("call witness.take_back({few}, {seed})")).await;
        }
        let ends = round_of(&world, &mut dice, &mut tally).await;
        let when = format!("seed {}, round {round}, {ends:?}", dice.seed);
        world.check(&when).await;
        let pretended: i64 = world
            .value("select count(*) from ops.v_scout_attribution_runs where status = 'RUNNING' and has_living_runner")
            .await;
        assert_eq!(pretended, 0, "a run without a session seems to live: {when}");
        killed.extend(ends.iter().filter(|ended| ended.is_killed()).map(|ended| ended.process));
        *tally.entry("rounds".to_owned()).or_default() += 1;
    }
    let when = format!("seed {}, the clean runs", dice.seed);
    clean_runs(&world, &when).await;
    world.check_end(&when).await;
    // Who was killed has no run that is open, and none that ended without saying why.
    for process in killed {
        let open: i64 = world
            .value(&format!(
                "select count(*) from ops.v_scout_attribution_runs where requested_by like '% pid {process}' and \
                 (status = 'RUNNING' or status = 'FAILED' and coalesce(error_message, '') = '')"
            ))
            .await;
        assert_eq!(open, 0, "{when}: the run of the killed process {process}");
    }
    let reasons = world
        .admin
        .query(
            "select coalesce(regexp_replace(left(error_message, 60), '[0-9].*', '…'), status::text), count(*) from ops.ingestion_runs \
             where job_type = 'scout_attribution_refresh' group by 1 order by 2 desc",
            &[],
        )
        .await
        .unwrap();
    println!("rounds: {tally:#?}");
    for row in reasons {
        println!("rounds: {:>6} runs: {}", row.get::<_, i64>(1), row.get::<_, String>(0));
    }
    println!("rounds: {:?} changed and audited", world.done().await);
}

/// One round; everybody has ended after it.
async fn round_of(world: &World, dice: &mut Dice, tally: &mut Tally) -> Vec<Ended> {
    let triggers = (0..TRIGGERS).map(|_| {
        let wait = dice.moment(SPREAD / 4);
        let fate = dice.percent(70).then(|| {
            let deed = Deed::ALL[dice.below(Deed::ALL.len())];
            (When::Number(dice.below(PLACES)), deed)
        });
        let death = dice.percent(35).then(|| dice.moment(SPREAD));
        async move {
            tokio::time::sleep(wait).await;
            let runner = Runner::start_patient(world, fate, TRIES);
            if let Some(death) = death {
                tokio::time::sleep(death).await;
                runner.signal(Signal::KILL);
            }
            runner.ended().await
        }
    });
    let triggers = futures_util::future::join_all(triggers.collect::<Vec<_>>());
    let ends = if dice.percent(50) {
        let moment = dice.moment(SPREAD);
        let deed =
            if dice.percent(50) { "pg_terminate_backend(pid)" } else { "pg_cancel_backend(pid)" };
        let strike = async {
            tokio::time::sleep(moment).await;
            let hit: i64 = world
                .value(&format!(
                    "select count({deed}) from pg_stat_activity where datname = current_database() and application_name like 'scoutwatch job %'"
                ))
                .await;
            (deed, hit)
        };
        let (ends, (deed, hit)) = tokio::join!(triggers, strike);
        *tally.entry(format!("sessions struck by {deed}")).or_default() += hit as usize;
        ends
    } else {
        triggers.await
    };
    for ended in &ends {
        *tally.entry(format!("runners {}", ended.how())).or_default() += 1;
    }
    ends
}

/// Two runs to which nothing happens: the first leaves nothing to do, the second finds nothing.
pub(crate) async fn clean_runs(world: &World, when: &str) {
    let first = clean_run(world, when).await;
    world.check(when).await;
    let second = clean_run(world, when).await;
    assert_eq!(second.changed, 0, "{when}: the second clean run changed rows");
    let changes: i64 = world
        .value("select count(*) from witness.job_changes where relation not like 'ops.%'")
        .await;
    assert_eq!(changes, 0, "{when}: the second clean run changed rows silently");
    world.check(when).await;
    println!("clean runs: {} rows, then none", first.changed);
}

/// A run to which nothing happens.
pub(crate) async fn clean_run(world: &World, when: &str) -> Said {
    let order = Order {
        url: world.url.clone(),
        admin_url: world.database.url.clone(),
        fate: None,
        tries: 0,
    };
    let said = run_once(&order, &job()).await;
    assert_eq!(said.how, "completed", "{when}: {said:?}");
    said
}
