//! Everything but the dashboard: one file a subcommand. Data goes to the `Write` that is passed in.

pub mod config;
