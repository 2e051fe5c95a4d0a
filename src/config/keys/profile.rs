//! Which database this is, and what may be done to it.

use super::{Form, Key, key};
use crate::model::Color;

/// The profile of a run that names none.
pub const DEFAULT_PROFILE: Key<String> =
    key("", "default_profile", "", Form::Text, "the profile to use where none is named")
        .with_option("--profile");
/// The word in the header.
pub const LABEL: Key<String> = key(
    "",
    "label",
    "",
    Form::Text,
    "the word for this database in the header; empty is the name of the profile",
);
/// Whether people work on this database.
pub const PRODUCTION: Key<bool> = key(
    "",
    "production",
    "false",
    Form::Switch,
    "people work on this database: whatever writes asks for its name first",
);
/// The colour of the word in the header.
pub const PROFILE_COLOR: Key<Option<Color>> = key(
    "",
    "color",
    "",
    Form::Color,
    "the colour behind that word, on which it is written in black or white; empty is that of the theme",
);
/// Whether nothing that writes is offered.
pub const READ_ONLY: Key<bool> =
    key("", "read_only", "false", Form::Switch, "offer nothing that writes")
        .with_option("--read-only");
