//! Listens to the poller and writes each poll down. Whatever happens to the file, the dashboard goes on.

use std::sync::Arc;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Recorder;
use crate::clock::Clock;
use crate::model::{RecordState, Snapshot};

/// Records until the token is cancelled. How it goes is told in the channel.
pub fn spawn(
    recorder: Recorder,
    snapshots: watch::Receiver<Arc<Snapshot>>,
    clock: Clock,
    token: CancellationToken,
    tracker: &TaskTracker,
) -> watch::Receiver<RecordState> {
    let (states, state) = watch::channel(RecordState::default());
    tracker.spawn(run(recorder, snapshots, clock, token, states));
    state
}

async fn run(
    mut recorder: Recorder,
    mut snapshots: watch::Receiver<Arc<Snapshot>>,
    clock: Clock,
    token: CancellationToken,
    states: watch::Sender<RecordState>,
) {
    let mut last = 0;
    loop {
        let is_over = tokio::select! {
            biased;
            changed = snapshots.changed() => changed.is_err(),
            () = token.cancelled() => true,
        };
        if is_over {
            return;
        }
        let snapshot = Arc::clone(&snapshots.borrow_and_update());
        // A glance at an active run is no poll.
        if snapshot.sequence == last {
            continue;
        }
        last = snapshot.sequence;
        let now = clock.now();
        // A file on a lost network drive holds up nothing but this task.
        let written = tokio::task::spawn_blocking(move || {
            let outcome = recorder.append(&snapshot, now);
            (recorder, outcome)
        });
        let Ok((returned, outcome)) = written.await else { return };
        recorder = returned;
        tell(&states, outcome.err().map(|error| error.to_string()));
    }
}

fn tell(states: &watch::Sender<RecordState>, failure: Option<String>) {
    states.send_if_modified(|state| {
        if state.failure == failure {
            return false;
        }
        if let Some(reason) = &failure {
            tracing::error!("a poll could not be recorded: {reason}");
        } else {
            tracing::info!("recording goes on");
        }
        state.failure = failure;
        true
    });
}
