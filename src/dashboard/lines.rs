//! A database and a poller without a terminal: the same facts as lines of text.

use std::io::{self, Write};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{DashboardError, FAREWELL, Surroundings, Target};
use crate::commands::{CommandError, poller_settings, pool_options, warn};
use crate::db::pool::Database;
use crate::exit::ExitStatus;
use crate::recording::{self, Recorder};
use crate::tui::app::DigestPast;
use crate::{plain, poller};

/// Writes a line for each change until a signal ends it or nobody reads any more.
pub(super) async fn tell(
    surroundings: &Surroundings<'_>,
    target: Target,
    past: DigestPast,
    recorder: Option<Recorder>,
    stop: &CancellationToken,
    stderr: &mut dyn Write,
) -> Result<ExitStatus, DashboardError> {
    let Surroundings { config, clock, .. } = surroundings;
    warn(target.settings.warnings(), surroundings.language(), stderr);
    let words = [target.label, target.name].join(" ");
    let database =
        Database::open(target.settings, &pool_options(config)).map_err(CommandError::from)?;
    let tracker = TaskTracker::new();
    let poller =
        poller::spawn(database, poller_settings(config), clock.clone(), stop.clone(), &tracker);
    if let Some(recorder) = recorder {
        let snapshots = poller.snapshots.clone();
        // Whatever goes wrong stands on standard error.
        recording::spawn(recorder, snapshots, clock.clone(), stop.clone(), &tracker);
    }
    let signals = stop_on_signals(stop.clone()).map_err(CommandError::from)?;
    let mut teller = plain::Teller::new(words.trim(), surroundings.language());
    if let DigestPast { asked: Some(asked), known } = past {
        teller = teller.since(asked, known);
    }
    let stdout = tokio::io::stdout();
    let ending = plain::watch(poller, teller, clock, stop, stdout, is_read).await;
    signals.abort();
    stop.cancel();
    tracker.close();
    let _ = tokio::time::timeout(FAREWELL, tracker.wait()).await;
    match ending.map_err(CommandError::from)? {
        plain::Ending::PollerGone => Err(DashboardError::PollerGone),
        plain::Ending::Stopped | plain::Ending::NoReader => Ok(ExitStatus::Done),
    }
}

/// Cancels the token at SIGTERM and at SIGINT.
fn stop_on_signals(stop: CancellationToken) -> io::Result<tokio::task::JoinHandle<()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stop.cancel();
    }))
}

/// Whether somebody reads standard output: a pipe that nobody reads has an error condition.
fn is_read() -> bool {
    let stdout = io::stdout();
    let mut descriptors = [PollFd::new(&stdout, PollFlags::OUT)];
    let polled = poll(&mut descriptors, Some(&Timespec::default()));
    let [descriptor] = descriptors;
    polled.is_err() || !descriptor.revents().intersects(PollFlags::ERR | PollFlags::NVAL)
}
