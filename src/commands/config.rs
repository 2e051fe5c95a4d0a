//! `scoutwatch config show`.

use std::io::{self, Write};

use crate::config::{Config, document};
use crate::model::text::clean;

/// Prints every setting with its value and the place it came from; passwords are masked.
pub fn show(config: &Config, stdout: &mut dyn Write) -> io::Result<()> {
    match &config.file {
        Some(file) => writeln!(stdout, "# file: {}", clean(&file.to_string_lossy()))?,
        None => writeln!(stdout, "# file: none")?,
    }
    if !config.profile.name.is_empty() {
        writeln!(stdout, "# profile: {}", config.profile.name)?;
    }
    stdout.write_all(document::shown(config).as_bytes())
}
