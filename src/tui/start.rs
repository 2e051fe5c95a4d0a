//! From a poller's handle to a dashboard on the real terminal, and back.

use std::io::{self, Write as _};
use std::sync::Arc;

use color_eyre::eyre::{Context, Result};
use ratatui::Terminal;
use ratatui::layout::Size;
use tokio_util::sync::CancellationToken;

use super::alarm::Alarm;
use super::app::{App, DigestPast, Profile, Replay};
use super::backend::{FrameBuffer, LeanBackend};
use super::event_loop::{self, DrawError, Ending, Feeds};
use super::live::Live;
use super::terminal::{Guard, RealStage, SignalWatch, events};
use super::wallboard::{self, Wallboard};
use crate::clock::Clock;
use crate::model::{KeptFilter, RecordState};
use crate::reel::Reel;

/// How the dashboard begins.
#[derive(Debug)]
pub struct Options {
    /// Who and what is looked at.
    pub profile: Profile,
    /// The settings that are followed.
    pub live: Live,
    /// Why the refresh job cannot be run from here, where it cannot.
    pub job_refused: Option<String>,
    /// Where exports are written.
    pub export_folder: String,
    /// What makes itself heard.
    pub alarm: Alarm,
    /// The recording that is shown in place of a database.
    pub replay: Option<(Reel, Replay)>,
    /// The filters that are kept; `None` where there is no place for them.
    pub kept: Option<Vec<KeptFilter>>,
    /// What there is to compare the first figures with.
    pub digest: DigestPast,
    /// Whether a terminal multiplexer stands between us and the terminal.
    pub is_multiplexed: bool,
    /// Whether it is a wallboard, and of which kind.
    pub wallboard: Option<wallboard::Settings>,
}

/// How the dashboard ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finish {
    /// In which way.
    pub ending: Ending,
    /// The signal that ended it, if one did.
    pub signal: Option<i32>,
}

/// Shows the dashboard on the terminal until it ends. The terminal is as before afterwards.
///
/// # Errors
/// Where there is no terminal, or it cannot be set up.
pub async fn run(
    options: Options,
    feeds: Feeds,
    clock: &Clock,
    stop: &CancellationToken,
) -> Result<Finish> {
    let (others, events) = events().wrap_err("cannot read the keyboard")?;
    let (signals, continued) =
        SignalWatch::start(stop.clone(), others).wrap_err("cannot watch for signals")?;
    let guard = Guard::enter().wrap_err("cannot set up the terminal")?;
    let frame = FrameBuffer::default();
    let size = || crossterm::terminal::size().map(Size::from);
    let mut terminal = Terminal::new(LeanBackend::new(frame.clone(), size))
        .wrap_err("cannot ask the terminal for its size")?;
    let size = terminal.size().unwrap_or_default();
    let snapshot = Arc::clone(&feeds.poller.snapshots.borrow());
    let (now, mut stage) = (clock.now(), RealStage::new(frame, continued));
    let Options {
        profile,
        live,
        job_refused,
        export_folder,
        alarm,
        replay,
        kept,
        digest,
        is_multiplexed,
        wallboard,
    } = options;
    let mut parting = None;
    let ended = if let Some(settings) = wallboard {
        let mut app = Wallboard::new(profile, live.theme, settings, snapshot, now, size);
        app.alarm = alarm;
        app.record = feeds.record.as_ref().map(|_| RecordState::default());
        app.follow(live);
        event_loop::run(&mut terminal, events, feeds, &mut app, clock, stop, &mut stage).await
    } else {
        let mut app = App::new(profile, live.theme, snapshot, now, size);
        app.follow(live);
        app.traffic.is_multiplexed = is_multiplexed;
        app.job_refused = job_refused;
        app.export_folder = export_folder;
        app.alarm = alarm;
        app.record = feeds.record.as_ref().map(|_| RecordState::default());
        if let Some((reel, replay)) = replay {
            app.replay(reel, replay);
        }
        if let Some(kept) = kept {
            app.remember(kept);
        }
        app.compare_with(digest);
        let ended =
            event_loop::run(&mut terminal, events, feeds, &mut app, clock, stop, &mut stage).await;
        parting = app.parting;
        ended
    };
    drop(guard);
    if let Some(text) = parting {
        // A terminal that has gone keeps nothing.
        let _ = io::stdout().write_all(text.as_bytes());
    }
    let signal = signals.finish();
    let ending = match ended {
        Ok(ending) => ending,
        // A terminal that takes no more bytes has hung up.
        Err(DrawError::Commit(_) | DrawError::Backend(_)) => Ending::HangUp,
    };
    Ok(Finish { ending, signal })
}

/// Whether both ends of the program are a terminal, so that a dashboard can be shown.
pub fn has_terminal() -> bool {
    use io::IsTerminal;
    io::stdin().is_terminal() && io::stdout().is_terminal()
}
