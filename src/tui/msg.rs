//! What happens to the dashboard, and what it wants done.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use crossterm::event::{Event, KeyEvent};
use ratatui::layout::Size;

use super::live::Reload;
use super::traffic::Traffic;
use crate::kept;
use crate::model::{KeptFilter, RecordState, Snapshot, Thresholds};
use crate::poller::{Reply, Request};
use crate::refresh::desk::{DeskState, Order};
use crate::share::{self, News};

/// What comes from the terminal.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A key, a paste, another size.
    Event(Event),
    /// The answer to a question that rode along with a frame.
    Answer,
}

impl From<Event> for Input {
    fn from(event: Event) -> Self {
        Self::Event(event)
    }
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has another size.
    Resize(Size),
    /// The poller has news.
    Snapshot(Arc<Snapshot>),
    /// A question was answered.
    Reply(Box<Reply>),
    /// The refresh job's desk has news.
    Desk(Arc<DeskState>),
    /// Something was taken along, or is on its way.
    Share(News),
    /// The recording of this run goes otherwise than before.
    Record(RecordState),
    /// What became of a filter that is to be kept.
    Kept(kept::News),
    /// The configuration was read again.
    Reload(Reload),
    /// How the way to the terminal does.
    Traffic(Traffic),
    /// Time has passed.
    Tick(DateTime<Utc>),
    /// The poller takes no more commands for now.
    Busy,
}

/// Something the loop is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the poller a question.
    Ask(Request),
    /// Poll at once.
    PollNow,
    /// Poll every so often.
    SetInterval(Duration),
    /// Judge the figures by these lines.
    Judge(Thresholds),
    /// Pass an order to the refresh job's desk.
    Order(Order),
    /// Bring something out of the program.
    Share(share::Order),
    /// Keep a filter for later sessions.
    Keep(KeptFilter),
    /// Send this to the terminal, past the frames.
    Send(Vec<u8>),
    /// Send an alarm to the terminal.
    Alarm(Vec<u8>),
    /// Hand the terminal to the shell until it gives it back.
    Suspend,
    /// Leave.
    Quit,
}
