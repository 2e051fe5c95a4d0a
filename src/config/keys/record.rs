//! How much a recording takes.

use super::{Form, Key, key};

/// The size of one file of a recording.
pub const RECORD_FILE_MEGABYTES: Key<u32> = key(
    "record",
    "file_megabytes",
    "8",
    Form::Count { least: 1, most: 200 },
    "the size of one file of a recording, in millions of bytes; a full one becomes FILE.1, and FILE begins anew",
);
/// How many files a recording has.
pub const RECORD_FILES: Key<u32> = key(
    "record",
    "files",
    "4",
    Form::Count { least: 1, most: 100 },
    "the most files of a recording; the oldest is given up",
);
