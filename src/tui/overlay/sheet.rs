//! What a dialog tells, and below it, always in view, what can be done.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::model::Text;
use crate::tui::keymap::Action;
use crate::tui::layout::split_top;
use crate::tui::pane::below_rule;
use crate::tui::scroll::Scroll;
use crate::tui::text::width;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::lines;
use crate::tui::widgets::rule::Rule;

/// What a key does that leads out, where there is something behind.
pub(super) const BACK: Text = Text::new("goes back", "volver");

/// What a key does that leads out.
pub(super) const CLOSE: Text = Text::new("closes", "cerrar");

/// What the arrows do.
pub(super) const SCROLL: Text = Text::new("scroll", "desplazar");

/// The longest page.
pub(super) const MAX_ROWS: usize = 400;

/// A page and its foot.
pub(super) struct Sheet {
    /// What is told.
    pub(super) page: Vec<Line<'static>>,
    /// What can be done.
    pub(super) foot: Vec<Line<'static>>,
}

impl Sheet {
    fn rows(&self) -> usize {
        self.page.len().min(MAX_ROWS)
    }

    /// Where the page stands, and below it, with a free row between where there is room, the foot.
    fn parts(&self, body: Rect) -> (Rect, Rect) {
        let (rows, foot) = (self.rows() as u16, self.foot.len() as u16);
        let (page, rest) = split_top(body, rows.min(body.height.saturating_sub(foot)));
        let (_, foot) = split_top(rest, rest.height.saturating_sub(foot).min(1));
        (page, foot)
    }

    /// Scrolls the page in its room; says whether the key does.
    pub(super) fn scroll(&self, scroll: &mut Scroll, action: Action, area: Rect) -> bool {
        let height = below_rule(area).map_or(0, |body| self.parts(body).0.height);
        scroll.update(action, usize::from(height).max(1), self.rows())
    }

    /// Draws it below a rule with its title.
    pub(super) fn view(
        self,
        title: String,
        scroll: Scroll,
        theme: Theme,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let Some(body) = below_rule(area) else { return };
        let rows = self.rows();
        let (page, foot) = self.parts(body);
        let below = scroll.below(usize::from(page.height), rows);
        Rule::new(title)
            .focused(true)
            .note_if((below > 0).then(|| format!("↓ {below}")))
            .render(area, buffer, theme);
        let mut drawn = Buffer::empty(Rect::new(0, 0, body.width, rows as u16));
        lines(drawn.area, &mut drawn, self.page);
        scroll.view(&drawn, page, buffer);
        lines(foot, buffer, self.foot);
    }
}

/// Keys that do something, each before its words.
pub(super) fn keys(theme: Theme, hints: &[(&str, Text)]) -> Line<'static> {
    let spans = hints.iter().flat_map(|(key, words)| {
        let words = words.of(theme.language);
        [Span::styled(format!(" {key}"), theme.style(Role::Key)), Span::raw(format!(" {words}  "))]
    });
    Line::from(spans.collect::<Vec<_>>())
}

/// A line of SQL, broken where it is longer than the terminal is wide: at spaces, and never within quotes.
pub(super) fn code(line: &str, cells: usize) -> Vec<Line<'static>> {
    let indent = line.len() - line.trim_start().len() + 4;
    let mut page = Vec::new();
    let mut rest = line.to_owned();
    while let Some(end) = last_space_within(&rest, cells, indent) {
        let (part, behind) = rest.split_at(end);
        page.push(Line::raw(part.to_owned()));
        rest = format!("{}{}", " ".repeat(indent), behind.trim_start());
    }
    page.push(Line::raw(rest));
    page
}

/// Where a line that is too long is broken, in bytes; the indentation is no place for that.
fn last_space_within(line: &str, cells: usize, indent: usize) -> Option<usize> {
    if width(line) <= cells {
        return None;
    }
    let mut is_quoted = false;
    let mut used = 0;
    let mut space = None;
    for (at, character) in line.char_indices() {
        is_quoted ^= character == '\'';
        used += width(character.encode_utf8(&mut [0; 4]));
        if used > cells + 1 {
            break;
        }
        if character == ' ' && !is_quoted && at > indent {
            space = Some(at);
        }
    }
    space
}
