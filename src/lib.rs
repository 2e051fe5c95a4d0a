//! scoutwatch shows, live, how healthy the attribution of scouts is in a PostgreSQL database.

pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod cost;
pub mod daemon;
#[cfg(unix)]
pub mod dashboard;
pub mod db;
pub mod exit;
pub mod kept;
#[cfg(unix)]
pub mod last_exit;
pub mod model;
pub mod output;
pub mod plain;
pub mod poller;
pub mod process;
#[cfg(unix)]
pub mod recording;
pub mod reel;
pub mod refresh;
pub mod serve;
pub mod share;
pub mod state_file;
pub mod telemetry;
pub mod tui;
pub mod voice;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write};

use cli::{Cli, Command, ConfigAction};
use clock::Clock;
use commands::CommandError;
use commands::demo::DemoOptions;
use config::{Config, LogLevel};
use exit::ExitStatus;
use model::{Environment, Language, phrases};
use output::Medium;
use telemetry::LogOptions;
use tui::own::Own;

/// Does what the command line says. Data goes to `stdout`, words go to `stderr`.
///
/// The first of `arguments` is the name of the program, as the operating system gives it.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    environment: &Environment,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> ExitStatus {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let glance = cli::glance(&arguments);
    // What monitoring systems and logs read is English.
    let spoken = |language| {
        if glance.is_check || glance.is_serve { Language::English } else { language }
    };
    let language = spoken(config::language_without_file(glance.language, environment));
    if let Err(problem) = config::refuse_passwords(&arguments) {
        return refused(glance.is_check, &problem, language, stdout, stderr);
    }
    let cli = match cli::parse(arguments) {
        Ok(cli) => cli,
        Err(answer) if glance.is_check && answer.use_stderr() => {
            let answer = answer.render().to_string();
            let first = answer.lines().next().unwrap_or_default();
            return commands::check::unknown(&first.trim_start_matches("error: "), stdout, stderr);
        }
        Err(answer) => return answer_of_clap(&answer, language, stdout, stderr),
    };
    if let Some(option) = cli.idle_option() {
        let words = format!("{option} is for the dashboard, and this command has no use for it");
        let words = phrases::of_start(&words, language);
        return refused(glance.is_check, &words, language, stdout, stderr);
    }
    // What a package installs has no use for settings, and is made where they may be wrong.
    match &cli.command {
        Some(Command::Completions(arguments)) => {
            let pages = commands::pages::completions(arguments.shell, stdout);
            return written(pages, language, stderr);
        }
        Some(Command::Man(arguments)) => {
            let pages = match &arguments.dir {
                Some(folder) => commands::pages::man_pages(folder),
                None => commands::pages::man(stdout),
            };
            return written(pages, language, stderr);
        }
        _ => {}
    }
    let config = match Config::load(&cli.global, environment) {
        Ok(config) => config,
        Err(error) => return refused(glance.is_check, &error, language, stdout, stderr),
    };
    let language = spoken(config.display.language(environment));
    // Every command refuses them, as it refuses every other wrong line of the file.
    match Own::of(&config.own) {
        Ok(own) => dispatch(cli, &config, own, environment, language, stdout, stderr),
        Err(error) => refused(glance.is_check, &error, language, stdout, stderr),
    }
}

