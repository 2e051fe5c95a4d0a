//! In which zone times are shown, and when by them the screen is dark.

use super::{Form, Key, key};
use crate::model::Night;

/// Whether times are shown in UTC.
pub const UTC: Key<bool> = key(
    "display",
    "utc",
    "true",
    Form::Switch,
    "show times in UTC, marked with Z; false: in the time zone of this machine",
);
/// When the screen is dark.
pub const NIGHT: Key<Night> = key(
    "display",
    "night",
    "off",
    Form::Night,
    "a screen that lights up no room: nothing shines but CRIT. off, on, or from when to when, in the zone in which \
     times are shown; on the dashboard key V changes it until then",
);
