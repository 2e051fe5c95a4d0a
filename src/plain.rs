//! The dashboard without a terminal: a line of text for each change, for a pipe, a file, `tee` or a screen
//! reader. It goes on for as long as somebody reads it; a lost database is a line, and no end.

mod changes;
mod teller;

use std::io;

use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::poller::Handle;

pub use changes::changes;
pub use teller::Teller;

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Somebody asked for it.
    Stopped,
    /// Nobody reads any more.
    NoReader,
    /// The poller has gone, which only a panic can do.
    PollerGone,
}

/// Writes what the poller says until the token is cancelled or nobody reads any more. `is_read` tells of a
/// reader that has gone while there is nothing to write.
///
/// # Errors
/// Where the lines cannot be written.
pub async fn watch(
    mut poller: Handle,
    mut teller: Teller,
    clock: &Clock,
    stop: &CancellationToken,
    mut output: impl AsyncWrite + Unpin,
    is_read: impl Fn() -> bool,
) -> io::Result<Ending> {
    let first = poller.snapshots.borrow_and_update().clone();
    let mut lines = teller.begin(&first, clock.now());
    loop {
        // A line that was begun is ended, unless nobody takes it.
        let written = {
            let writing = std::pin::pin!(write(&mut output, &lines));
            let asked_to_stop = async {
                stop.cancelled().await;
                tokio::time::sleep(GOODBYE).await;
            };
            tokio::select! {
                biased;
                written = writing => written,
                () = asked_to_stop => return Ok(Ending::Stopped),
            }
        };
        match written {
            Ok(()) if is_read() => {}
            Ok(()) => return Ok(Ending::NoReader),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Ending::NoReader),
            Err(error) => return Err(error),
        }
        tokio::select! {
            biased;
            () = stop.cancelled() => {
                // Whoever reads still hears of the end, if that needs no waiting.
                lines = vec![teller.end(clock.now())];
                tokio::select! {
                    biased;
                    _ = write(&mut output, &lines) => {}
                    () = tokio::time::sleep(GOODBYE) => {}
                }
                return Ok(Ending::Stopped);
            }
            changed = poller.snapshots.changed() => {
                if changed.is_err() {
                    return Ok(Ending::PollerGone);
                }
                let snapshot = poller.snapshots.borrow_and_update().clone();
                lines = teller.hear(&snapshot, clock.now());
            }
        }
    }
}

/// How long the last line may take.
const GOODBYE: std::time::Duration = std::time::Duration::from_millis(200);

/// Writes lines, so that they are there at once.
async fn write(output: &mut (impl AsyncWrite + Unpin), lines: &[String]) -> io::Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
    output.write_all(text.as_bytes()).await?;
    output.flush().await
}
