//! The edge to PostgreSQL: nothing above this layer speaks SQL or the wire protocol.
//!
//! May use `model` and `clock`; the poller, the refresh job and the commands use it.

#[cfg(unix)]
pub mod cluster;
pub mod connect;
pub mod decode;
pub mod error;
pub mod pool;
pub mod queries;
pub mod schema;
pub mod settings;
pub mod sql;
