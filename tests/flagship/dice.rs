//! Random choices that can be repeated.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A source of random numbers (splitmix64).
#[derive(Clone, Debug)]
pub(crate) struct Dice {
    /// What the choices follow from; a failure names it.
    pub(crate) seed: u64,
    state: u64,
}

impl Dice {
    /// With the seed of `SCOUTWATCH_FLAGSHIP_SEED`, or a new one.
    pub(crate) fn new(test: &str) -> Self {
        let seed = std::env::var("SCOUTWATCH_FLAGSHIP_SEED").map_or_else(
            |_| SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64,
            |text| text.parse().expect("SCOUTWATCH_FLAGSHIP_SEED is a number"),
        );
        println!("{test}: SCOUTWATCH_FLAGSHIP_SEED={seed}");
        Self { seed, state: seed }
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % u64::try_from(end.max(1)).unwrap()) as usize
    }

    /// Yes, so many times in a hundred.
    pub(crate) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// A time below `end`.
    pub(crate) fn moment(&mut self, end: Duration) -> Duration {
        Duration::from_micros(self.below(end.as_micros() as usize) as u64)
    }
}

/// How many rounds the long version makes; `None` is the short one.
pub(crate) fn long_rounds() -> Option<usize> {
    let text = std::env::var("SCOUTWATCH_FLAGSHIP_ROUNDS").ok()?;
    Some(text.parse().expect("SCOUTWATCH_FLAGSHIP_ROUNDS is a number"))
}
