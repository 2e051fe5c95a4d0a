//! scoutwatch shows, live, how healthy the attribution of scouts is in a PostgreSQL database.

pub mod db;
pub mod model;
pub mod poller;