/// One arm a subcommand.
fn dispatch(
    cli: Cli,
    config: &Config,
    own: Own,
    environment: &Environment,
    language: Language,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> ExitStatus {
    if let Err(status) = start(&cli, config, environment, language, stderr) {
        return status;
    }
    match cli.command {
        None => {
            let surroundings = surroundings(&cli.global, config, own, environment);
            dashboard(surroundings, None, language, stderr)
        }
        Some(Command::Demo(arguments)) => {
            let persons = arguments.persons.unwrap_or(config.demo.persons);
            let demo =
                DemoOptions { persons, keep: arguments.keep, bad_night: arguments.bad_night };
            let surroundings = surroundings(&cli.global, config, own, environment);
            dashboard(surroundings, Some(demo), language, stderr)
        }
        Some(Command::Replay(arguments)) => {
            let surroundings = surroundings(&cli.global, config, own, environment);
            let replay = dashboard::replay(&surroundings, &arguments.file, stdout, stderr);
            match dashboard::block_on(replay) {
                Ok(Ok(status)) => status,
                Ok(Err(error)) => error.report(language, stderr),
                Err(error) => no_runtime(&error, language, stderr),
            }
        }
        Some(Command::Show(arguments)) => {
            let medium = medium(config, environment);
            let outcome = dashboard::block_on(commands::show::run(
                &arguments,
                config,
                environment,
                &medium,
                stdout,
                stderr,
            ));
            ended(outcome, language, stderr)
        }
        Some(Command::Check(arguments)) => {
            if start_command(&cli.global, config, environment, language, stderr).is_err() {
                return commands::check::unknown(&"the log cannot be set up", stdout, stderr);
            }
            let check = commands::check::run(&arguments, config, environment, stdout, stderr);
            match dashboard::block_on(check) {
                Ok(status) => status,
                Err(error) => commands::check::unknown(
                    &format!("cannot start the runtime: {error}"),
                    stdout,
                    stderr,
                ),
            }
        }
        Some(Command::Doctor(arguments)) => {
            let medium = medium(config, environment);
            let doctor = commands::doctor::run(&arguments, config, environment, &medium, stdout);
            ended(dashboard::block_on(doctor), language, stderr)
        }
        Some(Command::Schema(arguments)) => {
            let outcome = dashboard::block_on(commands::schema::run(
                &arguments,
                config,
                environment,
                stdout,
                stderr,
            ));
            ended(outcome, language, stderr)
        }
        Some(Command::Refresh(arguments)) => {
            let outcome = dashboard::block_on(commands::refresh::run(
                &arguments,
                config,
                environment,
                stdout,
                stderr,
            ));
            ended(outcome, language, stderr)
        }
        Some(Command::Serve(arguments)) => {
            match dashboard::block_on(daemon::run(&arguments, config, environment, stderr)) {
                Ok(Ok(status)) => status,
                Ok(Err(error)) => error.report(stderr),
                Err(error) => no_runtime(&error, language, stderr),
            }
        }
        Some(Command::Verify(arguments)) => {
            let outcome = dashboard::block_on(commands::verify::run(
                &arguments,
                config,
                environment,
                stdout,
                stderr,
            ));
            ended(outcome, language, stderr)
        }
        Some(Command::Config(arguments)) => match arguments.action {
            ConfigAction::Show => written(commands::config::show(config, stdout), language, stderr),
        },
        // They were done before the settings were read.
        Some(Command::Completions(_) | Command::Man(_)) => ExitStatus::Done,
    }
}

/// Sets up the log, where a command does not do that itself, and says the warnings of the settings.
fn start(
    cli: &Cli,
    config: &Config,
    environment: &Environment,
    language: Language,
    stderr: &mut dyn Write,
) -> Result<(), ExitStatus> {
    match cli.command {
        // A check answers whatever happens.
        Some(Command::Check(_)) => Ok(()),
        // The dashboard logs to its own screen.
        None | Some(Command::Demo(_) | Command::Replay(_)) if !cli.global.plain => Ok(()),
        // What is to be warned of is among its checks.
        Some(Command::Doctor(_)) => start_log(&cli.global, config, environment, language, stderr),
        _ => start_command(&cli.global, config, environment, language, stderr),
    }
}

/// The end of a run whose command line or configuration is wrong. A monitoring system takes the status of
/// wrong usage for a critical state, so `check` says that it does not know.
fn refused(
    is_check: bool,
    problems: &dyn std::fmt::Display,
    language: Language,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> ExitStatus {
    if is_check {
        commands::check::unknown(problems, stdout, stderr)
    } else {
        usage(&phrases::of_settings(&problems.to_string(), language), language, stderr)
    }
}

/// What standard output is, for `show`.
fn medium(config: &Config, environment: &Environment) -> Medium {
    let (is_terminal, width) = process::standard_output(environment);
    Medium {
        is_terminal,
        width,
        color: config.display.wants_color(environment, is_terminal),
        utc: config.display.utc,
    }
}

/// Opens the dashboard on the configured database, or on a private one with invented data.
#[cfg(unix)]
fn dashboard(
    surroundings: dashboard::Surroundings<'_>,
    demo: Option<DemoOptions>,
    language: Language,
    stderr: &mut dyn Write,
) -> ExitStatus {
    let outcome = dashboard::block_on(async {
        match demo {
            None => dashboard::open(surroundings, stderr).await,
            Some(demo) => dashboard::demo(surroundings, demo, stderr).await,
        }
    });
    match outcome {
        Ok(Ok(status)) => status,
        Ok(Err(error)) => error.report(language, stderr),
        Err(error) => no_runtime(&error, language, stderr),
    }
}

/// What a dashboard is opened with.
#[cfg(unix)]
fn surroundings<'a>(
    options: &'a cli::GlobalArguments,
    config: &'a Config,
    own: Own,
    environment: &'a Environment,
) -> dashboard::Surroundings<'a> {
    let level = config.log.level.max(LogLevel::for_verbosity(options.verbose));
    dashboard::Surroundings {
        config,
        options,
        own,
        environment,
        log: log_options(level, environment),
        is_plain: options.plain,
        since: options.since,
        record: options.record.clone(),
        clock: Clock::system(),
    }
}

