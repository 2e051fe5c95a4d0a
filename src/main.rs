//! The `scoutwatch` binary.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use scoutwatch::exit::ExitStatus;
use scoutwatch::model::Language;
use scoutwatch::{process, telemetry, voice};

fn main() -> ExitCode {
    let environment = process::environment();
    let colored = std::io::stderr().is_terminal() && environment.variable("NO_COLOR").is_none();
    // The streams are not locked for the whole run: another thread that panics writes to them too.
    let (mut stdout, mut stderr) = (std::io::stdout(), std::io::stderr());
    if let Err(report) = telemetry::install_hooks(colored) {
        let language = Language::of_locale(&environment);
        voice::error(&mut stderr, language, &report.to_string());
        return ExitStatus::Failed.into();
    }
    scoutwatch::run(std::env::args_os(), &environment, &mut stdout, &mut stderr).into()
}
