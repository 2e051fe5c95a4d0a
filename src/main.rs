//! The `scoutwatch` binary.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use scoutwatch::exit::ExitStatus;
use scoutwatch::{process, telemetry};

fn main() -> ExitCode {
    let environment = process::environment();
    let colored = std::io::stderr().is_terminal() && environment.variable("NO_COLOR").is_none();
    // The streams are not locked for the whole run: another thread that panics writes to them too.
    let (mut stdout, mut stderr) = (std::io::stdout(), std::io::stderr());
    if let Err(report) = telemetry::install_hooks(colored) {
        // Without somewhere to write, the exit status has to say it alone.
        let _ = writeln!(stderr, "error: {report}");
        return ExitStatus::Failed.into();
    }
    scoutwatch::run(std::env::args_os(), &environment, &mut stdout, &mut stderr).into()
}
