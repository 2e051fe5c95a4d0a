//! What has changed since a moment, in sentences, over the screen until it is closed.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::pane::below_rule;
use super::screens::ViewContext;
use super::scroll::Scroll;
use super::text::{Align, fit, width};
use super::theme::{Role, shape};
use super::time::Zone;
use super::widgets::rule::Rule as RuleLine;
use super::widgets::{indented, lines};
use crate::model::Language;
use crate::model::digest::{Digest, words};

/// The longest page.
const MAX_ROWS: u16 = 400;

/// From here on a day and a month name no single day.
const ONE_YEAR: TimeDelta = TimeDelta::days(300);

/// The open digest.
#[derive(Clone, Copy, Debug, Default)]
pub struct DigestPage {
    /// How far it is scrolled.
    pub scroll: Scroll,
}

impl DigestPage {
    /// Scrolls; says whether the key does.
    pub fn update(
        &mut self,
        action: super::keymap::Action,
        digest: &Digest,
        context: &ViewContext<'_>,
        area: Rect,
    ) -> bool {
        let height = usize::from(area.height.saturating_sub(1));
        let rows = page(digest, context, area.width).len();
        self.scroll.update(action, height, rows)
    }

    /// Draws.
    pub fn view(self, digest: &Digest, context: &ViewContext<'_>, area: Rect, buffer: &mut Buffer) {
        let Some(body) = below_rule(area) else { return };
        let language = context.theme.language;
        let words = page(digest, context, area.width);
        let rows = (words.len() as u16).min(MAX_ROWS);
        let below = self.scroll.below(usize::from(body.height), usize::from(rows));
        RuleLine::new(language.choose("What has changed", "Qué cambió"))
            .focused(true)
            .note(language.choose("worst first", "lo peor primero"))
            .note(language.choose("Esc closes", "Esc: cerrar"))
            .note_if((below > 0).then(|| format!("↓ {below}")))
            .render(area, buffer, context.theme);
        let mut drawn = Buffer::empty(Rect::new(0, 0, body.width, rows));
        lines(drawn.area, &mut drawn, words);
        self.scroll.view(&drawn, body, buffer);
    }
}

fn page(digest: &Digest, context: &ViewContext<'_>, cells: u16) -> Vec<Line<'static>> {
    let (theme, zone) = (context.theme, context.zone);
    let language = theme.language;
    let now = context.now;
    let head = words::head(digest, now, language, &|at| moment(at, zone, now, language));
    let mut page = indented(&head, cells, theme.style(Role::Strong));
    page.push(Line::default());
    if digest.changes.is_empty() {
        page.push(Line::raw(
            language
                .choose(" Nothing that is known has changed.", " Nada de lo que se conoce cambió."),
        ));
    }
    let mut is_worse = true;
    for change in &digest.changes {
        if is_worse && !change.is_worse() && page.len() > 2 {
            page.push(Line::default());
        }
        is_worse = change.is_worse();
        let severity = change.severity();
        let verdict = format!(" {} {}", shape(severity), severity.word());
        let verdict = fit(&verdict, width(&verdict).max(9), Align::Left);
        let room = cells.saturating_sub(width(&verdict) as u16);
        for (index, mut line) in indented(
            &words::sentence(change, language, &|at| zone.moment(at, language)),
            room,
            theme.style(Role::Text),
        )
        .into_iter()
        .enumerate()
        {
            let first = if index == 0 { verdict.clone() } else { " ".repeat(width(&verdict)) };
            line.spans.insert(0, Span::styled(first, theme.severity(severity)));
            page.push(line);
        }
    }
    if !digest.gaps.is_empty() {
        page.push(Line::default());
    }
    for gap in &digest.gaps {
        page.extend(indented(
            &words::not_known(*gap, language, &|at| zone.moment(at, language)),
            cells,
            theme.style(Role::Dim),
        ));
    }
    page
}

/// A moment to the minute, with the year where it might be another one.
fn moment(at: DateTime<Utc>, zone: Zone, now: DateTime<Utc>, language: Language) -> String {
    if now - at < ONE_YEAR { zone.moment(at, language) } else { zone.dated(at) }
}
