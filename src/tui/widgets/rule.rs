//! The line above a pane: its key and title at the left, what is known about its rows at the right.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::text::{cut, width};
use crate::tui::theme::{Role, Theme};

/// The fewest cells that a note which stands out is cut to, with what surrounds it.
const SHORTEST_MARK: usize = 12;

/// The fewest cells that a title is cut to, where a note stands out.
const SHORTEST_TITLE: usize = 14;

/// What a rule says.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    title: String,
    focused: bool,
    notes: Vec<(String, Option<Role>)>,
}

impl Rule {
    /// A rule with a title, such as `2 Backlog`.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Marks the pane that has the keys.
    #[must_use]
    pub fn focused(mut self, focused: bool) -> Self {
        self.focused = focused;
        self
    }

    /// Adds a note; the first ones are the last to be dropped for want of room. Half a figure says
    /// something else, so a note is shown whole or not at all.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push((text.into(), None));
        self
    }

    /// Adds a note that stands out; it is cut rather than dropped, and the title before it.
    #[must_use]
    pub fn marked(mut self, text: impl Into<String>, role: Role) -> Self {
        self.notes.push((text.into(), Some(role)));
        self
    }

    /// Adds a note if there is one.
    #[must_use]
    pub fn note_if(self, text: Option<String>) -> Self {
        match text {
            Some(text) => self.note(text),
            None => self,
        }
    }

    /// Draws into the first row of the area.
    pub fn render(self, area: Rect, buffer: &mut Buffer, theme: Theme) {
        let dim = theme.style(Role::Dim);
        let title_role = if self.focused { Role::FocusedTitle } else { Role::Title };
        let cells = usize::from(area.width);
        let marks = self.notes.iter().filter(|(_, role)| role.is_some());
        let taken: usize = marks.map(|(text, _)| width(text) + 4).sum();
        let title = match cells.saturating_sub(3) {
            room if taken == 0 => cut(&self.title, room),
            room => cut(&self.title, room.saturating_sub(taken).max(SHORTEST_TITLE).min(room)),
        };
        let mut room = cells.saturating_sub(width(&title) + 3);
        let mut notes = Vec::new();
        for (text, role) in self.notes {
            let text = match role {
                Some(_) if room >= SHORTEST_MARK => cut(&text, room - 4),
                _ => text,
            };
            let needed = width(&text) + 4;
            if needed <= room {
                room -= needed;
                notes.push((text, role));
            }
        }
        let line = |cells| if theme.is_sparse { " " } else { "─" }.repeat(cells);
        let mut spans = vec![
            Span::styled(if self.focused { "━" } else { "─" }, dim),
            Span::styled(title, theme.style(title_role)),
            Span::styled(format!(" {}", line(room)), dim),
        ];
        for (text, role) in notes {
            spans.push(Span::raw(" "));
            spans.push(Span::styled(text, theme.style(role.unwrap_or(Role::Text))));
            spans.push(Span::styled(format!(" {}", line(2)), dim));
        }
        spans.push(Span::styled(line(1), dim));
        buffer.set_line(area.x, area.y, &Line::from(spans), area.width);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(rule: Rule, cells: u16) -> String {
        let area = Rect::new(0, 0, cells, 1);
        let mut buffer = Buffer::empty(area);
        rule.render(area, &mut buffer, Theme::mono());
        buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect()
    }

    #[test]
    fn a_title_gives_way_to_what_is_wrong() {
        let rule =
            Rule::new("4 Trend 30d, % satisfactory").marked("~ STALE 30s denied", Role::Crit);
        let rule = rule.note("target 80");
        let whole = "─4 Trend 30d, % satisfactory ───── ~ STALE 30s denied ── target 80 ───";
        assert_eq!(drawn(rule.clone(), 70), whole);
        assert_eq!(drawn(rule.clone(), 50), "─4 Trend 30d, % satisfact…  ~ STALE 30s denied ───");
        assert_eq!(drawn(rule, 30), "─4 Trend 30d, …  ~ STALE … ───");
    }
}
