//! Reports and logs: what is said when something goes wrong, and where.
//!
//! Commands log to standard error. The dashboard logs to the buffer behind its Log screen and, if wanted, to
//! a file; nothing here writes to the terminal while the dashboard holds it, unless the program panics, and
//! then the terminal is given back first.

mod daily_file;
mod panic;

use std::io::IsTerminal as _;
use std::path::PathBuf;

use color_eyre::config::HookBuilder;
use color_eyre::eyre;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::filter::{EnvFilter, LevelFilter};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::clock::Clock;
use daily_file::DailyFile;

pub use panic::{RestoreGuard, before_panic_report};

/// Lines that wait for the log file at most; more are dropped rather than held in memory.
const LINES_WAITING: usize = 4_096;

/// Lines that the Log screen can show, and lines that wait for it at most.
const LINES_SHOWN: usize = 5_000;

/// Crates whose chatter is left out unless the filter asks for it by name: `tokio_postgres` logs the text
/// of statements, and would log the server's notices.
const QUIET: &str = "tokio_postgres=warn,rustls=warn,mio=warn";

/// What is logged.
#[derive(Clone, Debug)]
pub struct LogOptions {
    /// The least serious thing that is logged of our own; of other crates it is `WARN`.
    pub level: tracing::Level,
    /// A filter as in `scoutwatch=debug,tokio_postgres=info`, which counts in place of the level.
    pub filter: Option<String>,
}

/// Why logging could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is not understood.
    #[error(
        "the log filter \"{filter}\" is not understood ({reason}); write target=level, separated by commas, \
         such as scoutwatch=debug,tokio_postgres=info"
    )]
    Filter {
        /// The filter as it was given.
        filter: String,
        /// The parser's words.
        reason: String,
    },
}

/// Keeps the log file open. Dropping it writes what still waits.
#[derive(Debug)]
#[must_use = "dropping it closes the log file"]
pub struct LogGuard {
    _worker: Option<WorkerGuard>,
    file_problem: Option<String>,
}

impl LogGuard {
    /// Why there is no log file although one was asked for. It was logged as a warning too.
    pub fn file_problem(&self) -> Option<&str> {
        self.file_problem.as_deref()
    }
}

/// Makes reports of errors and panics readable; call it once, first of all.
///
/// At a panic the callback of [`before_panic_report`] runs, then the report is written to standard error,
/// then a line to the log. Fails where hooks are installed already.
pub fn install_hooks(colored: bool) -> eyre::Result<()> {
    let builder = if colored { HookBuilder::new() } else { HookBuilder::blank() };
    let (panic_hook, error_hook) = builder.display_env_section(false).try_into_hooks()?;
    error_hook.install()?;
    panic::install(panic_hook);
    Ok(())
}

/// Logs to standard error, for everything but the dashboard. A second call changes nothing.
pub fn log_to_stderr(options: &LogOptions, colored: bool) -> Result<(), TelemetryError> {
    let layer = tracing_subscriber::fmt::layer()
        .compact()
        .without_time()
        .with_ansi(colored && std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // Fails only where a subscriber is installed already, as in a test that runs many commands.
    let _ = tracing_subscriber::registry().with(filter(options)?).with(layer).try_init();
    Ok(())
}

/// Logs to the Log screen, and to a new file each day if `file` names one.
///
/// A file that cannot be opened is no reason not to start: the guard and the Log screen say so. Whoever shows
/// the Log screen calls [`gather`] first.
pub fn log_to_screen(
    options: &LogOptions,
    file: Option<PathBuf>,
    clock: &Clock,
) -> Result<LogGuard, TelemetryError> {
    let filter = filter(options)?;
    // The filter above decides alone; the widget's own levels come after it.
    tui_logger::set_default_level(tui_logger::LevelFilter::Trace);
    tui_logger::set_hot_buffer_depth(LINES_SHOWN);
    tui_logger::set_buffer_depth(LINES_SHOWN);
    gather();
    let (worker, file_layer, file_problem) = match file.map(|file| DailyFile::open(file, clock)) {
        None => (None, None, None),
        Some(Err(problem)) => (None, None, Some(problem)),
        Some(Ok(writer)) => {
            let (writer, worker) = NonBlockingBuilder::default()
                .buffered_lines_limit(LINES_WAITING)
                .lossy(true)
                .thread_name("log-file")
                .finish(writer);
            let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer);
            (Some(worker), Some(layer), None)
        }
    };
    let _ = tracing_subscriber::registry()
        .with(filter)
        .with(tui_logger::TuiTracingSubscriberLayer)
        .with(file_layer)
        .try_init();
    if let Some(problem) = &file_problem {
        tracing::warn!("no log file: {problem}");
    }
    Ok(LogGuard { _worker: worker, file_problem })
}

/// Moves what was logged to where the Log screen finds it.
///
/// `tui-logger` has a thread for this, which wakes a hundred times a second; we do it where a frame with the
/// Log screen is drawn, and idle stays idle.
pub fn gather() {
    tui_logger::move_events();
}

/// What is let through.
fn filter(options: &LogOptions) -> Result<EnvFilter, TelemetryError> {
    let directives = match &options.filter {
        Some(filter) => format!("{QUIET},{filter}"),
        None => format!("{QUIET},{}", own_directive(options.level)),
    };
    EnvFilter::builder().with_default_directive(LevelFilter::WARN.into()).parse(directives).map_err(
        |error| TelemetryError::Filter {
            filter: crate::model::text::clean(options.filter.as_deref().unwrap_or_default()),
            reason: error.to_string(),
        },
    )
}

fn own_directive(level: tracing::Level) -> String {
    format!("{}={level}", env!("CARGO_CRATE_NAME"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(level: tracing::Level, filter: Option<&str>) -> LogOptions {
        LogOptions { level, filter: filter.map(str::to_owned) }
    }

    #[test]
    fn the_level_is_for_our_own_lines_and_statements_stay_out() {
        let filter = filter(&options(tracing::Level::DEBUG, None)).unwrap().to_string();
        assert!(filter.contains("scoutwatch=debug"), "{filter}");
        assert!(filter.contains("tokio_postgres=warn"), "{filter}");
    }

    #[test]
    fn a_filter_can_ask_for_statements_by_name() {
        let filter =
            filter(&options(tracing::Level::INFO, Some("trace,tokio_postgres=debug"))).unwrap();
        let filter = filter.to_string();
        assert!(filter.contains("tokio_postgres=debug"), "{filter}");
        assert!(!filter.contains("tokio_postgres=warn"), "{filter}");
    }

    #[test]
    fn a_filter_that_is_not_understood_is_named() {
        let error = filter(&options(tracing::Level::INFO, Some("scoutwatch=loud"))).unwrap_err();
        assert!(error.to_string().contains("\"scoutwatch=loud\""), "{error}");
    }
}
