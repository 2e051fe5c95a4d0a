//! Colours by role. The default theme uses the terminal's own foreground and background and five ANSI
//! colours; without colours the same roles are told apart by weight and reverse video.

mod label;
mod own;
mod palette;

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::Marker;

use super::time::age_in_steps;
use crate::config::{ColorDepth, Glyphs, ThemeChoice};
use crate::model::{Language, Severity, format};
use palette::Palette;

pub use own::Colours;

/// What a piece of text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Ordinary text.
    Text,
    /// Text that may be overlooked: units, rules, old data.
    Dim,
    /// A figure or a name that the eye should find.
    Strong,
    /// A pane's title.
    Title,
    /// The title of the pane that has the keys.
    FocusedTitle,
    /// A column's heading.
    Heading,
    /// A key in a hint.
    Key,
    /// Healthy.
    Ok,
    /// Worth a look.
    Warn,
    /// Worth waking somebody.
    Crit,
    /// Not measured.
    Unknown,
    /// The selected row.
    Selected,
    /// A bar across the screen that says something special is going on.
    Banner,
    /// A bar across the screen that says what is being worked on.
    Strip,
    /// The word of a production profile.
    Production,
}

impl Role {
    /// Every role, in the order of its number.
    pub const ALL: [Self; 15] = [
        Self::Text,
        Self::Dim,
        Self::Strong,
        Self::Title,
        Self::FocusedTitle,
        Self::Heading,
        Self::Key,
        Self::Ok,
        Self::Warn,
        Self::Crit,
        Self::Unknown,
        Self::Selected,
        Self::Banner,
        Self::Strip,
        Self::Production,
    ];

    /// Whether something would be missed without the style: what is wrong, what is selected, what has the keys.
    const fn is_needed(self) -> bool {
        matches!(
            self,
            Self::Warn
                | Self::Crit
                | Self::Selected
                | Self::Banner
                | Self::Production
                | Self::FocusedTitle
        )
    }

    /// The name in the configuration.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Dim => "dim",
            Self::Strong => "strong",
            Self::Title => "title",
            Self::FocusedTitle => "focused_title",
            Self::Heading => "heading",
            Self::Key => "key",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Crit => "crit",
            Self::Unknown => "unknown",
            Self::Selected => "selected",
            Self::Banner => "banner",
            Self::Strip => "strip",
            Self::Production => "production",
        }
    }
}

/// How the dashboard presents itself: colours, characters, language, and whether it is night.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    palette: Palette,
    own: Colours,
    depth: ColorDepth,
    /// Which characters are drawn.
    pub glyphs: Glyphs,
    /// Which language it speaks.
    pub language: Language,
    /// Whether the screen shall light up no room.
    pub is_night: bool,
    /// Whether as little as possible is to be sent: no charts, no lines, and only the styles that warn.
    pub is_sparse: bool,
}

impl Theme {
    /// A theme on a terminal with so many colours; of one without colours that is none, whatever the terminal has.
    pub const fn new(choice: ThemeChoice, depth: ColorDepth, glyphs: Glyphs) -> Self {
        let depth = match choice {
            ThemeChoice::Mono => ColorDepth::None,
            _ => depth,
        };
        Self {
            palette: Palette::of(choice),
            own: Colours::NONE,
            depth,
            glyphs,
            language: Language::English,
            is_night: false,
            is_sparse: false,
        }
    }

    /// The terminal's five colours.
    pub const fn ansi() -> Self {
        Self::new(ThemeChoice::Default, ColorDepth::Ansi, Glyphs::Braille)
    }

    /// Weight and reverse video only.
    pub const fn mono() -> Self {
        Self::new(ThemeChoice::Mono, ColorDepth::None, Glyphs::Braille)
    }

    /// The same with a person's own colours and weights.
    #[must_use]
    pub const fn with_colours(self, own: Colours) -> Self {
        Self { own, ..self }
    }

    /// The same in another language.
    #[must_use]
    pub const fn with_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// The same by night, or by day.
    #[must_use]
    pub const fn by_night(self, is_night: bool) -> Self {
        Self { is_night, ..self }
    }

    /// The same, sending as little as possible, or all.
    #[must_use]
    pub const fn sparsely(self, is_sparse: bool) -> Self {
        Self { is_sparse, ..self }
    }

    /// The same with other characters.
    #[must_use]
    pub const fn with_glyphs(self, glyphs: Glyphs) -> Self {
        Self { glyphs, ..self }
    }

    /// The same with the next poorer characters, the richest after the poorest.
    #[must_use]
    pub const fn next_glyphs(self) -> Self {
        self.with_glyphs(match self.glyphs {
            Glyphs::Braille => Glyphs::Block,
            Glyphs::Block => Glyphs::Ascii,
            Glyphs::Ascii => Glyphs::Braille,
        })
    }

    /// An age beside running figures, in steps that are no finer than the way to the terminal deserves.
    pub fn age(self, age: TimeDelta) -> String {
        age_in_steps(age, if self.is_sparse { 30 } else { 5 })
    }

    /// An age that is told to the second, where the way to the terminal is good enough.
    pub fn age_in_full(self, age: TimeDelta) -> String {
        if self.is_sparse { self.age(age) } else { format::age(age) }
    }

