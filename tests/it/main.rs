//! What can be tested without a server: structure, the loop, frames, the command line, settings.

mod event_loop;
mod structure;
