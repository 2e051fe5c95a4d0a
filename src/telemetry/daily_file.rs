//! A log file that begins anew each day, of which the last seven are kept.
//!
//! `tracing-appender` has one too. It deletes whatever begins and ends like the log file, other programs'
//! files among them, and reports trouble on the terminal, in the middle of the dashboard.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::clock::Clock;
use crate::model::text::clean;

/// Days that are kept, today included.
const DAYS_KEPT: usize = 7;

/// The most that is written in one day, in bytes, so that a loop of errors does not fill the disk.
const MOST_BYTES_A_DAY: u64 = 32 << 20;

/// The writer behind the log file of the dashboard. `log/x.log` becomes `log/x.2026-11-24.log`, by UTC.
#[derive(Debug)]
pub(super) struct DailyFile {
    name: Name,
    clock: Clock,
    day: NaiveDate,
    file: Option<File>,
    written: u64,
}

impl DailyFile {
    /// Opens today's file and makes its folder, for this user alone. The error is a sentence.
    pub(super) fn open(path: PathBuf, clock: &Clock) -> Result<Self, String> {
        let shown = clean(&path.to_string_lossy());
        let name = Name::of(path).ok_or_else(|| {
            format!("{shown} names no file; give a path such as /var/log/dashboard.log")
        })?;
        let mut writer = Self {
            name,
            clock: clock.clone(),
            day: clock.now().date_naive(),
            file: None,
            written: 0,
        };
        writer.open_day().map_err(|error| {
            let today = clean(&writer.name.on(writer.day).to_string_lossy());
            format!("{today} cannot be opened: {error}")
        })?;
        Ok(writer)
    }

    fn open_day(&mut self) -> io::Result<()> {
        create_folder(&self.name.folder)?;
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        for_owner(&mut options);
        let file = options.open(self.name.on(self.day))?;
        self.written = file.metadata()?.len();
        self.file = Some(file);
        self.name.remove_old(self.day);
        Ok(())
    }
}

impl Write for DailyFile {
    /// Never fails: a line that cannot be written is lost, and the next day tries again.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let today = self.clock.now().date_naive();
        if today != self.day {
            self.day = today;
            self.file = None;
            if let Err(error) = self.open_day() {
                tracing::warn!("no log file for today: {error}");
            }
        }
        let Some(file) = &mut self.file else { return Ok(bytes.len()) };
        let result = file.write_all(bytes);
        self.written = self.written.saturating_add(bytes.len() as u64);
        if let Err(error) = result {
            self.file = None;
            tracing::warn!("the log file cannot be written and stays closed for today: {error}");
        } else if self.written > MOST_BYTES_A_DAY {
            // The last line of the day; whether it arrives makes no difference.
            let _ =
                file.write_all(b"... and more, which is left out: the file is full for today\n");
            self.file = None;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), File::flush)
    }
}

/// The parts of `folder/stem.DATE.extension`.
#[derive(Debug)]
struct Name {
    folder: PathBuf,
    stem: String,
    extension: Option<String>,
}

impl Name {
    fn of(path: PathBuf) -> Option<Self> {
        if path.is_dir() || path.to_string_lossy().ends_with(std::path::MAIN_SEPARATOR) {
            return None;
        }
        let stem = path.file_stem()?.to_str()?.to_owned();
        let extension = path.extension().and_then(|text| text.to_str()).map(str::to_owned);
        let mut folder = path;
        folder.pop();
        if folder.as_os_str().is_empty() {
            folder.push(".");
        }
        Some(Self { folder, stem, extension })
    }

    fn on(&self, day: NaiveDate) -> PathBuf {
        let extension = self.extension.as_ref().map(|text| format!(".{text}")).unwrap_or_default();
        self.folder.join(format!("{}.{day}{extension}", self.stem))
    }

    /// The day of a file of ours; `None` for everybody else's.
    fn day_of(&self, file: &Path) -> Option<NaiveDate> {
        let rest = file.file_name()?.to_str()?.strip_prefix(&self.stem)?.strip_prefix('.')?;
        let day = match &self.extension {
            Some(extension) => rest.strip_suffix(extension)?.strip_suffix('.')?,
            None => rest,
        };
        day.parse().ok().filter(|day| self.on(*day).file_name() == file.file_name())
    }

