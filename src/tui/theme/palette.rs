//! The colours of each theme, and what is left of them on a terminal with fewer.
//!
//! A theme colours five meanings and no background. Each colour has a stand-in among the terminal's own
//! sixteen, so that a theme means the same everywhere.

use ratatui::style::Color;

use crate::config::{ColorDepth, ThemeChoice};

/// One colour: in 24 bits where the theme has it so, and among the terminal's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ink {
    exact: Option<(u8, u8, u8)>,
    ansi: Color,
}

/// The colours of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Palette {
    pub(super) ok: Ink,
    pub(super) warn: Ink,
    pub(super) crit: Ink,
    pub(super) unknown: Ink,
    pub(super) title: Ink,
}

impl Palette {
    /// The colours of a theme. Those for colour-blind eyes keep apart, as such eyes see them, what must not be
    /// confused, and can be read on black and on white.
    pub(super) const fn of(choice: ThemeChoice) -> Self {
        match choice {
            ThemeChoice::Default | ThemeChoice::Mono => Self {
                ok: Ink::own(Color::Green),
                warn: Ink::own(Color::Yellow),
                crit: Ink::own(Color::Red),
                unknown: Ink::own(Color::Magenta),
                title: Ink::own(Color::Cyan),
            },
            ThemeChoice::HighContrast => Self {
                ok: Ink::own(Color::Reset),
                warn: Ink::own(Color::Reset),
                crit: Ink::own(Color::Red),
                unknown: Ink::own(Color::Reset),
                title: Ink::own(Color::Reset),
            },
            ThemeChoice::Dark => Self {
                ok: Ink::new(0x7f, 0xd4, 0x8a, Color::Green),
                warn: Ink::new(0xf2, 0xc1, 0x4e, Color::Yellow),
                crit: Ink::new(0xff, 0x7b, 0x72, Color::Red),
                unknown: Ink::new(0xd2, 0xa8, 0xff, Color::Magenta),
                title: Ink::new(0x79, 0xc0, 0xff, Color::Cyan),
            },
            ThemeChoice::Light => Self {
                ok: Ink::new(0x1a, 0x7f, 0x37, Color::Green),
                warn: Ink::new(0x8a, 0x5a, 0x00, Color::Magenta),
                crit: Ink::new(0xb3, 0x26, 0x1e, Color::Red),
                unknown: Ink::new(0x7b, 0x2f, 0xb5, Color::Blue),
                title: Ink::new(0x0b, 0x63, 0xb0, Color::Blue),
            },
            ThemeChoice::Deuteranopia => Self {
                ok: Ink::new(0x2f, 0x86, 0xd6, Color::Cyan),
                warn: Ink::new(0xc9, 0x85, 0x00, Color::Yellow),
                crit: Ink::new(0xd1, 0x49, 0x5b, Color::Magenta),
                unknown: Ink::new(0x8d, 0x8d, 0x8d, Color::Reset),
                title: Ink::new(0x4f, 0x8f, 0x9f, Color::Cyan),
            },
            ThemeChoice::Tritanopia => Self {
                ok: Ink::new(0x1f, 0x9a, 0xa5, Color::Cyan),
                warn: Ink::new(0xe0, 0x56, 0x8f, Color::Magenta),
                crit: Ink::new(0xd6, 0x2f, 0x20, Color::Red),
                unknown: Ink::new(0x8d, 0x8d, 0x8d, Color::Reset),
                title: Ink::new(0x7a, 0x86, 0xa0, Color::Cyan),
            },
        }
    }
}

impl Ink {
    const fn own(ansi: Color) -> Self {
        Self { exact: None, ansi }
    }

    const fn new(red: u8, green: u8, blue: u8, ansi: Color) -> Self {
        Self { exact: Some((red, green, blue)), ansi }
    }

    /// What a terminal with so many colours gets; nothing is its own foreground.
    pub(super) fn color(self, depth: ColorDepth) -> Option<Color> {
        let color = match (depth, self.exact) {
            (ColorDepth::None, _) => return None,
            (ColorDepth::True, Some((red, green, blue))) => Color::Rgb(red, green, blue),
            (ColorDepth::Indexed, Some(exact)) => Color::Indexed(nearest(exact)),
            _ => self.ansi,
        };
        (color != Color::Reset).then_some(color)
    }
}

/// The levels of each part in xterm's cube of 216 colours, which begins at 16.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The nearest colour of xterm's cube.
pub(super) fn nearest((red, green, blue): (u8, u8, u8)) -> u8 {
    let level = |part: u8| {
        let levels = (0_u8..).zip(LEVELS);
        levels.min_by_key(|(_, level)| level.abs_diff(part)).map_or(0, |(place, _)| place)
    };
    16 + 36 * level(red) + 6 * level(green) + level(blue)
}

#[cfg(test)]
#[path = "palette_tests.rs"]
mod tests;
