//! The word of a profile: in the colour that the profile gives it, on every terminal readable.

use ratatui::style::{Color as Ink, Modifier, Style};

use super::palette::nearest;
use super::{Role, Theme};
use crate::config::ColorDepth;
use crate::model::Color;

/// Black and white where a terminal has more than its own sixteen colours, which people change.
const BLACK: Ink = Ink::Indexed(16);
const WHITE: Ink = Ink::Indexed(231);

impl Theme {
    /// The style of a profile's word. Without a colour of its own, and where there are no colours, the theme decides.
    pub fn label(self, is_production: bool, color: Option<Color>) -> Style {
        let of_theme = self.style(if is_production { Role::Production } else { Role::Strong });
        let Some((color, ground)) =
            color.and_then(|color| Some((color, ground(color, self.depth)?)))
        else {
            return of_theme;
        };
        let is_light = color.is_light();
        if self.is_night {
            // A block would be a lamp, and a dark word is none.
            let plain = Style::new().add_modifier(Modifier::BOLD);
            return if is_light { plain.fg(ground) } else { plain };
        }
        let ink = match (self.depth, is_light) {
            (ColorDepth::Ansi, true) => Ink::Black,
            (ColorDepth::Ansi, false) => Ink::White,
            (_, true) => BLACK,
            (_, false) => WHITE,
        };
        Style::new().fg(ink).bg(ground).add_modifier(Modifier::BOLD)
    }
}

/// The colour on a terminal with so many: itself, or the nearest that there is.
fn ground(color: Color, depth: ColorDepth) -> Option<Ink> {
    Some(match (depth, color) {
        (ColorDepth::None, _) => return None,
        (ColorDepth::Ansi, _) | (_, Color::Numbered(..16)) => own(color.nearest_own()),
        (_, Color::Numbered(number)) => Ink::Indexed(number),
        (ColorDepth::True, Color::Exact(red, green, blue)) => Ink::Rgb(red, green, blue),
        (ColorDepth::Indexed, Color::Exact(red, green, blue)) => {
            Ink::Indexed(nearest((red, green, blue)))
        }
    })
}

/// One of the terminal's own colours, by its number.
fn own(number: u8) -> Ink {
    super::own::ANSI.get(usize::from(number)).copied().unwrap_or(Ink::Reset)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Glyphs, ThemeChoice};

    fn style(color: &str, depth: ColorDepth) -> Style {
        let theme = Theme::new(ThemeChoice::Default, depth, Glyphs::Braille);
        theme.label(true, Some(color.parse().unwrap()))
    }

    #[test]
    fn a_word_stands_on_its_colour_in_black_or_in_white() {
        for (color, depth, ink, ground) in [
            ("#ff8800", ColorDepth::True, BLACK, Ink::Rgb(0xff, 0x88, 0)),
            ("#402000", ColorDepth::True, WHITE, Ink::Rgb(0x40, 0x20, 0)),
            ("#ff8800", ColorDepth::Indexed, BLACK, Ink::Indexed(208)),
            ("208", ColorDepth::Indexed, BLACK, Ink::Indexed(208)),
            ("208", ColorDepth::Ansi, Ink::Black, Ink::Yellow),
            ("red", ColorDepth::True, WHITE, Ink::Red),
            ("blue", ColorDepth::Ansi, Ink::White, Ink::Blue),
            ("yellow", ColorDepth::Ansi, Ink::Black, Ink::Yellow),
        ] {
            let style = style(color, depth);
            assert_eq!((style.fg, style.bg), (Some(ink), Some(ground)), "{color} {depth:?}");
        }
    }

    #[test]
    fn without_colours_the_word_is_that_of_the_theme_and_by_night_no_lamp() {
        let red = "red".parse().ok();
        let mono = Theme::mono();
        assert_eq!(mono.label(true, red), mono.style(Role::Production));
        assert_eq!(mono.label(false, red), mono.style(Role::Strong));
        let night = Theme::ansi().by_night(true);
        for color in ["red", "yellow", "black"] {
            let style = night.label(true, color.parse().ok());
            assert_eq!((style.bg, style.add_modifier), (None, Modifier::BOLD));
        }
    }

    #[test]
    fn the_names_are_those_of_the_themes_own_colours() {
        for number in 0..=255_u8 {
            let color = Color::Numbered(number);
            let read: Ink = color.to_string().parse().unwrap();
            let expected = if number < 16 { own(number) } else { Ink::Indexed(number) };
            assert_eq!(read, expected, "{color}");
        }
    }
}
