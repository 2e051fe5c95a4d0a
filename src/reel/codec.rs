//! A poll as a record: whole, or as what differs from a whole one before it.
//!
//! Records lean on a whole one, the base, and on nothing else, so that any of them is read with two steps.
//! A poll that differs little takes some hundred bytes; where it differs much, or many lean on one base already,
//! it becomes a base itself.

use chrono::{DateTime, Utc};

use super::bytes::{Reader, put_number, put_patch, take_patch};
use super::parts::{self, PARTS};
use super::{Damage, Record};
use crate::model::{Link, Snapshot};

/// The most records that lean on one base: what is given up at once where room is needed.
const GROUP: u32 = 256;

const WHOLE: u8 = 0;
const LEANING: u8 = 1;

/// The parts of a base.
pub(super) type Parts = [Vec<u8>; PARTS];

/// Makes records of polls, one after another.
#[derive(Debug, Default)]
pub struct Encoder {
    base: Option<Base>,
}

#[derive(Debug)]
struct Base {
    parts: Parts,
    /// The bytes of its own record.
    bytes: usize,
    /// How many records lean on it, and how many bytes they take.
    leaning: u32,
    leaning_bytes: usize,
}

impl Encoder {
    /// Makes the next record whole.
    pub fn restart(&mut self) {
        self.base = None;
    }

    /// The record of a poll.
    ///
    /// # Errors
    /// Where the poll cannot be written as text, which only a defect of this program can cause.
    pub fn record(&mut self, snapshot: &Snapshot, now: DateTime<Utc>) -> Result<Record, Damage> {
        let parts = parts::split(snapshot)?;
        let at = moment(snapshot, now);
        if let Some(base) = &mut self.base
            && base.leaning < GROUP
            && base.leaning_bytes < base.bytes * 4
        {
            let record = write(at, LEANING, &parts, &base.parts);
            if record.bytes.len() * 2 < base.bytes {
                base.leaning += 1;
                base.leaning_bytes += record.bytes.len();
                return Ok(record);
            }
        }
        let record = write(at, WHOLE, &parts, &Parts::default());
        let bytes = record.bytes.len();
        self.base = Some(Base { parts, bytes, leaning: 0, leaning_bytes: 0 });
        Ok(record)
    }
}

/// When a poll ended; one that reached nothing ended when it was published.
pub(super) fn moment(snapshot: &Snapshot, now: DateTime<Utc>) -> DateTime<Utc> {
    match &snapshot.link {
        Link::Live { polled_at, .. } => *polled_at,
        Link::Connecting { .. } | Link::Lost { .. } => now,
    }
}

fn write(at: DateTime<Utc>, kind: u8, parts: &Parts, base: &Parts) -> Record {
    let mut bytes = vec![kind];
    put_number(&mut bytes, at.timestamp_micros().max(0) as u64);
    for (part, base) in parts.iter().zip(base) {
        put_patch(&mut bytes, part, base);
    }
    Record { at, is_whole: kind == WHOLE, bytes }
}

/// What a record says of itself.
pub(super) fn open(bytes: Vec<u8>) -> Result<Record, Damage> {
    let mut reader = Reader(&bytes);
    let is_whole = match reader.take(1)? {
        [WHOLE] => true,
        [LEANING] => false,
        _ => return Err(Damage::Content),
    };
    let at = time(&mut reader)?;
    Ok(Record { at, is_whole, bytes })
}

fn time(reader: &mut Reader<'_>) -> Result<DateTime<Utc>, Damage> {
    let micros = i64::try_from(reader.number()?).map_err(|_| Damage::Content)?;
    DateTime::from_timestamp_micros(micros).ok_or(Damage::Content)
}

/// The parts of a record that leans on `base`; of a whole one on nothing.
pub(super) fn parts(record: &[u8], base: &Parts) -> Result<Parts, Damage> {
    let mut reader = Reader(record);
    reader.take(1)?;
    time(&mut reader)?;
    let mut parts = Parts::default();
    for (part, base) in parts.iter_mut().zip(base) {
        *part = take_patch(&mut reader, base)?;
    }
    Ok(parts)
}
