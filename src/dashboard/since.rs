//! What the first figures are compared with, and what is noted for the next time.

use std::io::Write;

use chrono::{DateTime, Local, Utc};

use super::{DashboardError, Surroundings, Target};
use crate::last_exit::Place;
use crate::model::digest::{Before, Origin};
use crate::model::{Language, Link, Snapshot, phrases, say};
use crate::recording;
use crate::tui::app::DigestPast;
use crate::voice;

/// The moment that the command line names.
pub(super) fn asked(
    surroundings: &Surroundings<'_>,
) -> Result<Option<DateTime<Utc>>, DashboardError> {
    let Some(since) = surroundings.since else { return Ok(None) };
    let moment = since.moment(surroundings.clock.now(), &Local);
    moment.map(Some).ok_or(DashboardError::Future)
}

/// Where the last exit from a database is noted; nowhere for the demo's, which is another one each time.
pub(super) fn place(surroundings: &Surroundings<'_>, target: &Target) -> Option<Place> {
    let name = format!("{} {}", target.label, target.name);
    let place = Place::of(surroundings.environment, name.trim());
    place.filter(|_| !target.is_demo && !surroundings.config.display.wallboard)
}

/// Everything that is known of earlier moments before the database is asked.
pub(super) fn past(
    surroundings: &Surroundings<'_>,
    asked: Option<DateTime<Utc>>,
    place: Option<&Place>,
) -> DigestPast {
    let mut known: Vec<_> = place.and_then(Place::read).into_iter().collect();
    if let (Some(asked), Some(file)) = (asked, &surroundings.record)
        && let Ok(recording) = recording::read(file)
        && let Some(serial) = recording.reel.nearest(asked)
        && let (Ok(snapshot), Some(at)) = (recording.reel.get(serial), recording.reel.at(serial))
    {
        known.extend(Before::of(&snapshot, at, Origin::Recording));
    }
    DigestPast { asked, known }
}

/// Notes what was true when the dashboard was left. Where there were no figures, the earlier note stays.
pub(super) fn note(
    place: Option<&Place>,
    snapshot: &Snapshot,
    now: DateTime<Utc>,
    language: Language,
    stderr: &mut dyn Write,
) {
    // Figures that could not be renewed are as old as the last poll that reached the database.
    let at = match &snapshot.link {
        Link::Live { .. } => Some(now),
        Link::Connecting { .. } | Link::Lost { .. } => snapshot.link.polled_at(),
    };
    let before = at.and_then(|at| Before::of(snapshot, at, Origin::LastExit));
    if let (Some(place), Some(before)) = (place, before)
        && let Err(error) = place.write(&before)
    {
        let file = place.file().display();
        let why = phrases::of_start(&error.to_string(), language);
        let words = say!(
            language,
            "{file}: the exit could not be noted: {why}",
            "{file}: no se pudo anotar la salida: {why}"
        );
        voice::warning(stderr, language, &words);
    }
}
