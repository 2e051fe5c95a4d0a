//! A poll as named parts of text, and back. Whatever comes back is clean and within bounds: it may have been
//! read from a file that somebody else wrote.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Damage;
use crate::model::text::clean;
use crate::model::{
    Baselines, ConflictRow, DailyPoint, Health, Identity, Link, Metrics, Panel, Run, Snapshot,
};

/// How many parts there are.
pub(super) const PARTS: usize = 5;

/// Counts beyond this are nobody's; sums and differences of such as are kept cannot overflow.
const LARGEST: i64 = 1_000_000_000_000_000;

/// Everything that no panel holds. A later version may add fields: each has a default.
#[derive(Serialize, Deserialize)]
struct Head {
    sequence: u64,
    link: Link,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    round_trip: Option<Duration>,
    interval: Duration,
    #[serde(default)]
    identity: Option<Identity>,
    health: Health,
    #[serde(default)]
    baselines: Baselines,
}

/// A poll as text: the head, and one part a panel.
pub(super) fn split(snapshot: &Snapshot) -> Result<[Vec<u8>; PARTS], Damage> {
    let head = Head {
        sequence: snapshot.sequence,
        link: snapshot.link.clone(),
        round_trip: snapshot.round_trip,
        interval: snapshot.interval,
        identity: snapshot.identity.clone(),
        health: snapshot.health.clone(),
        baselines: snapshot.baselines,
    };
    let text = |outcome: serde_json::Result<Vec<u8>>| outcome.map_err(|_| Damage::Content);
    Ok([
        text(serde_json::to_vec(&head))?,
        text(serde_json::to_vec(&snapshot.metrics))?,
        text(serde_json::to_vec(&snapshot.daily))?,
        text(serde_json::to_vec(&snapshot.conflicts))?,
        text(serde_json::to_vec(&snapshot.runs))?,
    ])
}

/// The poll that these parts make.
pub(super) fn join(parts: &[Vec<u8>; PARTS]) -> Result<Snapshot, Damage> {
    let [head, metrics, daily, conflicts, runs] = parts;
    let head: Head = read(head)?;
    let metrics: Panel<Metrics> = read(metrics)?;
    let daily: Panel<Vec<DailyPoint>> = read(daily)?;
    let conflicts: Panel<Vec<ConflictRow>> = read(conflicts)?;
    let runs: Panel<Vec<Run>> = read(runs)?;
    Ok(Snapshot {
        sequence: head.sequence,
        link: head.link,
        round_trip: head.round_trip,
        interval: head.interval,
        identity: head.identity,
        metrics,
        daily,
        conflicts,
        runs,
        health: head.health,
        baselines: head.baselines,
    })
}

fn read<T: for<'a> Deserialize<'a>>(text: &[u8]) -> Result<T, Damage> {
    let mut value = serde_json::from_slice(text).map_err(|_| Damage::Content)?;
    tame(&mut value);
    serde_json::from_value(value).map_err(|_| Damage::Content)
}

/// Takes out of every text what a terminal would obey, and out of every number what cannot be counted with.
fn tame(value: &mut Value) {
    match value {
        Value::String(text) => *text = clean(text),
        Value::Number(number) => {
            if let Some(count) = number.as_i64() {
                *number = count.clamp(-LARGEST, LARGEST).into();
            } else if number.is_u64() {
                *number = LARGEST.into();
            }
        }
        Value::Array(values) => values.iter_mut().for_each(tame),
        Value::Object(fields) => fields.values_mut().for_each(tame),
        Value::Null | Value::Bool(_) => {}
    }
}
