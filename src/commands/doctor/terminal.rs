//! The terminal: its size, colours and characters, the way to a clipboard, and the tmux around it.
//!
//! Nothing is asked of the terminal itself: it is judged by what the environment and tmux say of it.

use super::check::{Check, Checks, Place, Subject};
use super::tmux::{self, Tmux};
use crate::config::{ColorDepth, Config, Glyphs};
use crate::model::{Environment, WayOut};
use crate::share::Settings as Ways;

/// Below this size panes are left out.
const FULL: (u16, u16) = (80, 24);
/// Below this size only the worst figure is shown.
const LEAST: (u16, u16) = (40, 8);

/// What tmux holds back behind Esc without harm, in milliseconds.
const ESCAPE_TIME: u32 = 100;

/// What is known of the terminal.
pub(super) struct Surroundings<'a> {
    pub(super) config: &'a Config,
    pub(super) environment: &'a Environment,
    /// Columns and rows; `None` where standard output is no terminal.
    pub(super) size: Option<(u16, u16)>,
    /// The tmux around it, or why it does not answer; `None` outside.
    pub(super) tmux: Option<Result<Tmux, String>>,
}

/// All checks of the terminal.
pub(super) async fn check(
    config: &Config,
    environment: &Environment,
    size: Option<(u16, u16)>,
    checks: &mut Checks,
) {
    let tmux = match environment.variable("TMUX") {
        Some(_) => Some(tmux::ask().await),
        None => None,
    };
    judge(&Surroundings { config, environment, size, tmux }, checks);
}

fn judge(surroundings: &Surroundings<'_>, checks: &mut Checks) {
    checks.insert(Subject::Terminal, size(surroundings));
    checks.insert(Subject::Colors, colors(surroundings));
    checks.insert(Subject::Characters, characters(surroundings));
    checks.insert(Subject::Clipboard, clipboard(surroundings));
    checks.insert(Subject::Tmux, around(surroundings));
}

/// Its name and size.
fn size(surroundings: &Surroundings<'_>) -> Check {
    let term = surroundings.environment.variable("TERM").unwrap_or_default();
    let Some((columns, rows)) = surroundings.size else {
        return Check::skipped("standard output is no terminal");
    };
    let found = format!("{columns}×{rows}, TERM={term}");
    let is_below = |least: (u16, u16)| columns < least.0 || rows < least.1;
    if matches!(term, "" | "dumb") {
        Check::warn(format!("{columns}×{rows}; TERM does not say what it is"))
            .mended(Place::Shell, "export TERM=xterm-256color")
    } else if is_below(LEAST) {
        Check::warn(format!("{found}: only the worst figure has room"))
            .mended(Place::Advice, "at 80×24 every pane is shown")
    } else if is_below(FULL) {
        Check::warn(format!("{found}: some panes have no room"))
            .mended(Place::Advice, "at 80×24 every pane is shown")
    } else {
        Check::ok(found)
    }
}

/// How many colours it gets, and by whose word.
fn colors(surroundings: &Surroundings<'_>) -> Check {
    let Surroundings { config, environment, .. } = surroundings;
    let term = environment.variable("TERM").unwrap_or_default();
    match config.display.depth(environment) {
        ColorDepth::True => Check::ok("24 bits"),
        ColorDepth::Indexed => Check::ok("256"),
        ColorDepth::Ansi => Check::ok("the terminal's own 16"),
        ColorDepth::None if environment.variable("NO_COLOR").is_some() => {
            Check::ok("none, as NO_COLOR asks; states are words and shapes")
        }
        ColorDepth::None if term == "dumb" => Check::warn("none: TERM=dumb has none")
            .mended(Place::Shell, "export TERM=xterm-256color"),
        ColorDepth::None => Check::ok("none, as display.color asks"),
    }
}

/// Which characters it gets, and whether the locale is why.
fn characters(surroundings: &Surroundings<'_>) -> Check {
    let Surroundings { config, environment, tmux, .. } = surroundings;
    if let Some(Ok(Tmux { is_utf8: Some(false), .. })) = tmux {
        return Check::warn("tmux takes the terminal for one without UTF-8")
            .mended(Place::Shell, "tmux -u attach");
    }
    let is_asked = config.display.glyphs != crate::cli::GlyphChoice::Auto;
    match config.display.glyphs(environment) {
        Glyphs::Braille => Check::ok("UTF-8, braille among them"),
        Glyphs::Block => Check::ok("UTF-8, blocks in place of braille"),
        Glyphs::Ascii if is_asked => Check::ok("ASCII, as display.glyphs or --ascii asks"),
        Glyphs::Ascii => Check::warn("ASCII alone: the locale is not UTF-8")
            .mended(Place::Shell, "export LC_ALL=C.UTF-8"),
    }
}

