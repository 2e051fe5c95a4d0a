//! The sections of the configuration file.

/// What a section is about, for the example file and the handbook page, in the order of the table.
pub const SECTIONS: &[(&str, &str)] = &[
    ("", "which database this is, and what may be done to it"),
    ("database", "how the database is reached"),
    ("poll", "how often it is asked"),
    ("health", "when a figure is good enough"),
    ("alarm", "when the dashboard and the wallboard make themselves heard"),
    ("display", "how things are shown"),
    ("wallboard", "how the screen on a wall behaves"),
    ("share", "how what people copy and export leaves the program"),
    ("record", "how much a recording takes"),
    ("log", "what is logged, and where"),
    ("schema", "what schema install installs"),
    ("job", "how the refresh job runs, and whether people decide beside it"),
    ("serve", "the HTTP interface, and who may use it"),
    ("demo", "what the demo starts"),
];

/// The sections whose names are not in the table, with what they are about.
pub const OWN_SECTIONS: &[(&str, &str)] = &[
    (KEYS, "which key of the dashboard does what"),
    (COLOURS, "colours and weights of your own, over those of the chosen theme"),
];

/// The section of one's own keys.
pub const KEYS: &str = "keys";

/// The section of one's own colours.
pub const COLOURS: &str = "theme";
