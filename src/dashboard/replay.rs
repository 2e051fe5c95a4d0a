//! A recording in place of a database: the same dashboard, or the same lines.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{
    DashboardError, FAREWELL, Surroundings, options, require_terminal, share_settings, since,
    status,
};
use crate::exit::ExitStatus;
use crate::kept;
use crate::model::digest::{Before, Digest, Origin};
use crate::model::{Language, Snapshot, phrases};
use crate::plain::{self, Teller};
use crate::poller::Handle;
use crate::recording::{self, Recording};
use crate::reel::Reel;
use crate::share;
use crate::telemetry;
use crate::tui::app::{DigestPast, Profile, Replay};
use crate::tui::event_loop::Feeds;
use crate::tui::{self, Options};
use crate::voice;

/// Shows a recording.
///
/// # Errors
/// Where the file cannot be read or is no recording, or there is no terminal.
pub async fn replay(
    surroundings: &Surroundings<'_>,
    file: &Path,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<ExitStatus, DashboardError> {
    let asked = since::asked(surroundings)?;
    let recording = recording::read(file)?;
    if surroundings.is_plain {
        return Ok(tell(&recording, asked, surroundings.language(), stdout, stderr));
    }
    require_terminal(surroundings)?;
    let Surroundings { config, clock, .. } = surroundings;
    let _log = telemetry::log_to_screen(&surroundings.log, config.log.file.clone(), clock)?;
    let restore = telemetry::before_panic_report(tui::terminal::leave);
    let Recording { header, reel, remarks } = recording;
    let profile = Profile {
        label: header.label,
        is_production: header.is_production,
        // A later version may know colours that this one does not.
        color: header.color.and_then(|color| color.parse().ok()),
        target: header.target,
        is_read_only: true,
        target_percent: header.target_percent,
    };
    let options = Options {
        job_refused: Some(
            surroundings
                .language()
                .choose("a recording is shown", "se muestra una grabación")
                .to_owned(),
        ),
        replay: Some((reel, Replay { remarks })),
        digest: DigestPast { asked, known: Vec::new() },
        wallboard: None,
        ..options(surroundings, profile)
    };
    let stop = CancellationToken::new();
    // Nobody is at the other ends, and nothing is ever said: the ends are held, so that nobody seems to have gone.
    let first = Arc::new(Snapshot::connecting(clock.now(), config.poll.interval));
    let (_snapshot_sender, snapshots) = watch::channel(first);
    let (_reply_sender, replies) = mpsc::channel(1);
    let (commands, _commands) = mpsc::channel(1);
    let tracker = TaskTracker::new();
    let share = share_settings(config, surroundings.environment);
    let export_folder = share.folder();
    let outlet = share::open(None, share, clock.clone(), stop.clone(), &tracker);
    let place = kept::Place::of(surroundings.environment);
    let kept = place.as_ref().map(kept::Place::read);
    let feeds = Feeds {
        poller: Handle { snapshots, replies, commands },
        desk: None,
        outlet: Some(outlet),
        record: None,
        keeper: place.map(|place| kept::spawn(place, stop.clone(), &tracker)),
        settings: None,
    };
    let options = Options { export_folder, kept, ..options };
    let finish = tui::run(options, feeds, clock, &stop).await;
    drop(restore);
    stop.cancel();
    tracker.close();
    let _ = tokio::time::timeout(FAREWELL, tracker.wait()).await;
    status(finish.map_err(DashboardError::Terminal)?)
}

/// Prints what changed from poll to poll.
fn tell(
    recording: &Recording,
    asked: Option<DateTime<Utc>>,
    language: Language,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> ExitStatus {
    let Recording { header, reel, remarks } = recording;
    for remark in remarks {
        voice::warning(stderr, language, &phrases::of_recording(remark, language));
    }
    let name = [header.label.as_str(), header.target.as_str()].join(" ");
    let mut teller = Teller::new(name.trim(), language);
    let (Some(oldest), Some(newest)) = (reel.oldest(), reel.newest()) else {
        return ExitStatus::Done;
    };
    for line in asked.map(|asked| changed(reel, asked, language)).unwrap_or_default() {
        if let Err(error) = writeln!(stdout, "{line}") {
            return ExitStatus::from(&error);
        }
    }
    for serial in oldest..=newest {
        let (Ok(snapshot), Some(at)) = (reel.get(serial), reel.at(serial)) else {
            let words = language.choose("a poll cannot be read", "una consulta no se puede leer");
            voice::warning(stderr, language, words);
            continue;
        };
        // Polls are counted anew with each run that recorded.
        let snapshot = Snapshot { sequence: serial + 1, ..Arc::unwrap_or_clone(snapshot) };
        let lines =
            if serial == oldest { teller.begin(&snapshot, at) } else { teller.hear(&snapshot, at) };
        for line in lines {
            if let Err(error) = writeln!(stdout, "{line}") {
                return ExitStatus::from(&error);
            }
        }
    }
    ExitStatus::Done
}

/// What has changed between the poll nearest to a moment and the newest one, by which it is dated.
fn changed(reel: &Reel, asked: DateTime<Utc>, language: Language) -> Vec<String> {
    let poll = |serial: u64| Some((reel.get(serial).ok()?, reel.at(serial)?));
    let Some((now, at)) = reel.newest().and_then(poll) else { return Vec::new() };
    let before = reel.nearest(asked).and_then(poll);
    let before = before.and_then(|(then, at)| Before::of(&then, at, Origin::Recording));
    let known: Vec<_> = before.into_iter().collect();
    let digest = Digest::of(Some(asked), &known, &now, at);
    digest.map(|digest| plain::changes(&digest, at, language)).unwrap_or_default()
}