/// The way that a copy takes.
fn clipboard(surroundings: &Surroundings<'_>) -> Check {
    let Surroundings { config, environment, tmux, .. } = surroundings;
    let ways = Ways::of(environment, config.share.way, config.share.folder.clone(), None);
    let folder = || match &config.share.folder {
        Some(folder) => format!("a file in {}", folder.display()),
        None => "a file in the working folder".to_owned(),
    };
    match (ways.best(), tmux) {
        (WayOut::Tmux, Some(Ok(tmux))) => through_tmux(tmux),
        (WayOut::Tmux, _) => Check::unknown("by the buffer of tmux, which does not answer")
            .mended(Place::Setting, "share.way = \"osc52\""),
        (WayOut::Osc52, Some(Ok(tmux))) if !tmux.passes_through => {
            Check::warn("OSC 52, which this tmux keeps to itself")
                .mended(Place::Shell, "tmux set -g allow-passthrough on")
        }
        (WayOut::Osc52, _) if ways.in_screen => {
            Check::ok("OSC 52 through screen; whether the terminal takes it, nobody can ask")
        }
        (WayOut::Osc52, _) => Check::ok("OSC 52; whether the terminal takes it, nobody can ask"),
        (WayOut::File, _) => Check::ok(folder()),
        (WayOut::Screen | WayOut::Auto, _) => Check::ok("the screen alone, as share.way asks"),
    }
}

/// The buffer of tmux, which hands it on where it knows that the terminal can.
fn through_tmux(tmux: &Tmux) -> Check {
    // Before 3.2 it names no features, and hands nothing on.
    if tmux.features.iter().any(|feature| feature == "clipboard") {
        Check::ok("the buffer of tmux, and from there the terminal's clipboard")
    } else if tmux.features.is_empty() {
        Check::ok("the buffer of tmux (prefix ] pastes it)")
    } else {
        Check::warn("the buffer of tmux, which takes the terminal for one without a clipboard")
            .mended(Place::Shell, "tmux set -as terminal-features ',*:clipboard'")
            .mended(Place::Advice, "then detach and attach again")
    }
}

