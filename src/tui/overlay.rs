//! What lies over a screen until it is closed.

mod help;
mod refresh;

pub use help::Help;
pub use refresh::{Answer, RefreshDialog};
