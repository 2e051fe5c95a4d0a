//! Every kind of death at every statement of a run.

use std::collections::BTreeMap;

use scoutwatch::model::{Progress, Trigger};
use scoutwatch::refresh::{Boundary, Observer, run_observed};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::dice::{Dice, long_rounds};
use crate::process::Runner;
use crate::rounds::clean_runs;
use crate::runner::{Deed, Place, When, name_of};
use crate::world::{World, handle, job};

/// How many deaths the short version has.
const SHORT: usize = 20;

#[tokio::test]
async fn a_runner_can_die_at_any_statement() {
    let mut dice = Dice::new("boundaries");
    let world = World::new(1_500).await;
    let places = places(&world).await;
    world.check("the first run").await;
    assert!(places.len() > 60, "{places:#?}");
    let mut deaths: Vec<(Place, Deed)> = Vec::new();
    for (name, times) in places {
        for deed in Deed::ALL {
            let place = Place { name: name.clone(), before: dice.below(times) };
            deaths.push((place, deed));
        }
    }
    let of = deaths.len();
    if long_rounds().is_none() {
        for kept in 0..SHORT {
            let other = kept + dice.below(deaths.len() - kept);
            deaths.swap(kept, other);
        }
        deaths.truncate(SHORT);
    }
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    for (place, deed) in &deaths {
        let seed = dice.next() >> 1;
        world.execute(&format!("call witness.take_back(300, {seed})")).await;
        let ended = Runner::start(&world, Some((When::At(place.clone()), *deed))).ended().await;
        let when = format!("seed {}, {deed:?} at {place:?}: {ended:?}", dice.seed);
        world.check(&when).await;
        let pretended: i64 = world
            .value("select count(*) from ops.v_scout_attribution_runs where status = 'RUNNING' and has_living_runner")
            .await;
        assert_eq!(pretended, 0, "a run without a session seems to live: {when}");
        if *deed != Deed::Kill {
            // Nobody but a killed runner leaves its run open.
            let open: i64 = world
                .value("select count(*) from ops.v_scout_attribution_runs where status = 'RUNNING' and job_type = 'scout_attribution_refresh'")
                .await;
            let is_before = ended.said.as_ref().is_some_and(|said| said.how == "refused");
            assert!(open == 0 || is_before, "{when}: the run is still RUNNING");
        }
        *ends.entry(format!("{deed:?}: {}", ended.how())).or_default() += 1;
    }
    let when = format!("seed {}, the clean runs", dice.seed);
    clean_runs(&world, &when).await;
    world.check_end(&when).await;
    println!("boundaries: {} of {of} deaths: {ends:#?}", deaths.len());
    println!("boundaries: {:?} changed and audited", world.done().await);
}

/// Every place of a run, and how often it comes by there.
async fn places(world: &World) -> BTreeMap<String, usize> {
    struct Surveyor(BTreeMap<String, usize>);
    impl Observer for Surveyor {
        async fn at(&mut self, boundary: Boundary<'_>) {
            *self.0.entry(name_of(boundary)).or_default() += 1;
        }
    }
    let settings = job();
    let database = handle(&world.url, settings.process);
    let mut surveyor = Surveyor(BTreeMap::new());
    let (progress, _watched) = watch::channel(Progress::default());
    run_observed(
        &database,
        &settings,
        Trigger::Command,
        CancellationToken::new(),
        progress,
        &mut surveyor,
    )
    .await
    .unwrap();
    surveyor.0
}
