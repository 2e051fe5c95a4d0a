//! The thread that waits for signals. It ends the process where the loop cannot: the loop may be stuck in
//! a write to a terminal that has stopped reading.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use crossterm::event::Event;
use crossterm::terminal::size;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::tui::msg::Input;

/// How long the loop may take to end after a signal.
const GRACE: Duration = Duration::from_millis(900);

/// The loop's end of the thread that waits for signals.
pub struct SignalWatch {
    done: SyncSender<()>,
    received: Arc<AtomicI32>,
}

/// Gets a word each time that the process goes on after it was stopped.
pub(super) type Continued = Receiver<()>;

/// What the thread works with.
struct Watcher {
    stop: CancellationToken,
    events: mpsc::WeakSender<Input>,
    received: Arc<AtomicI32>,
    is_done: Receiver<()>,
    continued: SyncSender<()>,
}

impl SignalWatch {
    /// Starts the thread: SIGHUP, SIGTERM, SIGINT and SIGQUIT cancel the token, and end the process where
    /// the loop does not end within a second, or has ended before; SIGWINCH and SIGCONT have the screen
    /// drawn anew.
    ///
    /// # Errors
    /// Where the signals cannot be watched.
    pub fn start(
        stop: CancellationToken,
        events: mpsc::WeakSender<Input>,
    ) -> io::Result<(Self, Continued)> {
        let (done, is_done) = sync_channel(1);
        let (continued, has_continued) = sync_channel(1);
        let received = Arc::new(AtomicI32::new(0));
        let watcher = Watcher { stop, events, received: Arc::clone(&received), is_done, continued };
        let signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGWINCH, SIGCONT])?;
        thread::Builder::new().name("signals".to_owned()).spawn(move || watcher.watch(signals))?;
        Ok((Self { done, received }, has_continued))
    }

    /// Tells the thread that the loop has ended by itself, and gives the signal that made it, if one did.
    pub fn finish(&self) -> Option<i32> {
        let _ = self.done.try_send(());
        Some(self.received.load(Ordering::SeqCst)).filter(|signal| *signal != 0)
    }
}

impl Watcher {
    fn watch(self, mut signals: Signals) {
        for number in signals.forever() {
            match number {
                SIGWINCH => self.redraw(),
                SIGCONT => {
                    super::take_again();
                    self.redraw();
                    let _ = self.continued.try_send(());
                }
                _ => self.end(number),
            }
        }
    }

    fn redraw(&self) {
        let (width, height) = size().unwrap_or_default();
        if let Some(events) = self.events.upgrade() {
            let _ = events.try_send(Event::Resize(width, height).into());
        }
    }

    /// Lets the loop end. A second signal finds it ended, and is meant for what is cleared up behind it.
    fn end(&self, number: i32) {
        let is_first = self.received.swap(number, Ordering::SeqCst) == 0;
        self.stop.cancel();
        let is_stuck = matches!(self.is_done.recv_timeout(GRACE), Err(RecvTimeoutError::Timeout));
        if is_stuck || !is_first {
            super::abandon();
            // Nobody else can end a process whose loop is stuck in a write.
            std::process::exit(128 + number);
        }
    }
}
