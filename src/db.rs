//! The edge to PostgreSQL: nothing above this layer speaks SQL or the wire protocol.

#[cfg(unix)]
pub mod cluster;
