//! Appends polls to a file, and begins another one where it is full. No file that is not a recording of ours is
//! ever written to, renamed or removed.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::format::{self, End};
use super::reader::of_file;
use super::{Header, RecordingError, older};
use crate::model::Snapshot;
use crate::reel::Encoder;

/// For its owner alone: a recording names persons.
const MODE: u32 = 0o600;

/// How much a recording may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The size of one file. A file ends with the poll before the one that would be too much.
    pub file_bytes: u64,
    /// How many files there are at most.
    pub files: u32,
}

/// Writes a recording.
#[derive(Debug)]
pub struct Recorder {
    path: PathBuf,
    header: Header,
    limits: Limits,
    file: File,
    /// The bytes that are sound.
    length: u64,
    encoder: Encoder,
}

impl Recorder {
    /// Opens a file to append to, and makes it where there is none.
    ///
    /// # Errors
    /// Where that is not possible, or the file is something else than a recording of this database.
    pub fn open(path: &Path, header: Header, limits: Limits) -> Result<Self, RecordingError> {
        let failed = || RecordingError::file(path);
        // A pipe or a device would not be opened at once, or not give back what is written to it.
        if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            return Err(RecordingError::NoFile(path.to_owned()));
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(MODE)
            .open(path)
            .map_err(failed())?;
        lock(&file, path)?;
        let content = of_file(&mut file, path)?;
        if let Some(content) = &content
            && !content.header.is_same_database(&header)
        {
            let name =
                |header: &Header| format!("{} {}", header.label, header.target).trim().to_owned();
            return Err(RecordingError::OtherDatabase {
                path: path.to_owned(),
                recorded: name(&content.header),
                target: name(&header),
            });
        }
        file.set_permissions(fs::Permissions::from_mode(MODE)).map_err(failed())?;
        let (length, encoder) = (0, Encoder::default());
        let mut recorder = Self { path: path.to_owned(), header, limits, file, length, encoder };
        match content {
            None => recorder.begin().map_err(failed())?,
            // What is behind the damage may be of use to somebody.
            Some(content) if content.end == End::Damaged => recorder.rotate().map_err(failed())?,
            Some(content) => {
                recorder.length = content.good_bytes as u64;
                recorder.cut().map_err(failed())?;
            }
        }
        Ok(recorder)
    }

    /// Appends a poll.
    ///
    /// # Errors
    /// Where it cannot be written. The next one is tried nevertheless.
    pub fn append(&mut self, snapshot: &Snapshot, now: DateTime<Utc>) -> io::Result<()> {
        let mut frame = self.frame(snapshot, now)?;
        if self.length + frame.len() as u64 > self.limits.file_bytes && self.has_polls() {
            self.rotate()?;
            frame = self.frame(snapshot, now)?;
        }
        let written = self.file.write_all(&frame);
        if let Err(error) = written {
            // What leans on a poll that is not there could not be read.
            self.encoder.restart();
            // Where even that fails, the reader leaves out what is cut off.
            let _ = self.cut();
            return Err(error);
        }
        self.length += frame.len() as u64;
        Ok(())
    }

    fn frame(&mut self, snapshot: &Snapshot, now: DateTime<Utc>) -> io::Result<Vec<u8>> {
        let record = self.encoder.record(snapshot, now).map_err(io::Error::other)?;
        Ok(format::frame(&record.bytes))
    }

    fn has_polls(&self) -> bool {
        self.length > format::beginning(&self.header).len() as u64
    }

    /// Writes the beginning of an empty file.
    fn begin(&mut self) -> io::Result<()> {
        self.length = 0;
        self.cut()?;
        self.encoder.restart();
        let beginning = format::beginning(&self.header);
        self.file.write_all(&beginning)?;
        self.length = beginning.len() as u64;
        Ok(())
    }

    /// Leaves in the file what is sound, and goes to its end.
    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.length)?;
        self.file.seek(SeekFrom::Start(self.length))?;
        Ok(())
    }

    /// Gives the files their next number, the oldest up, and begins a new one.
    fn rotate(&mut self) -> io::Result<()> {
        // The next poll is written whole, whatever comes of this.
        self.encoder.restart();
        let names: Vec<_> =
            (1..self.limits.files).map(|number| older(&self.path, number)).collect();
        for name in &names {
            if is_foreign(name) {
                let problem = format!("{} is no recording; it is left as it is", name.display());
                return Err(io::Error::other(problem));
            }
        }
        let mut all = vec![self.path.clone()];
        all.extend(names);
        // Where an earlier try got no further than this, the files have their numbers already.
        let is_there = self.path.exists();
        for pair in all.windows(2).rev().filter(|_| is_there) {
            if let [from, to] = pair
                && from.exists()
            {
                fs::rename(from, to)?;
            }
        }
        if self.limits.files <= 1 {
            return self.begin();
        }
        let options = &mut OpenOptions::new();
        let file = options.read(true).write(true).create_new(true).mode(MODE).open(&self.path)?;
        file.try_lock().map_err(io::Error::other)?;
        // A machine that loses power keeps all but the newest file.
        let _ = self.file.sync_data();
        self.file = file;
        self.begin()
    }
}

fn lock(file: &File, path: &Path) -> Result<(), RecordingError> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(RecordingError::Busy(path.to_owned())),
        Err(TryLockError::Error(source)) => {
            Err(RecordingError::File { path: path.to_owned(), source })
        }
    }
}

/// Whether there is something that is no recording of ours.
fn is_foreign(path: &Path) -> bool {
    match path.symlink_metadata() {
        Err(error) => error.kind() != io::ErrorKind::NotFound,
        Ok(metadata) if !metadata.is_file() => true,
        Ok(_) => File::open(path).map_or(true, |mut file| of_file(&mut file, path).is_err()),
    }
}
