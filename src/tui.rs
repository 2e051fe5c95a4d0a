//! The dashboard. It shows what the poller publishes and never sees the database.

pub mod alarm;
pub mod app;
pub mod backend;
pub mod categories;
pub mod choice;
pub mod cursor;
pub mod delta;
pub mod digest;
pub mod event_loop;
pub mod face;
pub mod facts;
pub mod filters;
pub mod forecast;
pub mod fuzzy;
pub mod gauges;
pub mod glyphs;
pub mod history;
pub mod keymap;
pub mod layout;
pub mod live;
pub mod log_records;
pub mod msg;
pub mod newest;
pub mod order;
pub mod overlay;
pub mod own;
pub mod paged;
pub mod palette;
pub mod pane;
mod parting;
pub mod past;
pub mod person;
pub mod person_list;
pub mod problems;
pub mod profile;
pub mod prompt;
pub mod run_detail;
pub mod runs;
pub mod screens;
pub mod scroll;
pub mod takeaway;
#[cfg(unix)]
pub mod terminal;
pub mod text;
pub mod theme;
pub mod time;
pub mod traffic;
pub mod view;
pub mod wallboard;
pub mod widgets;

#[cfg(unix)]
pub use start::{Finish, Options, has_terminal, run};

#[cfg(unix)]
mod header;
mod standby;
mod start;
mod trust;
