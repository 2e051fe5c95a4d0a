//! Bounded waiting for other processes.
//!
//! The cluster's interface blocks by design (callers in async code use `spawn_blocking`), so waiting is
//! a short sleep between two looks.

use std::io;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

/// The pause between two looks: short beside a start of 100 ms, long beside the cost of a look.
const PAUSE: Duration = Duration::from_millis(3);

/// Looks again and again until `look` finds something; `None` after `limit`.
pub(super) fn until<T, E>(
    limit: Duration,
    mut look: impl FnMut() -> Result<Option<T>, E>,
) -> Result<Option<T>, E> {
    let start = Instant::now();
    loop {
        if let Some(found) = look()? {
            return Ok(Some(found));
        }
        if start.elapsed() >= limit {
            return Ok(None);
        }
        pause(PAUSE);
    }
}

/// Waits for the end of a child; `None` when it still runs after `limit`.
pub(super) fn for_child(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    until(limit, || child.try_wait())
}

/// A longer pause before a whole start is tried again.
pub(super) fn pause_between_starts() {
    pause(Duration::from_millis(50));
}

#[expect(clippy::disallowed_methods, reason = "blocking interface, documented as such")]
fn pause(time: Duration) {
    std::thread::sleep(time);
}
