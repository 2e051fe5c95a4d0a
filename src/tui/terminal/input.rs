//! The thread that reads keys. It asks the kernel first whether the terminal is still there.

use std::io;
use std::thread;

use futures_util::Stream;
use futures_util::stream::poll_fn;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use tokio::sync::mpsc;

use super::decode::Decoder;
use crate::tui::msg::Input;

/// What may wait for the loop.
const EVENTS: usize = 256;

/// How long the rest of an escape sequence may take on a slow line; that long a lone Esc waits.
const ESCAPE_TIME: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

/// Starts the thread. The stream ends when the terminal hangs up; the sender puts other events into the
/// same stream and does not keep it open.
///
/// # Errors
/// Where the thread cannot be started.
pub fn events() -> io::Result<(mpsc::WeakSender<Input>, impl Stream<Item = Input> + Unpin)> {
    let (sender, mut receiver) = mpsc::channel(EVENTS);
    let others = sender.downgrade();
    thread::Builder::new().name("keys".to_owned()).spawn(move || {
        // An error means that the terminal has gone; the end of the stream says so.
        let _ = read_keys(&sender);
    })?;
    Ok((others, poll_fn(move |context| receiver.poll_recv(context))))
}

fn read_keys(sender: &mpsc::Sender<Input>) -> rustix::io::Result<()> {
    let stdin = io::stdin();
    let mut decoder = Decoder::default();
    let mut buffer = [0; 1024];
    loop {
        let mut descriptors = [PollFd::new(&stdin, PollFlags::IN)];
        let limit = decoder.is_waiting().then_some(&ESCAPE_TIME);
        let inputs = match poll(&mut descriptors, limit) {
            Ok(0) => decoder.settle(),
            Ok(_) => {
                let [descriptor] = descriptors;
                let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
                if descriptor.revents().intersects(gone) {
                    return Ok(());
                }
                match rustix::io::read(&stdin, &mut buffer) {
                    Ok(0) => return Ok(()),
                    Ok(count) => decoder.take(buffer.get(..count).unwrap_or_default()),
                    Err(Errno::INTR | Errno::AGAIN) => continue,
                    Err(error) => return Err(error),
                }
            }
            Err(Errno::INTR) => continue,
            Err(error) => return Err(error),
        };
        for input in inputs {
            if sender.blocking_send(input).is_err() {
                return Ok(());
            }
        }
    }
}