    /// What a line of a chart is drawn with.
    pub const fn marker(self) -> Marker {
        match self.glyphs {
            Glyphs::Braille => Marker::Braille,
            Glyphs::Block => Marker::HalfBlock,
            Glyphs::Ascii => Marker::Dot,
        }
    }

    /// What the line of a target is drawn with.
    pub const fn target_marker(self) -> Marker {
        match self.glyphs {
            Glyphs::Ascii => Marker::Bar,
            _ => Marker::Dot,
        }
    }

    /// The style of a role.
    pub fn style(self, role: Role) -> Style {
        let plain = Style::new();
        if self.is_sparse && !role.is_needed() {
            return plain;
        }
        let (ink, modifier) = match role {
            Role::Text => (None, Modifier::empty()),
            Role::Dim | Role::Heading => (None, Modifier::DIM),
            Role::Strong => (None, Modifier::BOLD),
            Role::Title => (Some(self.palette.title), Modifier::empty()),
            Role::FocusedTitle | Role::Key => (Some(self.palette.title), Modifier::BOLD),
            Role::Ok => (Some(self.palette.ok), Modifier::empty()),
            Role::Warn => (Some(self.palette.warn), Modifier::BOLD),
            Role::Crit | Role::Production => {
                (Some(self.palette.crit), Modifier::BOLD.union(Modifier::REVERSED))
            }
            Role::Unknown => (Some(self.palette.unknown), Modifier::empty()),
            Role::Selected => (None, Modifier::REVERSED),
            Role::Strip => (Some(self.palette.title), Modifier::BOLD.union(Modifier::REVERSED)),
            Role::Banner => (Some(self.palette.warn), Modifier::BOLD.union(Modifier::REVERSED)),
        };
        let modifier = self.own.weight(role).unwrap_or(modifier);
        let modifier = if self.is_night { by_night(role, modifier) } else { modifier };
        let style = plain.add_modifier(modifier);
        let of_theme = || ink.and_then(|ink| ink.color(self.depth));
        match self.own.color(role, self.depth).or_else(of_theme) {
            Some(color) if color != Color::Reset => style.fg(color),
            _ => style,
        }
    }

    /// Takes the light out of a finished frame by night: all that is not bold or reversed is dim.
    pub fn darken(self, buffer: &mut Buffer) {
        if !self.is_night {
            return;
        }
        let shines = Modifier::BOLD.union(Modifier::REVERSED);
        for cell in buffer.content.iter_mut().filter(|cell| !cell.modifier.intersects(shines)) {
            cell.modifier.insert(Modifier::DIM);
        }
    }

    /// The style of a verdict.
    pub fn severity(self, severity: Severity) -> Style {
        self.style(match severity {
            Severity::Ok => Role::Ok,
            Severity::Unknown => Role::Unknown,
            Severity::Warn => Role::Warn,
            Severity::Crit => Role::Crit,
        })
    }
}

/// Weight by night: nothing shines but what is worth waking somebody. A selected row is underlined, because a
/// reversed one would be a lamp.
fn by_night(role: Role, by_day: Modifier) -> Modifier {
    match role {
        Role::Crit => by_day,
        Role::Warn | Role::Production | Role::Banner | Role::Strip => Modifier::BOLD,
        Role::Selected => Modifier::UNDERLINED,
        _ => Modifier::DIM,
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::ansi()
    }
}

/// The shape that stands before a verdict's word, so that it is told without colour.
pub const fn shape(severity: Severity) -> &'static str {
    match severity {
        Severity::Ok => "●",
        Severity::Unknown => "?",
        Severity::Warn => "▲",
        Severity::Crit => "■",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum as _;

    #[test]
    fn no_role_uses_a_colour_that_hides_on_some_background() {
        for role in Role::ALL {
            let style = Theme::ansi().style(role);
            assert!(!matches!(
                style.fg,
                Some(Color::Black | Color::White | Color::Gray | Color::Blue | Color::LightYellow)
            ));
            assert_eq!(style.bg, None);
        }
    }

    #[test]
    fn without_colours_weight_is_what_remains() {
        for choice in ThemeChoice::value_variants() {
            let colored = Theme::new(*choice, ColorDepth::True, Glyphs::Braille);
            let plain = Theme { depth: ColorDepth::None, ..colored };
            for role in Role::ALL {
                let style = plain.style(role);
                assert_eq!((style.fg, style.bg), (None, None));
                assert_eq!(style.add_modifier, colored.style(role).add_modifier);
            }
        }
    }

    #[test]
    fn by_night_no_row_shines_and_crit_still_does() {
        let night = Theme { is_night: true, ..Theme::mono() };
        for role in Role::ALL {
            let shines = night.style(role).add_modifier.contains(Modifier::REVERSED);
            assert_eq!(shines, role == Role::Crit, "{role:?}");
        }
        let looks =
            [Role::Text, Role::Selected, Role::Warn, Role::Crit].map(|role| night.style(role));
        for (place, look) in looks.iter().enumerate() {
            assert!(!looks.iter().skip(place + 1).any(|other| other == look), "{looks:?}");
        }
    }
}
