//! `scoutwatch check`: one verdict for a monitoring system, in the convention of the monitoring plugins.
//!
//! Whatever happens is an answer: where the figures cannot be had, the state is UNKNOWN and the line says
//! why. The deadline of the configuration bounds connecting and reading together.

mod line;
mod perfdata;
mod report;

use std::fmt::Display;
use std::io::Write;
use std::time::Instant;

use crate::cli::{CheckArguments, CheckFormat};
use crate::commands::show::limits;
use crate::commands::{CommandError, database};
use crate::config::Config;
use crate::db::pool::Deadline;
use crate::db::queries;
use crate::exit::{ExitStatus, MonitoringStatus};
use crate::model::text::clean;
use crate::model::{Environment, Health, Language, Metrics, Replay, Severity};
use crate::voice;
use report::{Report, Verdict};

/// Runs `check`. Standard output has one line, or one JSON document.
pub async fn run(
    arguments: &CheckArguments,
    config: &Config,
    environment: &Environment,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> ExitStatus {
    let start = Instant::now();
    let verdict = match measure(config, environment, stderr).await {
        Ok((metrics, replay)) => {
            let health = Health::judge(&metrics, &config.health);
            Verdict::Judged { metrics: Box::new(metrics), replay, health }
        }
        Err(error) => Verdict::from(&error),
    };
    let report = Report { verdict, thresholds: config.health, took: start.elapsed() };
    write(&report, arguments.format, stdout, stderr)
}

/// The answer where the figures cannot even be asked for: a wrong configuration or command line. It would
/// otherwise end with the status of a critical state.
pub fn unknown(reason: &dyn Display, stdout: &mut dyn Write, stderr: &mut dyn Write) -> ExitStatus {
    let reason = clean(reason.to_string().trim());
    written(writeln!(stdout, "{}", line::unknown(&reason)).and_then(|()| stdout.flush()), stderr)
        .unwrap_or(ExitStatus::Monitoring(MonitoringStatus::Unknown))
}

async fn measure(
    config: &Config,
    environment: &Environment,
    stderr: &mut dyn Write,
) -> Result<(Metrics, Option<Replay>), CommandError> {
    let database = database(config, environment, Language::English, stderr)?;
    let session = database.session(Deadline::after(config.database.deadline)).await?;
    let mut transaction = session.begin_read(limits(config, 1)).await?;
    // Whoever answers: the figures are what counts.
    let replay = queries::identity(&mut transaction).await.ok().and_then(|found| found.replay);
    let measured = queries::metrics(&mut transaction).await?;
    // The figures are valid, whatever happens now.
    let _ = transaction.finish().await;
    Ok((measured.metrics, replay))
}

fn write(
    report: &Report,
    format: CheckFormat,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> ExitStatus {
    let text = match format {
        CheckFormat::Text => line::of(report),
        CheckFormat::Json => report.json(),
    };
    let outcome = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
    written(outcome, stderr).unwrap_or(ExitStatus::Monitoring(status(report.severity())))
}

/// The status of output that could not be written; nothing where all is well, or the reader has gone.
fn written(outcome: std::io::Result<()>, stderr: &mut dyn Write) -> Option<ExitStatus> {
    let error = outcome.err().filter(|error| ExitStatus::from(error) != ExitStatus::Done)?;
    voice::error(stderr, Language::English, &CommandError::from(error).to_string());
    Some(ExitStatus::Monitoring(MonitoringStatus::Unknown))
}

/// The number of a state.
const fn status(severity: Severity) -> MonitoringStatus {
    match severity {
        Severity::Ok => MonitoringStatus::Ok,
        Severity::Warn => MonitoringStatus::Warn,
        Severity::Crit => MonitoringStatus::Crit,
        Severity::Unknown => MonitoringStatus::Unknown,
    }
}
