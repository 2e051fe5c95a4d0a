//! A person's own colours and weights: `[theme]` of the configuration, over the chosen theme.

use ratatui::style::{Color, Modifier};

use super::Role;
use super::palette::nearest as nearest_of_cube;
use crate::config::{ColorDepth, ConfigError, OwnSetting, Problem, keys, nearest};
use crate::model::text::clean;

/// The words for weights.
const WEIGHTS: [(&str, Modifier); 6] = [
    ("plain", Modifier::empty()),
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

/// The terminal's own colours, in the order of their numbers.
pub(super) const ANSI: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

const HOW: &str = "write a colour (red, bright-red, default, a number from 0 to 255, #rrggbb), and bold, dim, \
                   italic, underlined, reversed or plain";

/// What somebody set of one role; the theme decides the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Touch {
    color: Option<Color>,
    weight: Option<Modifier>,
}

/// What somebody set of each role, in the order of [`Role::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colours([Touch; Role::ALL.len()]);

impl Default for Colours {
    fn default() -> Self {
        Self::NONE
    }
}

impl Colours {
    /// The theme as it is.
    pub const NONE: Self = Self([Touch { color: None, weight: None }; Role::ALL.len()]);

    /// The colours and weights that the configuration gives.
    ///
    /// # Errors
    /// Everything that is wrong with them, each with its place.
    pub fn of(settings: &[OwnSetting]) -> Result<Self, ConfigError> {
        let mut colours = Self::NONE;
        let mut problems: Vec<Problem> = Vec::new();
        for setting in settings.iter().filter(|setting| setting.section == keys::COLOURS) {
            let read = role(&setting.name).and_then(|role| Ok((role, touch(&setting.words)?)));
            match read {
                Ok((role, touch)) if setting.is_in_force => {
                    if let Some(place) = colours.0.get_mut(role as usize) {
                        *place = touch;
                    }
                }
                Ok(_) => {}
                Err(words) => problems.push(setting.problem(words)),
            }
        }
        if problems.is_empty() { Ok(colours) } else { Err(ConfigError { problems }) }
    }

    /// The weight of a role, where somebody set one.
    pub(super) fn weight(&self, role: Role) -> Option<Modifier> {
        self.0.get(role as usize)?.weight
    }

    /// The colour of a role on a terminal with so many, where somebody set one that it has. The terminal's own
    /// foreground is `Reset`.
    pub(super) fn color(&self, role: Role, depth: ColorDepth) -> Option<Color> {
        match (self.0.get(role as usize)?.color?, depth) {
            (_, ColorDepth::None) => None,
            (Color::Indexed(number), _) if usize::from(number) < ANSI.len() => {
                ANSI.get(usize::from(number)).copied()
            }
            (Color::Rgb(..) | Color::Indexed(_), ColorDepth::Ansi) => None,
            (Color::Rgb(red, green, blue), ColorDepth::Indexed) => {
                Some(Color::Indexed(nearest_of_cube((red, green, blue))))
            }
            (color, _) => Some(color),
        }
    }
}

fn role(written: &str) -> Result<Role, String> {
    let wanted = written.trim().replace([' ', '-'], "_").to_lowercase();
    let found = Role::ALL.into_iter().find(|role| role.name() == wanted);
    found.ok_or_else(|| match nearest(&wanted, Role::ALL.map(Role::name)) {
        Some(near) => format!("there is no such role; did you mean {near}?"),
        None => {
            format!("there is no such role; known here: {}", Role::ALL.map(Role::name).join(", "))
        }
    })
}

fn touch(words: &[String]) -> Result<Touch, String> {
    let mut touch = Touch::default();
    for word in words.iter().flat_map(|words| words.split_whitespace()) {
        let weight = WEIGHTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
        if let Some((_, weight)) = weight {
            touch.weight = Some(touch.weight.unwrap_or_default().union(*weight));
        } else if touch.color.is_some() {
            return Err("it names two colours; one role has one".to_owned());
        } else {
            touch.color = Some(color(word)?);
        }
    }
    if touch == Touch::default() { Err(format!("it says nothing; {HOW}")) } else { Ok(touch) }
}

