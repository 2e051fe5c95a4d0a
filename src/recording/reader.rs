//! Reads a recording with all its files, oldest first.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use super::format::{self, Content, End, Kind};
use super::{Header, MAX_FILE, RecordingError, older};
use crate::reel::{Budget, Reel};

/// The most files of one recording.
const MAX_FILES: u32 = 100;

/// A recording.
#[derive(Debug)]
pub struct Recording {
    /// What its newest file says of itself.
    pub header: Header,
    /// Its polls.
    pub reel: Reel,
    /// What was passed over, in sentences.
    pub remarks: Vec<String>,
}

/// Reads `path` and the older files beside it.
///
/// # Errors
/// Where `path` is no recording, or holds no poll. An older file that cannot be read is a remark.
pub fn read(path: &Path) -> Result<Recording, RecordingError> {
    let newest = content(path);
    let mut remarks = Vec::new();
    let mut files = Vec::new();
    for number in 1..=MAX_FILES {
        let path = older(path, number);
        match content(&path) {
            Ok(content) => files.push((path, content)),
            Err(RecordingError::File { source, .. })
                if source.kind() == io::ErrorKind::NotFound =>
            {
                break;
            }
            Err(error) => {
                remarks.push(format!("An older file was left out: {error}."));
                break;
            }
        }
    }
    let newest = match newest {
        Ok(content) => content,
        // It was killed between two files.
        Err(RecordingError::Empty(_)) if !files.is_empty() => {
            let (_, content) = files.remove(0);
            content
        }
        Err(error) => return Err(error),
    };
    let header = newest.header.clone();
    let mut contents: Vec<_> = files
        .into_iter()
        .rev()
        .filter_map(|(file, content)| {
            let is_ours = content.header.is_same_database(&header);
            if !is_ours {
                remarks
                    .push(format!("{} is of another database and was left out.", file.display()));
            }
            is_ours.then_some(content)
        })
        .collect();
    contents.push(newest);
    let mut reel = Reel::new(Budget::REPLAY);
    for content in contents {
        remarks.extend(remark(&content));
        for record in content.records {
            // Each file begins with a whole record, and what leans on nothing was left out.
            let _ = reel.push(record);
        }
    }
    if reel.is_empty() {
        return Err(RecordingError::Empty(path.to_owned()));
    }
    Ok(Recording { header, reel, remarks })
}

/// What is not sound in a file.
fn remark(content: &Content) -> Option<String> {
    match (content.damaged, content.end) {
        (0, End::Whole) => None,
        (0, End::Torn) => Some("The last poll was cut off and is left out.".to_owned()),
        (0, End::Damaged) => {
            Some("The end of the recording is damaged and is left out.".to_owned())
        }
        (1, _) => Some("1 poll is damaged and is left out.".to_owned()),
        (polls, _) => Some(format!("{polls} polls are damaged and are left out.")),
    }
}

fn content(path: &Path) -> Result<Content, RecordingError> {
    // A pipe is opened only once somebody writes to it: its kind is asked for first.
    let metadata = path.metadata().map_err(RecordingError::file(path))?;
    if !metadata.is_file() {
        return Err(RecordingError::NoFile(path.to_owned()));
    }
    let mut file = File::open(path).map_err(RecordingError::file(path))?;
    of_file(&mut file, path)?.ok_or_else(|| RecordingError::Empty(path.to_owned()))
}

/// What a file holds; nothing where it was only begun.
pub(super) fn of_file(file: &mut File, path: &Path) -> Result<Option<Content>, RecordingError> {
    let mut bytes = Vec::new();
    let read = file.take(MAX_FILE + 1).read_to_end(&mut bytes);
    read.map_err(RecordingError::file(path))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(RecordingError::TooLarge(path.to_owned()));
    }
    match format::read(&bytes) {
        Kind::Recording(content) => Ok(Some(content)),
        Kind::Begun => Ok(None),
        Kind::Newer(version) => Err(RecordingError::Newer { path: path.to_owned(), version }),
        Kind::Foreign => Err(RecordingError::Foreign(path.to_owned())),
    }
}
