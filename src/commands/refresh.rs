//! `scoutwatch refresh`: runs the job once, by a rhythm, or only says what it would do.
//!
//! The plan or the receipt goes to standard output, what happens meanwhile to standard error.

pub(in crate::commands) mod words;

use std::io::Write;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::cli::{RefreshArguments, TextFormat};
use crate::commands::{CommandError, job_database, job_settings, refuse_read_only};
use crate::config::Config;
use crate::db::pool::Database;
use crate::exit::ExitStatus;
use crate::model::format::duration;
use crate::model::{Environment, Outcome, Progress, Receipt, Refusal, Trigger, Verdict};
use crate::process::stop_on_signals;
use crate::refresh::schedule::{jitter, last_start};
use crate::refresh::{self, JobSettings};

/// The shortest time between two lines about the progress.
const TELLING: Duration = Duration::from_secs(2);

/// How long a scheduler waits before it asks a database again that it could not reach.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a scheduler waits for the answer to when the newest run began.
const ASKING: Duration = Duration::from_secs(10);

/// Runs `refresh`.
///
/// # Errors
/// Why no run was begun. A run that was begun and failed is told by its receipt and the exit status.
pub async fn run(
    arguments: &RefreshArguments,
    config: &Config,
    environment: &Environment,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> Result<ExitStatus, CommandError> {
    let language = config.display.language(environment);
    let database = job_database(config, environment, language, stderr)?;
    let settings = job_settings(config);
    if arguments.dry_run {
        let plan = refresh::plan(&database, &settings).await?;
        match arguments.format {
            TextFormat::Text => words::plan(&plan, stdout)?,
            TextFormat::Json => words::json(&plan, stdout)?,
        }
        return Ok(ExitStatus::Done);
    }
    refuse_read_only(config, "refresh")?;
    let stop = stop_on_signals()?;
    let job = Runner { database, settings, format: arguments.format, stop };
    match arguments.every {
        None => {
            let trigger = arguments.trigger.unwrap_or(Trigger::Command);
            job.once(trigger, stdout, stderr).await
        }
        Some(every) => {
            let trigger = arguments.trigger.unwrap_or(Trigger::Schedule);
            job.by_rhythm(every.0, trigger, stdout, stderr).await
        }
    }
}

struct Runner {
    database: Database,
    settings: JobSettings,
    format: TextFormat,
    stop: CancellationToken,
}

impl Runner {
    /// Runs the job once and writes its receipt.
    async fn once(
        &self,
        trigger: Trigger,
        stdout: &mut dyn Write,
        stderr: &mut dyn Write,
    ) -> Result<ExitStatus, CommandError> {
        let (sender, mut progress) = watch::channel(Progress::default());
        let run = refresh::run(&self.database, &self.settings, trigger, self.stop.clone(), sender);
        tokio::pin!(run);
        let mut told = Instant::now();
        let receipt = loop {
            tokio::select! {
                biased;
                outcome = &mut run => break outcome?,
                Ok(()) = progress.changed() => {
                    let progress = progress.borrow_and_update().clone();
                    if told.elapsed() >= TELLING {
                        told = Instant::now();
                        words::progress(&progress, stderr)?;
                    }
                }
            }
        };
        match self.format {
            TextFormat::Text => words::receipt(&receipt, stdout)?,
            TextFormat::Json => words::json(&receipt, stdout)?,
        }
        Ok(status(&receipt))
    }

    /// Runs the job whenever its slot has come, until a signal ends it. Nothing but a signal or a wrong
    /// configuration does.
    async fn by_rhythm(
        &self,
        every: Duration,
        trigger: Trigger,
        stdout: &mut dyn Write,
        stderr: &mut dyn Write,
    ) -> Result<ExitStatus, CommandError> {
        let delay = jitter(every, u64::from(self.settings.process));
        while !self.stop.is_cancelled() {
            let wait = match last_start(&self.database, ASKING).await {
                Ok(last) => last.wait(every),
                Err(failure) => {
                    writeln!(stderr, "the next slot is not known: {failure}")?;
                    self.pause(PATIENCE).await;
                    continue;
                }
            };
            if !wait.is_zero() {
                // Asked again after the delay: somebody else may have begun a run in between.
                writeln!(stderr, "next run in {}", duration(wait + delay))?;
                self.pause(wait + delay).await;
                if self.stop.is_cancelled() {
                    break;
                }
                let due = last_start(&self.database, ASKING).await;
                if due.is_ok_and(|last| !last.wait(every).is_zero()) {
                    continue;
                }
            }
            match self.once(trigger, stdout, stderr).await {
                Ok(_) => {}
                Err(CommandError::Refused(refusal)) if can_pass(&refusal) => {
                    writeln!(stderr, "{refusal}")?;
                    self.pause(PATIENCE).await;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(ExitStatus::Done)
    }

    async fn pause(&self, time: Duration) {
        let _ = tokio::time::timeout(time, self.stop.cancelled()).await;
    }
}

/// Whether the next slot may find what this one did not.
const fn can_pass(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Busy(_) | Refusal::Failure(_) | Refusal::ReadOnlyServer { .. })
}

/// What the process says about a run.
fn status(receipt: &Receipt) -> ExitStatus {
    match &receipt.outcome {
        Outcome::Completed if receipt.verdict() == Some(Verdict::Error) => ExitStatus::Failed,
        Outcome::Completed => ExitStatus::Done,
        Outcome::Cancelled { .. } => ExitStatus::Failed,
        Outcome::Failed(failure) => match ExitStatus::from(failure) {
            ExitStatus::Done => ExitStatus::Failed,
            status => status,
        },
    }
}
