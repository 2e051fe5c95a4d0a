//! The built program in a pseudo-terminal, from the first byte to the last, on real servers of its own.

// `cfg(test)` tells clippy that helper functions are tests too; it always holds here.
#[cfg(test)]
#[path = "../support/database.rs"]
mod database;

#[cfg(test)]
#[expect(dead_code, reason = "shared with tests that need more of it")]
#[path = "../support/handles.rs"]
mod handles;

#[cfg(test)]
#[expect(dead_code, reason = "shared with tests that need more of it")]
#[path = "../support/installed.rs"]
mod installed;

#[cfg(test)]
#[expect(dead_code, reason = "shared with tests that need more of it")]
#[path = "../support/processes.rs"]
mod processes;

#[cfg(test)]
#[path = "../support/proxy.rs"]
mod proxy;

#[cfg(test)]
#[path = "../support/standby.rs"]
mod standby;

#[cfg(test)]
#[expect(dead_code, reason = "shared with tests that need more of it")]
#[path = "../support/pty.rs"]
mod pty;

#[cfg(test)]
mod alarm;

#[cfg(test)]
mod colors;

#[cfg(test)]
mod demo;

#[cfg(test)]
mod digest;

#[cfg(test)]
mod escapes;

#[cfg(test)]
mod hostile;

#[cfg(test)]
mod keys;

#[cfg(test)]
mod machines;

#[cfg(test)]
mod panels;

#[cfg(test)]
mod record;

#[cfg(test)]
mod share;

#[cfg(test)]
mod settings;

#[cfg(test)]
mod shell;

#[cfg(test)]
mod signals;

#[cfg(test)]
mod silence;

#[cfg(test)]
mod sizes;

#[cfg(test)]
mod traffic;

#[cfg(test)]
mod unreachable;

#[cfg(test)]
mod wallboard;

#[cfg(test)]
mod world;
