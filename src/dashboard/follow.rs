//! Watches the configuration file for as long as the dashboard runs.
//!
//! A change is read once it has stood still for a moment, so that a file that an editor is writing is not taken for
//! a finished one. What is wrong in it is told and changes nothing. The profile stays that of the start: a header
//! that names one database over the figures of another would be worse than an old setting.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::cli::GlobalArguments;
use crate::config::Config;
use crate::model::Environment;
use crate::tui::live::{Live, Reload};
use crate::tui::own::Own;
use crate::tui::theme::Theme;
use crate::tui::time::Zone;

/// Time between two looks at the file; a change is read after two that are alike.
const LOOK: Duration = Duration::from_secs(1);

/// The settings that take effect at once.
pub(super) fn live(config: &Config, own: &Own, environment: &Environment) -> Live {
    let display = config.display;
    let glyphs = display.glyphs(environment);
    Live {
        theme: Theme::new(display.theme, display.depth(environment), glyphs)
            .with_colours(own.colours)
            .with_language(display.language(environment)),
        keys: own.keys.clone(),
        zone: if display.utc { Zone::Utc } else { Zone::Local },
        night: display.night,
        alarm: config.alarm,
        thresholds: config.health,
        traffic: display.traffic,
        interval: config.poll.interval,
    }
}

/// What is to be watched.
pub(super) struct Followed {
    options: GlobalArguments,
    environment: Environment,
    /// The settings that the dashboard was started with.
    begun: Config,
    /// The files that may hold the settings.
    places: Vec<PathBuf>,
    /// What was told last.
    told: Option<Reload>,
}

impl Followed {
    /// The configuration of a run with these options.
    pub(super) fn new(
        options: &GlobalArguments,
        environment: &Environment,
        begun: &Config,
        own: &Own,
    ) -> Self {
        let options =
            GlobalArguments { profile: Some(begun.profile.name.clone()), ..options.clone() };
        let live = Box::new(live(begun, own, environment));
        Self {
            places: Config::places(&options, environment),
            options,
            environment: environment.clone(),
            begun: begun.clone(),
            told: Some(Reload::Read { live, waiting: Vec::new() }),
        }
    }

    /// Tells of each change until the token is cancelled. The task runs on `tracker`.
    pub(super) fn watch(
        mut self,
        stop: CancellationToken,
        tracker: &TaskTracker,
    ) -> mpsc::Receiver<Reload> {
        let (sender, news) = mpsc::channel(1);
        tracker.spawn(stop.run_until_cancelled_owned(async move {
            let mut read = stamps(&self.places);
            let mut seen = read.clone();
            loop {
                tokio::time::sleep(LOOK).await;
                let now = stamps(&self.places);
                let stands_still = now == seen;
                seen = now;
                if !stands_still || seen == read {
                    continue;
                }
                read.clone_from(&seen);
                if let Some(reload) = self.read_again()
                    && sender.send(reload).await.is_err()
                {
                    return;
                }
            }
        }));
        news
    }

    /// Reads the configuration; gives what is to be told, where that is something new.
    fn read_again(&mut self) -> Option<Reload> {
        let reload = self.judge().unwrap_or_else(|problem| {
            tracing::warn!("the settings stay as they are: {problem}");
            Reload::Refused(problem)
        });
        let is_new = self.told.as_ref() != Some(&reload);
        self.told = Some(reload.clone());
        is_new.then_some(reload)
    }

    fn judge(&self) -> Result<Reload, String> {
        let config =
            Config::load(&self.options, &self.environment).map_err(|error| error.to_string())?;
        if let (Some(file), None) = (&self.begun.file, &config.file) {
            return Err(format!("{}: it is not there any more", file.display()));
        }
        let own = Own::of(&config.own).map_err(|error| error.to_string())?;
        for warning in &config.warnings {
            tracing::warn!("{warning}");
        }
        let live = Box::new(live(&config, &own, &self.environment));
        Ok(Reload::Read { live, waiting: self.waiting(&config) })
    }