/// The settings of the tmux around it.
fn around(surroundings: &Surroundings<'_>) -> Check {
    let tmux = match &surroundings.tmux {
        None => return Check::skipped("not inside tmux"),
        Some(Err(reason)) => return Check::unknown(reason.as_str()),
        Some(Ok(tmux)) => tmux,
    };
    let slow = tmux.escape_time.filter(|time| *time > ESCAPE_TIME);
    let has_colors =
        tmux.default_terminal.contains("256color") || tmux.default_terminal.contains("direct");
    let found = match (slow, has_colors, tmux.rings) {
        (Some(time), _, _) => format!("tmux {} holds Esc back for {time} ms", tmux.version),
        (None, false, _) => {
            format!(
                "tmux {} calls itself {}, which has few colours",
                tmux.version, tmux.default_terminal
            )
        }
        (None, true, false) => format!("tmux {} keeps the alarm's bell to itself", tmux.version),
        (None, true, true) => {
            return Check::ok(format!("tmux {}, {}", tmux.version, tmux.default_terminal));
        }
    };
    let lines = [
        slow.map(|_| "tmux set -sg escape-time 10"),
        (!has_colors).then_some("tmux set -g default-terminal tmux-256color"),
        (!tmux.rings).then_some("tmux set -g bell-action any"),
    ];
    lines
        .into_iter()
        .flatten()
        .fold(Check::warn(found), |check, line| check.mended(Place::Shell, line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::check::Verdict;

    fn judged(
        variables: &[(&str, &str)],
        size: Option<(u16, u16)>,
        tmux: Option<Result<Tmux, String>>,
        change: impl FnOnce(&mut Config),
    ) -> Checks {
        let variables =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let environment = Environment { variables: variables.collect(), ..Environment::default() };
        let mut config = Config::built_in().unwrap();
        change(&mut config);
        let mut checks = Checks::new();
        judge(
            &Surroundings { config: &config, environment: &environment, size, tmux },
            &mut checks,
        );
        checks
    }

    fn good_tmux() -> Tmux {
        Tmux {
            version: "3.3a".to_owned(),
            is_utf8: Some(true),
            features: vec!["clipboard".to_owned()],
            escape_time: Some(10),
            default_terminal: "tmux-256color".to_owned(),
            rings: true,
            passes_through: false,
        }
    }

    fn in_tmux(tmux: Tmux) -> Checks {
        let variables =
            [("TERM", "tmux-256color"), ("LANG", "C.UTF-8"), ("TMUX", "/tmp/tmux-0/default,1,0")];
        judged(&variables, Some((80, 24)), Some(Ok(tmux)), |_| {})
    }

    const XTERM: [(&str, &str); 2] = [("TERM", "xterm-256color"), ("LANG", "C.UTF-8")];

    #[test]
    fn a_good_terminal_is_well_inside_and_outside_of_tmux() {
        let outside = judged(&XTERM, Some((80, 24)), None, |_| {});
        let inside = in_tmux(good_tmux());
        assert!(
            outside.values().chain(inside.values()).all(|check| check.verdict <= Verdict::Skipped)
        );
        assert_eq!(outside[&Subject::Tmux].verdict, Verdict::Skipped);
        assert_eq!(inside[&Subject::Tmux].verdict, Verdict::Ok);
    }

    #[test]
    fn a_small_terminal_says_what_has_no_room_and_a_pipe_has_no_size() {
        let found = |size| judged(&XTERM, size, None, |_| {})[&Subject::Terminal].clone();
        assert_eq!(
            found(Some((60, 15))).finding,
            "60×15, TERM=xterm-256color: some panes have no room"
        );
        assert_eq!(
            found(Some((30, 15))).finding,
            "30×15, TERM=xterm-256color: only the worst figure has room"
        );
        assert_eq!(found(None).verdict, Verdict::Skipped);
    }

    #[test]
    fn what_tmux_keeps_back_is_named_with_the_line_that_mends_it() {
        let lines = |tmux, subject| -> Vec<String> {
            in_tmux(tmux)[&subject].mend.iter().map(|mend| mend.text.clone()).collect()
        };
        let tmux = |change: fn(&mut Tmux)| {
            let mut tmux = good_tmux();
            change(&mut tmux);
            tmux
        };
        let slow = tmux(|tmux| tmux.escape_time = Some(500));
        assert_eq!(lines(slow, Subject::Tmux), ["tmux set -sg escape-time 10"]);
        let mute = tmux(|tmux| (tmux.rings, tmux.default_terminal) = (false, "screen".to_owned()));
        assert_eq!(
            lines(mute, Subject::Tmux),
            ["tmux set -g default-terminal tmux-256color", "tmux set -g bell-action any"]
        );
        let without = tmux(|tmux| tmux.features = vec!["title".to_owned()]);
        assert_eq!(
            lines(without, Subject::Clipboard).first().map(String::as_str),
            Some("tmux set -as terminal-features ',*:clipboard'")
        );
        let narrow = tmux(|tmux| tmux.is_utf8 = Some(false));
        assert_eq!(lines(narrow, Subject::Characters), ["tmux -u attach"]);
    }

    #[test]
    fn a_locale_without_utf_8_is_mended_and_a_wish_is_not() {
        let c = [("TERM", "xterm"), ("LANG", "C")];
        assert_eq!(judged(&c, None, None, |_| {})[&Subject::Characters].verdict, Verdict::Warn);
        let asked = judged(&XTERM, None, None, |config| {
            config.display.glyphs = crate::cli::GlyphChoice::Ascii;
        });
        assert_eq!(asked[&Subject::Characters].verdict, Verdict::Ok);
    }

    #[test]
    fn no_color_is_a_wish_and_a_dumb_terminal_is_not() {
        let found = |variables| judged(variables, None, None, |_| {})[&Subject::Colors].verdict;
        assert_eq!(found(&[("TERM", "xterm"), ("NO_COLOR", "1")]), Verdict::Ok);
        assert_eq!(found(&[("TERM", "dumb"), ("LANG", "C.UTF-8")]), Verdict::Warn);
    }
}
