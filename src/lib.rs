//! scoutwatch shows, live, how healthy the attribution of scouts is in a PostgreSQL database.

pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod exit;
pub mod model;
pub mod poller;
pub mod tui;
