//! The file that the polls of a dashboard are written to.

use super::{Surroundings, Target};
use crate::recording::{Header, Limits, Recorder, RecordingError};

/// Opens the file that the command line names, before anything else is opened.
pub(super) fn open(
    surroundings: &Surroundings<'_>,
    target: &Target,
) -> Result<Option<Recorder>, RecordingError> {
    let Surroundings { config, record, clock, .. } = surroundings;
    let Some(path) = record else { return Ok(None) };
    let header = Header {
        label: target.label.clone(),
        target: target.name.clone(),
        is_production: config.profile.production,
        color: config.profile.color.map(|color| color.to_string()),
        target_percent: config.health.satisfactory_ok_percent,
        begun_at: clock.now(),
    };
    let limits = Limits { file_bytes: config.record.file_bytes, files: config.record.files };
    Recorder::open(path, header, limits).map(Some)
}
