//! Tests on a real PostgreSQL server, made from the server programs of this machine. Where there are
//! none, they fail: a test that was not run proves nothing.

// `cfg(test)` tells clippy that helper functions are tests too; it always holds here.
#[cfg(test)]
#[path = "../support/database.rs"]
mod database;

#[cfg(test)]
mod cluster;
