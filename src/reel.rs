//! Polls that are kept, in few bytes each: for going back in time, and for recordings.
//!
//! No I/O: a recording puts the records into a file, the dashboard keeps them in memory.

mod bytes;
mod codec;
mod parts;

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::model::Snapshot;

pub use codec::Encoder;

/// What a record costs beside its bytes.
const OVERHEAD: usize = size_of::<Entry>();

/// Why a record cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// What it holds is no poll.
    #[error("the record holds no poll")]
    Content,
    /// It leans on a record that is not there.
    #[error("the record leans on one that is not there")]
    Alone,
}

/// One poll in few bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// When the poll ended.
    pub at: DateTime<Utc>,
    /// Whether it can be read without another record.
    pub is_whole: bool,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// How much is kept.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// The most polls.
    pub polls: usize,
    /// The most bytes.
    pub bytes: usize,
}

impl Budget {
    /// What a dashboard keeps beside its work: a night of ordinary polls.
    pub const DASHBOARD: Self = Self { polls: 20_000, bytes: 3 << 20 };

    /// What is read of a recording at most.
    pub const REPLAY: Self = Self { polls: 1_000_000, bytes: 256 << 20 };
}

/// The kept polls, oldest first. Each has a serial number that stays while older ones are given up.
#[derive(Debug)]
pub struct Reel {
    entries: VecDeque<Entry>,
    /// The serial number of the oldest.
    first: u64,
    bytes: usize,
    budget: Budget,
    encoder: Encoder,
    /// The newest, which is still at hand as it is. It becomes a record when the next one comes.
    newest: Option<(DateTime<Utc>, Arc<Snapshot>)>,
}

#[derive(Debug)]
struct Entry {
    at: DateTime<Utc>,
    bytes: Box<[u8]>,
    /// The serial number of the whole record that it leans on; its own where it is whole.
    base: u64,
}

impl Reel {
    /// Nothing kept yet.
    pub fn new(budget: Budget) -> Self {
        let (entries, encoder) = (VecDeque::new(), Encoder::default());
        Self { entries, first: 0, bytes: 0, budget, encoder, newest: None }
    }

    /// How many polls are kept.
    pub fn len(&self) -> usize {
        self.entries.len() + usize::from(self.newest.is_some())
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes that they take.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The serial number of the oldest.
    pub fn oldest(&self) -> Option<u64> {
        (!self.is_empty()).then_some(self.first)
    }

    /// The serial number of the newest.
    pub fn newest(&self) -> Option<u64> {
        (!self.is_empty()).then(|| self.first + self.len() as u64 - 1)
    }

    /// When a poll ended.
    pub fn at(&self, serial: u64) -> Option<DateTime<Utc>> {
        self.at_hand(serial).map(|(at, _)| *at).or_else(|| Some(self.entry(serial)?.at))
    }

    /// A poll's place, from one; nothing where it has been given up.
    pub fn place(&self, serial: u64) -> Option<usize> {
        self.at(serial).map(|_| (serial - self.first) as usize + 1)
    }

    /// The poll nearest to a moment.
    pub fn nearest(&self, moment: DateTime<Utc>) -> Option<u64> {
        let times = self.entries.iter().map(|entry| entry.at);
        let times = times.chain(self.newest.iter().map(|(at, _)| *at));
        let (serial, _) = (self.first..).zip(times).min_by_key(|(_, at)| (*at - moment).abs())?;
        Some(serial)
    }

    /// Keeps a poll.
    ///
    /// # Errors
    /// Where the poll before it cannot be written down.
    pub fn keep(&mut self, snapshot: Arc<Snapshot>, now: DateTime<Utc>) -> Result<(), Damage> {
        let at = codec::moment(&snapshot, now);
        match self.newest.replace((at, snapshot)) {
            Some((at, before)) => {
                let record = self.encoder.record(&before, at)?;
                self.push(record)
            }
            None => Ok(()),
        }
    }

    /// Keeps a record as it was read.
    ///
    /// # Errors
    /// Where it leans on one that is not there.
    pub fn push(&mut self, record: Record) -> Result<(), Damage> {
        let serial = self.first + self.entries.len() as u64;
        let base =
            if record.is_whole { serial } else { self.entries.back().ok_or(Damage::Alone)?.base };
        self.bytes += record.bytes.len() + OVERHEAD;
        self.entries.push_back(Entry { at: record.at, bytes: record.bytes.into(), base });
        while self.entries.len() > self.budget.polls || self.bytes > self.budget.bytes {
            if !self.give_up_oldest() {
                break;
            }
        }
        Ok(())
    }

    /// Gives up the oldest whole record and what leans on it, unless nothing else is left.
    fn give_up_oldest(&mut self) -> bool {
        let group = self.first;
        if self.entries.back().is_none_or(|entry| entry.base == group) {
            return false;
        }
        while self.entries.front().is_some_and(|entry| entry.base == group) {
            let gone = self.entries.pop_front();
            self.bytes -= gone.map_or(0, |entry| entry.bytes.len() + OVERHEAD);
            self.first += 1;
        }
        true
    }

    /// A poll as it was.
    ///
    /// # Errors
    /// Where it has been given up, or is damaged.
    pub fn get(&self, serial: u64) -> Result<Arc<Snapshot>, Damage> {
        if let Some((_, snapshot)) = self.at_hand(serial) {
            return Ok(Arc::clone(snapshot));
        }
        let entry = self.entry(serial).ok_or(Damage::Alone)?;
        let nothing = codec::Parts::default();
        let parts = if entry.base == serial {
            codec::parts(&entry.bytes, &nothing)?
        } else {
            let base = self.entry(entry.base).ok_or(Damage::Alone)?;
            codec::parts(&entry.bytes, &codec::parts(&base.bytes, &nothing)?)?
        };
        parts::join(&parts).map(Arc::new)
    }

    fn at_hand(&self, serial: u64) -> Option<&(DateTime<Utc>, Arc<Snapshot>)> {
        self.newest.as_ref().filter(|_| serial == self.first + self.entries.len() as u64)
    }

    fn entry(&self, serial: u64) -> Option<&Entry> {
        let index = serial.checked_sub(self.first)?;
        self.entries.get(usize::try_from(index).ok()?)
    }
}

impl Record {
    /// Reads what a record says of itself.
    ///
    /// # Errors
    /// Where the bytes are no record.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Damage> {
        codec::open(bytes)
    }
}