fn color(word: &str) -> Result<Color, String> {
    if word.eq_ignore_ascii_case("default") {
        return Ok(Color::Reset);
    }
    word.parse().map_err(|_| {
        let short: String = word.chars().take(20).collect();
        format!("\"{}\" is no colour and no weight; {HOW}", clean(&short))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Glyphs, Origin, ThemeChoice};
    use crate::tui::theme::Theme;
    use std::path::PathBuf;

    fn line(name: &str, words: &[&str]) -> OwnSetting {
        OwnSetting {
            section: keys::COLOURS,
            name: name.to_owned(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            origin: Origin::File { file: PathBuf::from("c.toml"), line: 5 },
            is_in_force: true,
        }
    }

    fn theme(name: &str, words: &[&str], depth: ColorDepth) -> Theme {
        let colours = Colours::of(&[line(name, words)]).unwrap();
        Theme::new(ThemeChoice::Default, depth, Glyphs::Braille).with_colours(colours)
    }

    #[test]
    fn what_is_not_said_stays_as_the_theme_has_it() {
        let style = theme("warn", &["#ff8800"], ColorDepth::True).style(Role::Warn);
        assert_eq!(style.fg, Some(Color::Rgb(0xff, 0x88, 0)));
        assert!(style.add_modifier.contains(Modifier::BOLD));
        let style = theme("warn", &["underlined"], ColorDepth::True).style(Role::Warn);
        assert_eq!((style.fg, style.add_modifier), (Some(Color::Yellow), Modifier::UNDERLINED));
        let style = theme("crit", &["default bold"], ColorDepth::True).style(Role::Crit);
        assert_eq!((style.fg, style.add_modifier), (None, Modifier::BOLD));
        let plain = theme("focused title", &["plain"], ColorDepth::Ansi);
        assert_eq!(plain.style(Role::FocusedTitle).add_modifier, Modifier::empty());
    }

    #[test]
    fn a_terminal_with_fewer_colours_gets_the_nearest_or_the_themes_own_and_one_without_none() {
        for (words, depth, expected) in [
            ("#ff0000", ColorDepth::Indexed, Some(Color::Indexed(196))),
            ("#ff0000", ColorDepth::Ansi, Some(Color::Green)),
            ("208", ColorDepth::Indexed, Some(Color::Indexed(208))),
            ("208", ColorDepth::Ansi, Some(Color::Green)),
            ("9", ColorDepth::Ansi, Some(Color::LightRed)),
            ("bright-blue", ColorDepth::Ansi, Some(Color::LightBlue)),
            ("#ff0000", ColorDepth::None, None),
            ("red", ColorDepth::None, None),
        ] {
            assert_eq!(theme("ok", &[words], depth).style(Role::Ok).fg, expected, "{words}");
        }
    }

    #[test]
    fn night_stays_night() {
        let mut theme = theme("selected", &["red reversed"], ColorDepth::Ansi);
        theme.is_night = true;
        assert!(!theme.style(Role::Selected).add_modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn what_is_wrong_is_told_with_file_and_line() {
        for (name, words, expected) in [
            ("warm", &["red"][..], "theme.warm: there is no such role; did you mean warn?"),
            ("crit", &["redd"], "theme.crit: \"redd\" is no colour and no weight; write a colour"),
            ("crit", &["300"], "theme.crit: \"300\" is no colour and no weight; write a colour"),
            (
                "crit",
                &["#ff00"],
                "theme.crit: \"#ff00\" is no colour and no weight; write a colour",
            ),
            ("crit", &["red", "blue"], "theme.crit: it names two colours"),
            ("crit", &[""], "theme.crit: it says nothing; write a colour"),
            (
                "background",
                &["red"],
                "theme.background: there is no such role; known here: text, dim",
            ),
        ] {
            let problems = Colours::of(&[line(name, words)]).unwrap_err().to_string();
            assert!(problems.starts_with(&format!("c.toml:5: {expected}")), "{problems}");
        }
    }

    #[test]
    fn every_role_has_the_place_of_its_number() {
        for (place, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role as usize, place);
        }
    }
}
