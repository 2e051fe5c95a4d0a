//! When the program makes itself heard, and how far a figure has to get better first.

use std::time::Duration;

use super::{Form, HOUR, Key, key};
use crate::model::{Notify, QuietHours};

/// Percent points beyond a line.
pub const MARGIN_POINTS: Key<f64> = key(
    "health",
    "margin_points",
    "0.5",
    Form::Percent,
    "percent points by which a share has to be beyond its line before the alarm and --plain take back that it got worse; \
     the state on the screen follows the line alone",
);
/// Conflicts beyond a line.
pub const MARGIN_CONFLICTS: Key<u32> = key(
    "health",
    "margin_conflicts",
    "2",
    Form::Count { least: 0, most: 1_000_000 },
    "the same for open conflicts, as a number",
);
/// Time beyond a line.
pub const MARGIN_TIME: Key<Duration> = key(
    "health",
    "margin_time",
    "5m",
    Form::Time { least: 0, most: 24 * HOUR },
    "the same for the age of the last job",
);

/// Whether the bell rings.
pub const ALARM_BELL: Key<bool> = key(
    "alarm",
    "bell",
    "true",
    Form::Switch,
    "ring the terminal's bell when a state gets worse; never for what is there at the start",
);
/// How the terminal is asked for a notification.
pub const ALARM_NOTIFY: Key<Notify> = key(
    "alarm",
    "notify",
    "off",
    Form::OneOf(&["off", "osc9", "osc777"]),
    "ask the terminal for a notification too: OSC 9 (iTerm2, kitty, WezTerm) or OSC 777 (foot, \
     Ghostty, rxvt-unicode, VTE). Inside tmux it needs `set -g allow-passthrough on`",
);
/// Whether a recovery is heard.
pub const ALARM_RECOVER: Key<bool> =
    key("alarm", "recover", "false", Form::Switch, "do so when a state gets better, too");
/// When nothing is heard.
pub const ALARM_QUIET_HOURS: Key<Option<QuietHours>> = key(
    "alarm",
    "quiet_hours",
    "",
    Form::Hours,
    "when no alarm is given, each day, in UTC; nothing is made up for afterwards; empty is never",
);
