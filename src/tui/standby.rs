//! How it is said that the figures come from a standby which is behind its primary.

use super::time::coarse_age;
use crate::model::{Freshness, Replay, Snapshot};

/// In place of the age of the data; nothing where the standby has all that its primary sent.
pub(super) fn age(replay: &Replay) -> Option<String> {
    match (replay.is_streaming, replay.lag()) {
        (true, _) if replay.is_caught_up => None,
        (true, Some(lag)) => Some(format!("data {} behind", coarse_age(lag))),
        (false, Some(lag)) => Some(format!("data {} old, cut off", coarse_age(lag))),
        (true, None) => Some("data behind".to_owned()),
        (false, None) => Some("data cut off".to_owned()),
    }
}

/// Why figures that were read a moment ago are old all the same.
pub(super) fn reason(replay: &Replay) -> String {
    let cause = if replay.is_streaming {
        "STANDBY BEHIND its primary"
    } else {
        "STANDBY CUT OFF, no changes arrive"
    };
    match replay.lag() {
        Some(lag) => format!("{cause} · the newest change shown is {} old", coarse_age(lag)),
        None => format!("{cause} · nobody knows how old the data is"),
    }
}

/// The standby behind a snapshot, where its data are older than five intervals.
pub(super) fn stale(snapshot: &Snapshot) -> Option<&Replay> {
    snapshot.replay().filter(|replay| replay.freshness(snapshot.interval) == Freshness::Stale)
}
