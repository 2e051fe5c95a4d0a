//! What can be tested without a server: structure, the loop, frames, the command line, settings.

// `cfg(test)` tells clippy that helper functions are tests too; it always holds here.
#[cfg(test)]
mod cli;
#[cfg(test)]
mod config;
#[cfg(test)]
#[expect(dead_code, reason = "the tests on a server use the rest")]
#[path = "../support/contract_json.rs"]
mod contract_json;
#[cfg(test)]
#[path = "../support/dashboard.rs"]
mod dashboard;
#[cfg(test)]
mod deploy;
#[cfg(test)]
mod event_loop;
#[cfg(test)]
#[path = "../support/fixtures.rs"]
mod fixtures;
#[cfg(test)]
mod frames;
#[cfg(test)]
mod kept;
#[cfg(test)]
mod last_exit;
#[cfg(test)]
mod output;

#[cfg(test)]
mod language;
#[cfg(test)]
mod package;
#[cfg(test)]
mod plain;
#[cfg(test)]
mod recording;
#[cfg(test)]
mod reel;
#[cfg(test)]
mod structure;
