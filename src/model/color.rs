//! A colour that a person names in the configuration.

use std::fmt;
use std::str::FromStr;

/// A colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// One of the 256 of xterm; the first sixteen are the terminal's own and have names.
    Numbered(u8),
    /// So much red, green and blue.
    Exact(u8, u8, u8),
}

/// The names of the terminal's own colours, each with what xterm makes of it.
const NAMED: [(&str, (u8, u8, u8)); 16] = [
    ("black", (0, 0, 0)),
    ("red", (205, 0, 0)),
    ("green", (0, 205, 0)),
    ("yellow", (205, 205, 0)),
    ("blue", (0, 0, 238)),
    ("magenta", (205, 0, 205)),
    ("cyan", (0, 205, 205)),
    ("gray", (229, 229, 229)),
    ("dark-gray", (127, 127, 127)),
    ("bright-red", (255, 0, 0)),
    ("bright-green", (0, 255, 0)),
    ("bright-yellow", (255, 255, 0)),
    ("bright-blue", (92, 92, 255)),
    ("bright-magenta", (255, 0, 255)),
    ("bright-cyan", (0, 255, 255)),
    ("white", (255, 255, 255)),
];

/// The levels of each part in xterm's cube of 216 colours.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The first number of that cube, and of the greys behind it.
const CUBE: u8 = 16;
const GREYS: u8 = 232;

impl Color {
    /// Red, green and blue, as far as they are known: a terminal may show its own colours otherwise.
    pub fn parts(self) -> (u8, u8, u8) {
        let level = |place: u8| LEVELS.get(usize::from(place)).copied().unwrap_or_default();
        match self {
            Self::Exact(red, green, blue) => (red, green, blue),
            Self::Numbered(number @ GREYS..) => {
                let grey = 8 + 10 * (number - GREYS);
                (grey, grey, grey)
            }
            Self::Numbered(number @ CUBE..) => {
                let place = number - CUBE;
                (level(place / 36), level(place / 6 % 6), level(place % 6))
            }
            Self::Numbered(number) => {
                NAMED.get(usize::from(number)).map_or((0, 0, 0), |(_, parts)| *parts)
            }
        }
    }

    /// Whether black is easier to read on it than white.
    pub fn is_light(self) -> bool {
        let (red, green, blue) = self.parts();
        let linear = |part: u8| (f64::from(part) / 255.0).powf(2.2);
        let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
        // Here the contrast with both is the same, as WCAG 2 counts it.
        luminance > 0.179
    }

    /// The number of the terminal's own colour that comes nearest.
    pub fn nearest_own(self) -> u8 {
        if let Self::Numbered(number @ ..CUBE) = self {
            return number;
        }
        let (red, green, blue) = self.parts();
        let square = |one: u8, other: u8| u32::from(one.abs_diff(other)).pow(2);
        let distance = |parts: &(u8, u8, u8)| {
            square(red, parts.0) + square(green, parts.1) + square(blue, parts.2)
        };
        let own = (0_u8..).zip(&NAMED);
        own.min_by_key(|(_, (_, parts))| distance(parts)).map_or(0, |(number, _)| number)
    }
}

impl FromStr for Color {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim();
        if let Some(digits) = text.strip_prefix('#') {
            let is_exact = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            let number = is_exact.then(|| u32::from_str_radix(digits, 16).ok()).flatten();
            let [_, red, green, blue] = number.ok_or(())?.to_be_bytes();
            return Ok(Self::Exact(red, green, blue));
        }
        if let Ok(number) = text.parse() {
            return Ok(Self::Numbered(number));
        }
        let plain = |name: &str| name.to_lowercase().replace([' ', '-', '_'], "");
        let wanted = plain(text).replace("light", "bright").replace("grey", "gray");
        let mut own = (0_u8..).zip(NAMED.iter().map(|(name, _)| plain(name)));
        own.find(|(_, name)| *name == wanted).map(|(number, _)| Self::Numbered(number)).ok_or(())
    }
}

impl fmt::Display for Color {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(red, green, blue) => {
                write!(formatter, "#{red:02x}{green:02x}{blue:02x}")
            }
            Self::Numbered(number) => match NAMED.get(usize::from(*number)) {
                Some((name, _)) => formatter.write_str(name),
                None => number.fmt(formatter),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_what_can_be_written() {
        for number in 0..=255 {
            let color = Color::Numbered(number);
            assert_eq!(color.to_string().parse(), Ok(color));
        }
        for (text, shown) in [
            ("Bright Red", "bright-red"),
            ("lightred", "bright-red"),
            (" 9 ", "bright-red"),
            ("dark_grey", "dark-gray"),
            ("208", "208"),
            ("#FF8800", "#ff8800"),
        ] {
            assert_eq!(text.parse::<Color>().map(|color| color.to_string()), Ok(shown.to_owned()));
        }
        for text in ["", "redd", "256", "-1", "#ff00", "#ff88000", "#ééé", "never"] {
            assert_eq!(text.parse::<Color>(), Err(()), "{text}");
        }
    }

    #[test]
    fn text_on_it_has_the_contrast_that_small_text_needs() {
        let luminance = |color: Color| {
            let (red, green, blue) = color.parts();
            let linear = |part: u8| {
                let part = f64::from(part) / 255.0;
                if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
        };
        for number in 0..=255 {
            let color = Color::Numbered(number);
            let ground = luminance(color) + 0.05;
            let contrast = if color.is_light() { ground / 0.05 } else { 1.05 / ground };
            assert!(contrast > 4.4, "{color}: {contrast}");
        }
    }

    #[test]
    fn a_colour_comes_down_to_the_nearest_that_the_terminal_has() {
        for (text, nearest) in
            [("#cc0000", 1), ("196", 9), ("#00cdcd", 6), ("#fafafa", 15), ("blue", 4), ("235", 0)]
        {
            assert_eq!(text.parse::<Color>().map(Color::nearest_own), Ok(nearest), "{text}");
        }
    }
}
