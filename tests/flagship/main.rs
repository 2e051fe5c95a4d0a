//! The flagship test: whatever happens to runners of the refresh job, every change is made once and audited
//! once, and nothing else is changed.
//!
//! A binary of its own, because its runners are processes: it starts itself again for each, to kill them.
//!
//! `SCOUTWATCH_FLAGSHIP_ROUNDS=400 cargo test --test flagship -- --nocapture` is the long version: that many
//! rounds, every death at every statement, the real time limits. `SCOUTWATCH_FLAGSHIP_SEED` repeats the
//! random choices of a failure.

// `cfg(test)` tells clippy that helper functions are tests too; it always holds here.
#[cfg(test)]
#[path = "../support/database.rs"]
mod database;

#[cfg(test)]
#[expect(dead_code, reason = "the other tests on a server use the rest")]
#[path = "../support/handles.rs"]
mod handles;

#[cfg(test)]
#[expect(dead_code, reason = "the tests of the interface use the rest")]
#[path = "../support/http.rs"]
mod http;

#[cfg(test)]
mod application;

#[cfg(test)]
mod boundaries;

#[cfg(test)]
mod crowd;

#[cfg(test)]
mod dice;

#[cfg(test)]
mod frozen;

#[cfg(test)]
mod process;

#[cfg(test)]
mod rounds;

#[cfg(test)]
mod runner;

#[cfg(test)]
mod world;
