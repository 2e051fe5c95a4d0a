//! The real terminal: taken late, given back on every way out.
//!
//! Two threads of our own stand beside the loop, one that reads keys and one that waits for signals.

use std::io;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, write};
use rustix::process::{Signal, getpid, getsid, kill_current_process_group};
use rustix::stdio::stdout;
use rustix::termios::{QueueSelector, tcflush};

use super::backend::FrameBuffer;
use super::event_loop::Stage;
use super::traffic::{Meter, Traffic};
use crate::cost;

pub use input::events;
pub use signals::SignalWatch;

mod decode;
mod input;
mod signals;

/// Alternate screen, pastes marked as such, no cursor.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25l";

/// The other way round.
const LEAVE: &[u8] = b"\x1b[?2004l\x1b[?1049l\x1b[?25h";

/// Breaks off what a frame that was cut short has begun: a sequence, a style, a synchronized update.
const BREAK_OFF: &[u8] = b"\x18\x1b[m\x1b[?2026l";

/// A frame reaches the terminal as one synchronized update.
const BEGIN_FRAME: &[u8] = b"\x1b[?2026h";
const END_FRAME: &[u8] = b"\x1b[?2026l";

/// Asks the terminal whether it is ready. Every terminal answers that, once it has taken in what came before.
const QUESTION: &[u8] = b"\x1b[5n";

/// The most bytes written at a time: between two the terminal may be given up.
const PIECE: usize = 1024;

/// How long a terminal that is full is waited for.
const PATIENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };

/// How long it takes at most until we have stopped and gone on, where there is a shell to do that.
const SUSPENSION: Duration = Duration::from_millis(300);

/// How old the account of what this process costs may be.
const COST_AGE: Duration = Duration::from_secs(1);

/// Whose the terminal is: one of the three below.
static OWNER: AtomicU8 = AtomicU8::new(THEIRS);
const THEIRS: u8 = 0;
const OURS: u8 = 1;
/// It is being given back; these bytes may not have found room yet.
const CHANGING: u8 = 2;

/// Takes the terminal: raw mode, alternate screen, no cursor.
///
/// # Errors
/// Where the terminal cannot be set up; it is as before then.
pub fn enter() -> io::Result<()> {
    OWNER.store(OURS, Ordering::SeqCst);
    let entered = enable_raw_mode().and_then(|()| send(ENTER));
    if entered.is_err() {
        leave();
    }
    entered
}

/// Gives the terminal back, if it is ours. Never fails: there is nobody to tell.
pub fn leave() {
    if OWNER.compare_exchange(OURS, CHANGING, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
        let _ = disable_raw_mode();
        // Not through `io::stdout`, whose lock a thread may hold that is stuck in a write.
        let _ = write(stdout(), LEAVE);
        OWNER.store(THEIRS, Ordering::SeqCst);
    }
}

/// Takes the terminal again after somebody else had it, who may have set it up in another way.
fn take_again() {
    if OWNER.load(Ordering::SeqCst) == OURS {
        let _ = disable_raw_mode();
        let _ = enter();
    }
}

/// Gives back a terminal that does not read, without waiting for it. What is on its way is thrown away, so
/// that these few bytes find room; one that was given back in order is left alone.
fn abandon() {
    if OWNER.swap(THEIRS, Ordering::SeqCst) == THEIRS {
        return;
    }
    let _ = disable_raw_mode();
    let _ = tcflush(stdout(), QueueSelector::OFlush);
    if is_writable() {
        let _ = write(stdout(), &[BREAK_OFF, LEAVE].concat());
    }
}

/// Writes to the terminal for as long as it is ours. One that takes nothing for now is waited for.
fn send(bytes: &[u8]) -> io::Result<()> {
    for piece in bytes.chunks(PIECE) {
        let mut rest = piece;
        while !rest.is_empty() {
            if OWNER.load(Ordering::SeqCst) != OURS {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            match write(stdout(), rest) {
                Ok(count) => rest = rest.get(count..).unwrap_or_default(),
                Err(Errno::INTR) => {}
                // Somebody who shares the terminal has made it so that writes do not wait.
                Err(Errno::AGAIN) => drop(is_writable()),
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

/// Waits a moment until the terminal takes bytes.
fn is_writable() -> bool {
    let terminal = stdout();
    let mut descriptors = [PollFd::new(&terminal, PollFlags::OUT)];
    matches!(poll(&mut descriptors, Some(&PATIENCE)), Ok(1..))
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
    continued: signals::Continued,
    meter: Meter,
    /// What this process costs, and when that was looked up.
    cost: Option<(Instant, Option<cost::Cost>)>,
}

impl RealStage {
    /// A stage that sends what is collected in `frame`.
    pub fn new(frame: FrameBuffer, continued: signals::Continued) -> Self {
        Self { frame, continued, meter: Meter::default(), cost: None }
    }

    /// Sends, and measures how long the terminal took to let the bytes in.
    fn send_measured(&mut self, bytes: &[u8], is_frame: bool) -> io::Result<()> {
        let began = Instant::now();
        send(bytes)?;
        let now = Instant::now();
        self.meter.sent(bytes.len(), is_frame, now - began, now);
        Ok(())
    }

    fn cost(&mut self, now: Instant) -> Option<cost::Cost> {
        match self.cost {
            Some((at, cost)) if now - at < COST_AGE => cost,
            _ => self.cost.insert((now, cost::now())).1,
        }
    }
}

impl Stage for RealStage {
    fn commit(&mut self) -> io::Result<()> {
        let frame = self.frame.take();
        if frame.is_empty() {
            return Ok(());
        }
        let now = Instant::now();
        let question = if self.meter.may_ask(now) {
            self.meter.ask(now);
            QUESTION
        } else {
            &[]
        };
        self.send_measured(&[BEGIN_FRAME, &frame, question, END_FRAME].concat(), true)
    }

    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.send_measured(bytes, false)
    }

    fn answered(&mut self) {
        self.meter.answered(Instant::now());
    }

    fn awaits_answer(&self) -> bool {
        self.meter.is_waiting(Instant::now())
    }

    fn is_behind(&self) -> bool {
        self.meter.is_behind(Instant::now())
    }

    fn traffic(&mut self) -> Traffic {
        let now = Instant::now();
        Traffic { cost: self.cost(now), ..self.meter.facts(now) }
    }

    fn suspend(&mut self) -> Result<(), String> {
        let nobody = || "there is no shell to go back to".to_owned();
        let own = getpid();
        if getsid(None).is_ok_and(|leader| leader == own) {
            return Err(nobody());
        }
        while self.continued.try_recv().is_ok() {}
        self.meter.pause();
        leave();
        // The whole group, as the kernel does it where Ctrl-Z is not a key: a script around us stops too.
        // Where no shell is above the group, the kernel stops nobody.
        let asked = kill_current_process_group(Signal::TSTP);
        let has_continued = self.continued.recv_timeout(SUSPENSION).is_ok();
        enter().map_err(|error| format!("cannot take the terminal back: {error}"))?;
        asked.map_err(|error| format!("cannot stop: {error}"))?;
        if has_continued { Ok(()) } else { Err(nobody()) }
    }
}
