//! `scoutwatch completions` and `scoutwatch man`: what a package installs beside the program, made from the command
//! line itself.

use std::io::{self, Write};
use std::path::Path;

use clap_complete::Shell;
use clap_mangen::Man;

use crate::cli;

/// Prints what a shell needs to complete the command line.
///
/// # Errors
/// What the writer says.
pub fn completions(shell: Shell, stdout: &mut dyn Write) -> io::Result<()> {
    let mut command = cli::command();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "scoutwatch", &mut script);
    stdout.write_all(&script)
}

/// Prints the manual page of the program.
///
/// # Errors
/// What the writer says.
pub fn man(stdout: &mut dyn Write) -> io::Result<()> {
    let mut page = Vec::new();
    Man::new(cli::command()).render(&mut page)?;
    stdout.write_all(&page)
}

/// Writes the manual page of every command to a folder, which is made where it is missing: `scoutwatch.1`,
/// `scoutwatch-show.1`, `scoutwatch-show-backlog.1`.
///
/// # Errors
/// What the system says, with the path.
pub fn man_pages(folder: &Path) -> io::Result<()> {
    let told =
        |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(told)?;
    let command = cli::command().disable_help_subcommand(true);
    clap_mangen::generate_to(command, folder).map_err(told)
}
