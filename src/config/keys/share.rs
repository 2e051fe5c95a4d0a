//! How what a person copies or exports leaves the program.

use std::path::PathBuf;

use super::{Form, Key, key};
use crate::model::WayOut;

/// The first way that may be taken.
pub const SHARE_WAY: Key<WayOut> = key(
    "share",
    "way",
    "auto",
    Form::OneOf(&["auto", "tmux", "osc52", "file", "screen"]),
    "the first way by which a copy may leave: tmux's buffer, the terminal's clipboard (OSC 52), a file, or only \
     text on the screen; where one is not open the next is taken; auto: the best",
);
/// Where files are written.
pub const SHARE_FOLDER: Key<Option<PathBuf>> = key(
    "share",
    "folder",
    "",
    Form::Path,
    "the folder for exports, and for copies that become a file; empty is the working directory. Where it takes no \
     file, the temporary folder does",
);
