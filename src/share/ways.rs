//! The ways out, best first: the buffer of tmux, the terminal's clipboard, a file, the screen.

use std::io::{self, Write as _};
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::file::{Draft, stem};
use super::osc52::{self, Between};
use super::{Closed, News, Parcel, Unwritten, Way, tmux};
use crate::model::{Environment, WayOut};

/// What the task needs to know of its surroundings.
#[derive(Clone, Debug)]
pub struct Settings {
    /// From which way on they are taken.
    pub first: WayOut,
    /// Where files are written, best first.
    pub folders: Vec<PathBuf>,
    /// Whether tmux is around the program.
    pub in_tmux: bool,
    /// Whether GNU screen is.
    pub in_screen: bool,
    /// Whether the terminal may know the clipboard's sequence.
    pub knows_clipboard: bool,
}

impl Settings {
    /// The surroundings of this process; `folder` is the configured one, `here` the working directory.
    pub fn of(
        environment: &Environment,
        first: WayOut,
        folder: Option<PathBuf>,
        here: Option<PathBuf>,
    ) -> Self {
        let is_set = |name| environment.variable(name).is_some_and(|value| !value.is_empty());
        let temporary = std::env::temp_dir();
        let folder =
            folder.map(|folder| here.as_ref().map_or(folder.clone(), |here| here.join(&folder)));
        let folders = [folder.or(here), Some(temporary)].into_iter().flatten().collect();
        let term = environment.variable("TERM").unwrap_or_default();
        Self {
            first,
            folders,
            in_tmux: is_set("TMUX"),
            in_screen: is_set("STY"),
            // The console of Linux shows the sequence's end as text.
            knows_clipboard: !matches!(term, "" | "dumb" | "linux" | "vt100" | "vt220"),
        }
    }

    /// Where files are written.
    pub fn folder(&self) -> String {
        self.folders.first().map(|folder| folder.display().to_string()).unwrap_or_default()
    }

    /// The way that a short text takes, as far as that can be told before.
    pub fn best(&self) -> WayOut {
        let is_open = |way| match way {
            WayOut::Auto => false,
            WayOut::Tmux => self.in_tmux,
            WayOut::Osc52 => self.knows_clipboard,
            WayOut::File | WayOut::Screen => true,
        };
        let mut ways = WayOut::ALL.into_iter().filter(|way| self.first.takes(*way));
        ways.find(|way| is_open(*way)).unwrap_or(WayOut::Screen)
    }

    fn between(&self) -> Between {
        match (self.in_tmux, self.in_screen) {
            (true, _) => Between::Tmux,
            (false, true) => Between::Screen,
            (false, false) => Between::Nothing,
        }
    }
}

/// Brings something out by the first way that is open.
pub(super) async fn hand_over(parcel: Parcel, settings: &Settings, now: DateTime<Utc>) -> News {
    let is_in_tmux = settings.in_tmux && settings.first.takes(WayOut::Tmux);
    if is_in_tmux {
        match tmux::load(&parcel.text).await {
            Ok(()) => return News::Handed(parcel.what, Way::Tmux),
            Err(reason) => tracing::info!("not copied by way of tmux: {reason}"),
        }
    }
    let is_short = parcel.text.len() <= osc52::MAX_BYTES;
    if settings.first.takes(WayOut::Osc52) && settings.knows_clipboard && is_short {
        let bytes = osc52::sequence(&parcel.text, settings.between());
        return News::Handed(parcel.what, Way::Terminal(bytes));
    }
    let mut reason = Closed::Configured;
    if settings.first.takes(WayOut::File) {
        match write(parcel.clone(), settings.folders.clone(), now).await {
            Ok(path) => return News::Handed(parcel.what, Way::File(path)),
            Err(closed) => reason = closed,
        }
    }
    News::Handed(parcel.what.clone(), Way::Screen(parcel, reason))
}

/// Writes a file of it.
async fn write(
    parcel: Parcel,
    folders: Vec<PathBuf>,
    now: DateTime<Utc>,
) -> Result<PathBuf, Closed> {
    let work = move || {
        let unwritten = |folder, error: io::Error| {
            Closed::File(Unwritten { folder, reason: error.to_string() })
        };
        let mut draft =
            Draft::begin(&folders).map_err(|(folder, error)| unwritten(folder, error))?;
        let folder = draft.folder().to_owned();
        draft
            .write_all(parcel.text.as_bytes())
            .and_then(|()| draft.finish(&stem(parcel.name, now), parcel.ending))
            .map(|(path, _)| path)
            .map_err(|error| unwritten(folder, error))
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(Closed::Broken(error.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn settings(first: WayOut, folders: &[&std::path::Path]) -> Settings {
        Settings {
            first,
            folders: folders.iter().map(|folder| (*folder).to_owned()).collect(),
            in_tmux: false,
            in_screen: false,
            knows_clipboard: true,
        }
    }

    fn parcel(text: &str) -> Parcel {
        Parcel { what: "a row".to_owned(), name: "row", ending: "txt", text: text.to_owned() }
    }

    async fn way(text: &str, settings: &Settings) -> Way {
        match hand_over(parcel(text), settings, NOW).await {
            News::Handed(what, way) if what == "a row" => way,
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn the_terminal_is_asked_where_it_may_know_the_sequence_and_a_file_written_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let auto = settings(WayOut::Auto, &[folder.path()]);
        assert_eq!(way("a", &auto).await, Way::Terminal(b"\x1b]52;c;YQ==\x07".to_vec()));
        let long = "é".repeat(osc52::MAX_BYTES / 2 + 1);
        let Way::File(path) = way(&long, &auto).await else { panic!("it is too long to send") };
        assert_eq!(std::fs::read_to_string(&path).unwrap(), long);
        assert_eq!(path, folder.path().join("scoutwatch-row-19700101T000000Z.txt"));
        let console = Settings { knows_clipboard: false, ..auto };
        assert!(matches!(way("a", &console).await, Way::File(_)));
    }

    #[tokio::test]
    async fn the_screen_is_left_where_nothing_else_is_open() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let nowhere = settings(WayOut::File, &[file.path()]);
        let Way::Screen(shown, reason) = way("a", &nowhere).await else {
            panic!("a file in a file")
        };
        assert_eq!(shown.text, "a");
        assert!(matches!(reason, Closed::File(_)), "{reason:?}");
        let alone = settings(WayOut::Screen, &[]);
        assert!(matches!(way("a", &alone).await, Way::Screen(..)));
    }
}
