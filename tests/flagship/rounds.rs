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

/// How often what happened.
type Tally = BTreeMap<String, usize>;

/// A size of the data, and of the rounds on it.
struct Size {
    name: &'static str,
    persons: usize,
    rounds: usize,
    /// Within what time the triggers of a round come, and random deaths.
    spread: Duration,
    /// At most so many decisions are taken back before a round.
    work: usize,
}

#[tokio::test]
async fn whatever_happens_to_runners_every_change_is_made_once_and_audited_once() {
    let size = Size {
        name: "rounds on 20 790 ledger rows",
        persons: 21_000,
        rounds: long_rounds().map_or(3, |rounds| rounds.div_ceil(8)),
        spread: Duration::from_millis(2_500),
        work: 3_000,
    };
    hold(&size).await;
}

#[tokio::test]
async fn the_same_in_many_rounds() {
    let size = Size {
        name: "rounds on 1 980 ledger rows",
        persons: 2_000,
        rounds: long_rounds().unwrap_or(4),
        spread: Duration::from_millis(900),
        work: 1_000,
    };
    hold(&size).await;
}

async fn hold(size: &Size) {
    let name = size.name;
    let mut dice = Dice::new(name);
    let world = World::new(size.persons).await;
    let sizes: Vec<i64> = world
        .value("select array[(select count(*) from observational.lead_ledger), (select count(*) from witness.persons where scouts > 1)]")
        .await;
    println!(
        "{name}: {} of {} persons are in conflict before the first run",
        sizes[1], size.persons
    );
    assert_eq!(sizes[0], i64::try_from(size.persons * 99 / 100).unwrap());
    let mut tally = Tally::new();
    let mut killed = Vec::new();
    for round in 0..size.rounds {
        if round > 0 {
            let few = 100 + dice.below(size.work);
            let seed = dice.next() >> 1;
            world.execute(&format!("call witness.take_back({few}, {seed})")).await;
        }
        let ends = round_of(&world, size.spread, &mut dice, &mut tally).await;
        let when = format!("seed {}, round {round}, {ends:?}", dice.seed);
        world.check(&when).await;
        let pretended: i64 = world
            .value("select count(*) from ops.v_scout_attribution_runs where status = 'RUNNING' and has_living_runner")
            .await;
        assert_eq!(pretended, 0, "a run without a session seems to live: {when}");
        killed.extend(ends.iter().filter(|ended| ended.is_killed()).map(|ended| ended.process));
        *tally.entry("rounds".to_owned()).or_default() += 1;
        if round % 25 == 24 {
            println!("{name}: {tally:?} {:?}", world.done().await);
        }
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
            "select coalesce(regexp_replace(left(error_message, 90), '[0-9]+', 'N', 'g'), status::text), count(*) from ops.ingestion_runs \
             where job_type = 'scout_attribution_refresh' group by 1 order by 2 desc",
            &[],
        )
        .await
        .unwrap();
    let conflicts: i64 = world.value("select count(*) from witness.persons where scouts > 1").await;
    // The job itself finds some of them, by the links and the leads' scouts that it adds.
    assert!(conflicts >= i64::try_from(size.persons * 12 / 100).unwrap(), "{conflicts}");
    println!("{name}: {conflicts} persons in conflict; {tally:#?}");
    for row in reasons {
        println!(
            "{name}: {:>6} runs: {}",
            row.try_get::<_, i64>(1).unwrap(),
            row.try_get::<_, String>(0).unwrap()
        );
    }
    println!("{name}: {:?} changed and audited", world.done().await);
}

/// One round; everybody has ended after it.
async fn round_of(
    world: &World,
    spread: Duration,
    dice: &mut Dice,
    tally: &mut Tally,
) -> Vec<Ended> {
    let triggers = (0..TRIGGERS).map(|_| {
        let wait = dice.moment(spread / 4);
        let fate = dice.percent(70).then(|| {
            let deed = Deed::ALL[dice.below(Deed::ALL.len())];
            (When::Number(dice.below(PLACES)), deed)
        });
        let death = dice.percent(35).then(|| dice.moment(spread));
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
        let moment = dice.moment(spread);
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
