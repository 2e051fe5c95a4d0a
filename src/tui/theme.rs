//! Colours by role. The default theme uses the terminal's own foreground and background and five ANSI
//! colours; without colours the same roles are told apart by weight and reverse video.

use ratatui::style::{Color, Modifier, Style};

use crate::model::Severity;

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

/// Whether colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    color: bool,
}

impl Theme {
    /// The terminal's five colours.
    pub const fn ansi() -> Self {
        Self { color: true }
    }

    /// Weight and reverse video only.
    pub const fn mono() -> Self {
        Self { color: false }
    }

    /// The style of a role.
    pub fn style(self, role: Role) -> Style {
        let plain = Style::new();
        let (color, modifier) = match role {
            Role::Text => return plain,
            Role::Dim | Role::Heading => (None, Modifier::DIM),
            Role::Strong => (None, Modifier::BOLD),
            Role::Title => (Some(Color::Cyan), Modifier::empty()),
            Role::FocusedTitle | Role::Key => (Some(Color::Cyan), Modifier::BOLD),
            Role::Ok => (Some(Color::Green), Modifier::empty()),
            Role::Warn => (Some(Color::Yellow), Modifier::BOLD),
            Role::Crit | Role::Production => {
                (Some(Color::Red), Modifier::BOLD.union(Modifier::REVERSED))
            }
            Role::Unknown => (Some(Color::Magenta), Modifier::empty()),
            Role::Selected => (None, Modifier::REVERSED),
            Role::Strip => (Some(Color::Cyan), Modifier::BOLD.union(Modifier::REVERSED)),
            Role::Banner => (Some(Color::Yellow), Modifier::BOLD.union(Modifier::REVERSED)),
        };
        let style = plain.add_modifier(modifier);
        match color {
            Some(color) if self.color => style.fg(color),
            _ => style,
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

    const ROLES: [Role; 15] = [
        Role::Text,
        Role::Dim,
        Role::Strong,
        Role::Title,
        Role::FocusedTitle,
        Role::Heading,
        Role::Key,
        Role::Ok,
        Role::Warn,
        Role::Crit,
        Role::Unknown,
        Role::Selected,
        Role::Banner,
        Role::Strip,
        Role::Production,
    ];

    #[test]
    fn no_role_uses_a_colour_that_hides_on_some_background() {
        for role in ROLES {
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
        for role in ROLES {
            let style = Theme::mono().style(role);
            assert_eq!((style.fg, style.bg), (None, None));
            assert_eq!(style.add_modifier, Theme::ansi().style(role).add_modifier);
        }
    }
}