    /// Removes the oldest days. One that cannot be removed is tried again tomorrow.
    fn remove_old(&self, today: NaiveDate) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let mut days: Vec<NaiveDate> = entries
            .filter_map(|entry| self.day_of(&entry.ok()?.path()))
            .filter(|day| *day <= today)
            .collect();
        days.sort_unstable();
        for day in days.iter().rev().skip(DAYS_KEPT) {
            let _ = fs::remove_file(self.on(*day));
        }
    }
}

#[cfg(unix)]
fn create_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// A log names persons; it is for its owner.
#[cfg(unix)]
fn for_owner(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn for_owner(_options: &mut OpenOptions) {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn noon() -> Clock {
        Clock::stepped("2026-11-24T12:00:00Z".parse().unwrap())
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn each_day_has_its_file_and_seven_days_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let clock = noon();
        let mut log = DailyFile::open(folder.path().join("new/dashboard.log"), &clock).unwrap();
        for day in 0..9 {
            writeln!(log, "day {day}").unwrap();
            clock.step(Duration::from_secs(24 * 3600));
        }
        let names = names(&folder.path().join("new"));
        assert_eq!(names.len(), 7);
        assert_eq!(names[0], "dashboard.2026-11-26.log");
        assert_eq!(names[6], "dashboard.2026-12-02.log");
        let last = fs::read_to_string(folder.path().join("new").join(&names[6])).unwrap();
        assert_eq!(last, "day 8\n");
    }

    #[test]
    fn other_files_of_the_folder_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let others = [
            "dashboard.log",
            "dashboard-old.log",
            "dashboard.2020-01-01.txt",
            "dashboard.2020-1-1.log",
            "dashboard.backup.log",
            "dashboard2.2020-01-01.log",
        ];
        for name in others {
            fs::write(folder.path().join(name), "keep").unwrap();
        }
        for day in 1..=9 {
            fs::write(folder.path().join(format!("dashboard.2020-01-0{day}.log")), "old").unwrap();
        }
        let _log = DailyFile::open(folder.path().join("dashboard.log"), &noon()).unwrap();
        let names = names(folder.path());
        for name in others {
            assert!(names.contains(&name.to_owned()), "{name}");
        }
        assert_eq!(names.len(), others.len() + 7);
    }

    #[cfg(unix)]
    #[test]
    fn the_file_and_its_new_folder_belong_to_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let _log = DailyFile::open(folder.path().join("new/x.log"), &noon()).unwrap();
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(folder.path().join("new")) & 0o077, 0);
        assert_eq!(mode(folder.path().join("new/x.2026-11-24.log")) & 0o077, 0);
    }

    #[test]
    fn a_path_that_cannot_be_a_file_is_said_in_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let problem = DailyFile::open(folder.path().to_owned(), &noon()).unwrap_err();
        assert!(problem.contains("names no file"), "{problem}");
        fs::write(folder.path().join("file"), "").unwrap();
        let problem = DailyFile::open(folder.path().join("file/x.log"), &noon()).unwrap_err();
        assert!(problem.contains("x.2026-11-24.log cannot be opened"), "{problem}");
    }

    #[test]
    fn a_day_has_an_end_for_a_loop_of_errors() {
        let folder = tempfile::tempdir().unwrap();
        let clock = noon();
        let mut log = DailyFile::open(folder.path().join("x.log"), &clock).unwrap();
        let megabyte = vec![b'x'; 1 << 20];
        for _ in 0..40 {
            log.write_all(&megabyte).unwrap();
        }
        let size =
            |day: &str| fs::metadata(folder.path().join(format!("x.{day}.log"))).unwrap().len();
        assert!(size("2026-11-24") < MOST_BYTES_A_DAY + (2 << 20));
        clock.step(Duration::from_secs(24 * 3600));
        log.write_all(b"a new day\n").unwrap();
        assert_eq!(size("2026-11-25"), 10);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_no_error_for_the_writer() {
        let mut log =
            DailyFile::open(tempfile::tempdir().unwrap().path().join("x.log"), &noon()).unwrap();
        log.file = Some(OpenOptions::new().write(true).open("/dev/full").unwrap());
        assert_eq!(log.write(b"lost").unwrap(), 4);
        assert!(log.file.is_none());
        assert_eq!(log.write(b"lost").unwrap(), 4);
    }
}
