//! Figures from a standby: which host answers, and how it is said that the data is behind.

use std::fmt::Write as _;

use chrono::TimeDelta;
use scoutwatch::model::{Replay, Snapshot};

use super::places::{PLACES, State};
use super::{SIZES, check};
use crate::fixtures;

/// What a standby of two hosts tells, as old as this.
fn from_standby(is_streaming: bool, is_caught_up: bool, behind: Option<i64>) -> Snapshot {
    let mut snapshot = fixtures::normal();
    let read_at = snapshot.metrics.value.as_ref().unwrap().snapshot_timestamp;
    let replayed_at = behind.map(|seconds| read_at - TimeDelta::seconds(seconds));
    if let Some(identity) = &mut snapshot.identity {
        identity.in_recovery = true;
        identity.host = Some("db2:5432".to_owned());
        identity.replay = Some(Replay { is_streaming, is_caught_up, replayed_at, read_at });
    }
    snapshot
}

#[test]
fn a_standby_says_how_far_it_is_behind() {
    let mut frames = String::new();
    for (what, snapshot) in [
        ("has everything, and the primary is idle", from_standby(true, true, Some(86_400))),
        ("is half a minute behind", from_standby(true, false, Some(31))),
        ("is 12 minutes behind", from_standby(true, false, Some(740))),
        ("is cut off", from_standby(false, true, Some(740))),
        ("is cut off, and has replayed nothing", from_standby(false, true, None)),
    ] {
        for size in SIZES {
            let mut dashboard = State::Normal.at(&PLACES[0], size);
            dashboard.turn_to(snapshot.clone(), State::Normal.database());
            check(&dashboard, what);
            let text = dashboard.frame().text();
            let head = text.lines().take(3).collect::<Vec<_>>().join("\n");
            let _ = writeln!(frames, "=== {what}, {}x{}\n{head}\n", size.0, size.1);
        }
    }
    insta::assert_snapshot!("standby", frames);
}