fn no_runtime(error: &io::Error, language: Language, stderr: &mut dyn Write) -> ExitStatus {
    let words = phrases::of_start(&format!("cannot start the runtime: {error}"), language);
    voice::error(stderr, language, &words);
    ExitStatus::Failed
}

/// The exit status of a command that ran on a runtime of its own.
fn ended(
    outcome: io::Result<Result<ExitStatus, CommandError>>,
    language: Language,
    stderr: &mut dyn Write,
) -> ExitStatus {
    match outcome {
        Ok(outcome) => commands::finish(outcome, language, stderr),
        Err(error) => no_runtime(&error, language, stderr),
    }
}

/// Sets up what every command but the dashboard needs: logs on standard error, and the warnings there too.
fn start_command(
    options: &cli::GlobalArguments,
    config: &Config,
    environment: &Environment,
    language: Language,
    stderr: &mut dyn Write,
) -> Result<(), ExitStatus> {
    start_log(options, config, environment, language, stderr)?;
    commands::warn(&config.warnings, language, stderr);
    Ok(())
}

/// Sets up logs on standard error.
fn start_log(
    options: &cli::GlobalArguments,
    config: &Config,
    environment: &Environment,
    language: Language,
    stderr: &mut dyn Write,
) -> Result<(), ExitStatus> {
    let level = LogLevel::for_verbosity(options.verbose);
    let colored = config.display.wants_color(environment, io::stderr().is_terminal());
    telemetry::log_to_stderr(&log_options(level, environment), colored)
        .map_err(|error| usage(&phrases::of_start(&error.to_string(), language), language, stderr))
}

/// The level, and the finer filter of `SCOUTWATCH_LOG`, else `RUST_LOG`.
fn log_options(level: LogLevel, environment: &Environment) -> LogOptions {
    let filter =
        environment.variable("SCOUTWATCH_LOG").or_else(|| environment.variable("RUST_LOG"));
    LogOptions { level: level.into(), filter: filter.map(str::to_owned) }
}

/// Says what is wrong with the command line or the configuration, one line a problem.
fn usage(problems: &str, language: Language, stderr: &mut dyn Write) -> ExitStatus {
    for problem in problems.lines() {
        voice::error(stderr, language, problem);
    }
    ExitStatus::Usage
}

/// Help and version are answers; everything else is a wrong command line. Both are as clap says them, in English.
fn answer_of_clap(
    answer: &clap::Error,
    language: Language,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> ExitStatus {
    if answer.use_stderr() {
        let _ = write!(stderr, "{}", answer.render());
        return ExitStatus::Usage;
    }
    written(write!(stdout, "{}", answer.render()), language, stderr)
}

/// The exit status of a command whose whole work is to write.
fn written(result: io::Result<()>, language: Language, stderr: &mut dyn Write) -> ExitStatus {
    match result {
        Ok(()) => ExitStatus::Done,
        Err(error) => {
            let status = ExitStatus::from(&error);
            if status != ExitStatus::Done {
                let words = format!("the output cannot be written: {error}");
                voice::error(stderr, language, &phrases::of_start(&words, language));
            }
            status
        }
    }
}
