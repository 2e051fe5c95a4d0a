//! What came from a program in a terminal, and the thread that reads it.

use std::io::Read;
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::PtySize;

/// How a frame begins and ends: each is one synchronized update.
pub(crate) const BEGIN: &[u8] = b"\x1b[?2026h";
pub(crate) const END: &[u8] = b"\x1b[?2026l";

/// What came from the program.
pub(crate) struct Output {
    pub(crate) emulator: vt100::Parser,
    pub(crate) bytes: Vec<u8>,
    /// How many bytes there were when, in order.
    pub(crate) arrivals: Vec<(usize, Instant)>,
    pub(crate) is_held: bool,
    pub(crate) is_closing: bool,
    pub(crate) has_ended: bool,
}

impl Output {
    pub(crate) fn is_between_frames(&self) -> bool {
        let last = |mark: &[u8]| self.bytes.windows(mark.len()).rposition(|window| window == mark);
        last(BEGIN) <= last(END)
    }
}

pub(crate) struct Shared {
    output: Mutex<Output>,
    changed: Condvar,
}

impl Shared {
    pub(crate) fn new(size: PtySize) -> Self {
        let mut emulator = vt100::Parser::default();
        resize_emulator(&mut emulator, size);
        let output = Output {
            emulator,
            bytes: Vec::new(),
            arrivals: Vec::new(),
            is_held: false,
            is_closing: false,
            has_ended: false,
        };
        Self { output: Mutex::new(output), changed: Condvar::new() }
    }

    /// Reads until the terminal closes, or is to be closed.
    pub(crate) fn read(&self, mut reader: Box<dyn Read + Send>) {
        let mut buffer = vec![0; 65536];
        loop {
            let may_go_on = self
                .changed
                .wait_while(self.output.lock().unwrap(), |output| {
                    output.is_held && !output.is_closing
                })
                .map(|output| !output.is_closing)
                .unwrap();
            if !may_go_on {
                break;
            }
            let Ok(count @ 1..) = reader.read(&mut buffer) else { break };
            self.change(|output| {
                output.bytes.extend_from_slice(&buffer[..count]);
                output.arrivals.push((output.bytes.len(), Instant::now()));
                output.emulator.process(&buffer[..count]);
            });
        }
        drop(reader);
        self.change(|output| output.has_ended = true);
    }

    pub(crate) fn look<T>(&self, look: impl FnOnce(&Output) -> T) -> T {
        look(&self.output.lock().unwrap())
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Output)) {
        change(&mut self.output.lock().unwrap());
        self.changed.notify_all();
    }

    /// Waits until `find` finds something in the output; nothing where it does not within the limit.
    pub(crate) fn wait<T>(
        &self,
        limit: Duration,
        mut find: impl FnMut(&Output) -> Option<T>,
    ) -> Option<T> {
        let deadline = Instant::now() + limit;
        let mut output = self.output.lock().unwrap();
        loop {
            if let Some(found) = find(&output) {
                return Some(found);
            }
            let left = deadline.checked_duration_since(Instant::now())?;
            output = self.changed.wait_timeout(output, left).unwrap().0;
        }
    }
}

pub(crate) fn size_of(columns: u16, rows: u16) -> PtySize {
    PtySize { cols: columns, rows, pixel_width: 0, pixel_height: 0 }
}

/// The emulator takes no size of 0.
pub(crate) fn resize_emulator(emulator: &mut vt100::Parser, size: PtySize) {
    let at_least_one = |cells: u16| std::num::NonZeroU16::new(cells.max(1)).unwrap();
    emulator.set_size(at_least_one(size.rows), at_least_one(size.cols));
}
