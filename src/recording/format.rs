//! What a file of a recording looks like.
//!
//! A line of text with the version, a header, then one frame a poll. Header and frames are alike: their length
//! and a checksum over length and content, four bytes each, the lowest first, then the content. A process that is
//! killed leaves at most one frame that is cut off at the end.

use super::Header;
use crate::model::text::clean;
use crate::reel::Record;

/// The version that is written.
pub(super) const VERSION: u32 = 1;

/// The beginning of every version.
const MAGIC: &[u8] = b"scoutwatch recording ";

/// The longest content of a frame.
const MAX_CONTENT: usize = 16 << 20;

/// How the frames of a file end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With the file.
    Whole,
    /// With a frame that is cut off.
    Torn,
    /// With something that is no frame, though more follows.
    Damaged,
}

/// What a file holds.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) header: Header,
    /// The polls, none of which leans on one that is not there.
    pub(super) records: Vec<Record>,
    /// Polls that were left out because they or what they lean on are damaged.
    pub(super) damaged: usize,
    /// How it ends.
    pub(super) end: End,
    /// The bytes before the end.
    pub(super) good_bytes: usize,
}

/// What a file is.
#[derive(Debug)]
pub(super) enum Kind {
    /// A recording.
    Recording(Content),
    /// The beginning of a recording that was cut off before its first poll, or an empty file.
    Begun,
    /// A recording of a later version.
    Newer(u32),
    /// Something else.
    Foreign,
}

/// The beginning of a file.
pub(super) fn beginning(header: &Header) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend(format!("{VERSION}\n").bytes());
    // A header of texts and numbers can always be written.
    bytes.extend(frame(&serde_json::to_vec(header).unwrap_or_default()));
    bytes
}

/// Content with its length and checksum.
pub(super) fn frame(content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u32).to_le_bytes();
    let mut bytes = length.to_vec();
    bytes.extend(checksum(&length, content).to_le_bytes());
    bytes.extend(content);
    bytes
}

fn checksum(length: &[u8], content: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(length);
    hasher.update(content);
    hasher.finalize()
}

enum Next<'a> {
    Frame { content: &'a [u8], is_sound: bool, rest: &'a [u8] },
    End(End),
}

fn next(bytes: &[u8]) -> Next<'_> {
    if bytes.is_empty() {
        return Next::End(End::Whole);
    }
    let (Some((length, rest)), true) = (bytes.split_first_chunk::<4>(), bytes.len() >= 8) else {
        return Next::End(End::Torn);
    };
    let Some((sum, rest)) = rest.split_first_chunk::<4>() else { return Next::End(End::Torn) };
    let size = u32::from_le_bytes(*length) as usize;
    if size > MAX_CONTENT {
        return Next::End(End::Damaged);
    }
    let Some((content, rest)) = rest.split_at_checked(size) else { return Next::End(End::Torn) };
    let is_sound = checksum(length, content) == u32::from_le_bytes(*sum);
    Next::Frame { content, is_sound, rest }
}

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Kind {
    let Some(rest) = bytes.strip_prefix(MAGIC) else {
        return if bytes.is_empty() { Kind::Begun } else { Kind::Foreign };
    };
    let Some(line) = rest.iter().take(6).position(|byte| *byte == b'\n') else {
        let is_cut = rest.len() < 6 && rest.iter().all(u8::is_ascii_digit);
        return if is_cut { Kind::Begun } else { Kind::Foreign };
    };
    let (version, rest) = rest.split_at(line);
    let version = std::str::from_utf8(version).ok().and_then(|text| text.parse().ok());
    let rest = rest.get(1..).unwrap_or_default();
    match version {
        None | Some(0) => return Kind::Foreign,
        Some(version) if version > VERSION => return Kind::Newer(version),
        Some(_) => {}
    }
    let (header, rest) = match next(rest) {
        Next::Frame { content, is_sound: true, rest } => (header(content), rest),
        Next::End(End::Whole | End::Torn) => return Kind::Begun,
        Next::Frame { .. } | Next::End(End::Damaged) => return Kind::Foreign,
    };
    Kind::Recording(records(bytes.len(), header, rest))
}

/// A header as it can be shown; of one that cannot be read, nothing is known.
fn header(content: &[u8]) -> Header {
    let header: Header = serde_json::from_slice(content).unwrap_or_default();
    let target_percent = header.target_percent;
    Header {
        label: clean(&header.label),
        target: clean(&header.target),
        target_percent: if target_percent.is_finite() {
            target_percent.clamp(0.0, 100.0)
        } else {
            0.0
        },
        ..header
    }
}

fn records(length: usize, header: Header, mut rest: &[u8]) -> Content {
    let mut content =
        Content { header, records: Vec::new(), damaged: 0, end: End::Whole, good_bytes: length };
    // What leans on a record that is lost would be read against another one.
    let mut has_base = false;
    loop {
        match next(rest) {
            Next::Frame { content: record, is_sound, rest: behind } => {
                let record = Record::open(record.to_vec()).ok().filter(|_| is_sound);
                has_base = match &record {
                    Some(record) => has_base || record.is_whole,
                    // It may have been a whole one.
                    None => false,
                };
                match record {
                    Some(record) if has_base => content.records.push(record),
                    _ => content.damaged += 1,
                }
                rest = behind;
            }
            Next::End(end) => {
                content.end = end;
                content.good_bytes = length - rest.len();
                return content;
            }
        }
    }
}
