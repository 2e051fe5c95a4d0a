//! What lies over a screen until it is closed.

mod help;

pub use help::Help;