    /// The settings that are not as at the start, and take effect at the next one.
    fn waiting(&self, config: &Config) -> Vec<String> {
        let secrets = [
            (&self.begun.database.url, &config.database.url, "database.url"),
            (&self.begun.job.database_url, &config.job.database_url, "job.database_url"),
        ];
        // As text a password is masked, so that one differs from the other in the value alone.
        let secrets = secrets.into_iter().filter(|(before, now, _)| before != now);
        let others = self.begun.settings.iter().zip(&config.settings);
        let others = others.filter(|(before, now)| before.value != now.value);
        let mut names: Vec<_> = others
            .filter(|(setting, _)| !setting.spec.takes_effect_at_once())
            .map(|(setting, _)| setting.spec.path())
            .chain(secrets.map(|(_, _, name)| name.to_owned()))
            .collect();
        names.sort();
        names.dedup();
        names
    }
}

/// What tells one state of a file from another without reading it.
type Stamp = Option<(u64, u64, i64, i64)>;

fn stamps(places: &[PathBuf]) -> Vec<Stamp> {
    let stamp = |place| {
        let file = fs::metadata(place).ok()?;
        Some((file.ino(), file.len(), file.mtime(), file.mtime_nsec()))
    };
    places.iter().map(stamp).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn followed(file: &Path, text: &str) -> Followed {
        fs::write(file, text).unwrap();
        let options =
            GlobalArguments { config: Some(file.to_owned()), ..GlobalArguments::default() };
        let environment = Environment::default();
        let config = Config::load(&options, &environment).unwrap();
        Followed::new(&options, &environment, &config, &Own::default())
    }

    fn read(followed: &mut Followed, file: &Path, text: &str) -> Option<Reload> {
        fs::write(file, text).unwrap();
        followed.read_again()
    }

    #[test]
    fn what_changes_is_told_once_with_what_waits_for_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        let mut followed = followed(&file, "");
        assert_eq!(read(&mut followed, &file, "# a remark\n"), None);

        let text = "[poll]\ninterval = \"5s\"\n[database]\npool_size = 3\n";
        let Some(Reload::Read { live, waiting }) = read(&mut followed, &file, text) else {
            panic!("nothing was told");
        };
        assert_eq!(live.interval, Duration::from_secs(5));
        assert_eq!(waiting, ["database.pool_size"]);
        assert_eq!(read(&mut followed, &file, text), None);

        let Some(Reload::Read { live, waiting }) = read(&mut followed, &file, "") else {
            panic!("nothing was told");
        };
        assert_eq!((live.interval, waiting), (Duration::from_secs(12), Vec::new()));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_so_is_its_repair() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        let mut followed = followed(&file, "");
        for (text, word) in [
            ("[poll]\ninterval = \"5", "config.toml:2"),
            ("[poll]\nintervall = \"5s\"", "interval"),
            ("[keys]\nnothing = \"x\"", "keys.nothing"),
            ("[theme]\nwarn = \"mauve\"", "theme.warn"),
            ("\u{0}", "config.toml"),
        ] {
            match read(&mut followed, &file, text) {
                Some(Reload::Refused(problem)) => assert!(problem.contains(word), "{problem}"),
                told => panic!("{text:?}: {told:?}"),
            }
        }
        fs::remove_file(&file).unwrap();
        assert!(matches!(followed.read_again(), Some(Reload::Refused(_))));
        assert!(matches!(read(&mut followed, &file, ""), Some(Reload::Read { .. })));
    }

    #[test]
    fn the_profile_stays_that_of_the_start() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config.toml");
        let profiles = "[profile.one]\nlabel = \"ONE\"\n[profile.one.poll]\ninterval = \"5s\"\n\
                        [profile.two.poll]\ninterval = \"6s\"\n";
        let mut followed = followed(&file, &format!("default_profile = \"one\"\n{profiles}"));
        let other = profiles.replace("\"5s\"", "\"7s\"");
        let told = read(&mut followed, &file, &format!("default_profile = \"two\"\n{other}"));
        let Some(Reload::Read { live, waiting }) = told else { panic!("{told:?}") };
        assert_eq!((live.interval, waiting), (Duration::from_secs(7), Vec::new()));
    }
}
