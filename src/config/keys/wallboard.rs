//! How the screen on a wall behaves.

use std::time::Duration;

use super::{Form, HOUR, Key, SECOND, key};
use crate::model::WebAddress;

/// How long a page of the wallboard stays.
pub const WALLBOARD_ROTATE: Key<Duration> = key(
    "wallboard",
    "rotate",
    "30s",
    Form::TimeOrNever { least: 5 * SECOND, most: HOUR },
    "how long the wallboard shows a page before it turns to the next; while a figure is CRIT, or there are \
     none, it stays on the gauges",
);
/// What the code on the wallboard leads to.
pub const WALLBOARD_LINK: Key<Option<WebAddress>> = key(
    "wallboard",
    "link",
    "",
    Form::WebAddress,
    "the wallboard shows a code for the camera of a telephone that leads here, such as a runbook, where the \
     screen has room for it; empty is none",
);
/// The key that unlocks the wallboard.
pub const WALLBOARD_UNLOCK: Key<char> = key(
    "wallboard",
    "unlock",
    "u",
    Form::Letter,
    "the only key that the wallboard hears: for ten seconds after it, q leaves",
);
