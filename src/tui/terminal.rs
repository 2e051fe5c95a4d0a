//! The real terminal: taken late, given back on every way out.
//!
//! Two threads of our own stand beside the loop. One reads keys, and ends when the terminal hangs up,
//! which crossterm's own reader would answer by spinning. The other waits for signals, and ends the
//! process where the loop cannot: it may be stuck in a write to a terminal that has stopped reading.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use crossterm::cursor::{Hide, Show};
use crossterm::event::{self, DisableBracketedPaste, EnableBracketedPaste, Event};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode, size,
};
use crossterm::{execute, queue};
use futures_util::Stream;
use futures_util::stream::poll_fn;
use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::backend::FrameBuffer;
use super::event_loop::Stage;

/// Events that may wait for the loop.
const EVENTS: usize = 256;

/// How long the loop may take to end after a signal.
const GRACE: Duration = Duration::from_millis(900);

/// Whether the terminal is ours.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Takes the terminal: raw mode, alternate screen, no cursor.
///
/// # Errors
/// Where the terminal cannot be set up; it is as before then.
pub fn enter() -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    let entered = enable_raw_mode()
        .and_then(|()| execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide));
    if entered.is_err() {
        leave();
    }
    entered
}

/// Gives the terminal back, if it is ours. Never fails: there is nobody to tell.
pub fn leave() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(io::stdout(), DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}

/// Gives the terminal back when dropped.
pub struct Guard(());

impl Guard {
    /// Takes the terminal.
    ///
    /// # Errors
    /// Where the terminal cannot be set up.
    pub fn enter() -> io::Result<Self> {
        enter()?;
        Ok(Self(()))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        leave();
    }
}

/// The terminal behind the loop.
pub struct RealStage {
    frame: FrameBuffer,
}

impl RealStage {
    /// A stage that sends what is collected in `frame`.
    pub fn new(frame: FrameBuffer) -> Self {
        Self { frame }
    }
}

impl Stage for RealStage {
    fn commit(&mut self) -> io::Result<()> {
        let frame = self.frame.take();
        if frame.is_empty() {
            return Ok(());
        }
        let mut bytes = Vec::with_capacity(frame.len() + 16);
        queue!(bytes, BeginSynchronizedUpdate)?;
        bytes.extend_from_slice(&frame);
        queue!(bytes, EndSynchronizedUpdate)?;
        let mut stdout = io::stdout().lock();
        stdout.write_all(&bytes)?;
        stdout.flush()
    }

    fn suspend(&mut self) -> Result<(), String> {
        use rustix::process::{Signal, getpid, getsid, kill_process};
        let own = getpid();
        if getsid(None).is_ok_and(|leader| leader == own) {
            return Err("there is no shell to go back to".to_owned());
        }
        leave();
        let stopped = kill_process(own, Signal::STOP);
        enter().map_err(|error| format!("cannot take the terminal back: {error}"))?;
        stopped.map_err(|error| format!("cannot stop: {error}"))
    }
}

/// Starts the thread that reads keys. The stream ends when the terminal hangs up; the sender puts other
/// events into the same stream and does not keep it open.
///
/// # Errors
/// Where the thread cannot be started.
pub fn events() -> io::Result<(mpsc::WeakSender<Event>, impl Stream<Item = Event> + Unpin)> {
    let (sender, mut receiver) = mpsc::channel(EVENTS);
    let others = sender.downgrade();
    thread::Builder::new().name("keys".to_owned()).spawn(move || read_keys(&sender))?;
    Ok((others, poll_fn(move |context| receiver.poll_recv(context))))
}

fn read_keys(sender: &mpsc::Sender<Event>) {
    let stdin = io::stdin();
    loop {
        let mut descriptors = [PollFd::new(&stdin, PollFlags::IN)];
        match poll(&mut descriptors, None) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => return,
        }
        let [descriptor] = descriptors;
        let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        if descriptor.revents().intersects(gone) {
            return;
        }
        while event::poll(Duration::ZERO).unwrap_or(false) {
            let Ok(event) = event::read() else { return };
            if sender.blocking_send(event).is_err() {
                return;
            }
        }
    }
}

/// The thread that waits for signals.
pub struct SignalWatch {
    done: SyncSender<()>,
    received: Arc<AtomicI32>,
}

impl SignalWatch {
    /// Starts the thread: SIGHUP, SIGTERM, SIGINT and SIGQUIT cancel the token, and end the process where
    /// the loop does not end within a second; SIGWINCH and SIGCONT have the screen drawn anew.
    ///
    /// # Errors
    /// Where the signals cannot be watched.
    pub fn start(stop: CancellationToken, events: mpsc::WeakSender<Event>) -> io::Result<Self> {
        let (done, is_done) = sync_channel(1);
        let received = Arc::new(AtomicI32::new(0));
        let signal = Arc::clone(&received);
        let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGWINCH, SIGCONT])?;
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for number in signals.forever() {
                match number {
                    SIGWINCH | SIGCONT => {
                        if number == SIGCONT && TAKEN.load(Ordering::SeqCst) {
                            let _ = enter();
                        }
                        let (width, height) = size().unwrap_or_default();
                        if let Some(events) = events.upgrade() {
                            let _ = events.try_send(Event::Resize(width, height));
                        }
                    }
                    _ => {
                        signal.store(number, Ordering::SeqCst);
                        stop.cancel();
                        end_if_stuck(&is_done, number);
                        return;
                    }
                }
            }
        })?;
        Ok(Self { done, received })
    }

    /// Tells the thread that the loop has ended by itself, and gives the signal that made it, if one did.
    pub fn finish(&self) -> Option<i32> {
        let _ = self.done.try_send(());
        Some(self.received.load(Ordering::SeqCst)).filter(|signal| *signal != 0)
    }
}

#[expect(clippy::exit, reason = "the loop is stuck in a write; nobody else can end the process")]
fn end_if_stuck(is_done: &Receiver<()>, signal: i32) {
    if matches!(is_done.recv_timeout(GRACE), Err(RecvTimeoutError::Timeout)) {
        leave();
        std::process::exit(128 + signal);
    }
}
