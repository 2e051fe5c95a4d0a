//! Plain types that every layer speaks: no I/O, no tokio, no ratatui.

pub mod environment;
pub mod failure;
pub mod text;

pub use environment::Environment;
pub use failure::{Failure, FailureKind};
